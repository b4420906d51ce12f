"""Keeps two programs from having the same data at once: one that runs, and one that puts a backup back."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

LOCK = "in_use"


@contextmanager
def running() -> Iterator[None]:
    """Say that renault-web runs on this data; raises CommandError while a backup is put back."""
    with _held(fcntl.LOCK_SH, "A backup is being put back. Start again when that is done."):
        yield


@contextmanager
def stopped() -> Iterator[None]:
    """Say that nothing may start on this data; raises CommandError while renault-web runs."""
    with _held(fcntl.LOCK_EX, "renault-web is running. Stop it first, then try again."):
        yield


@contextmanager
def _held(how: int, refusal: str) -> Iterator[None]:
    """Hold the lock, also for the program that takes this process's place.

    The system lets go of it when the process ends, however it does.
    """
    with (Path(settings.DATA_DIR) / LOCK).open("a") as file:
        os.set_inheritable(file.fileno(), True)
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except OSError:
            raise CommandError(refusal) from None
        yield
