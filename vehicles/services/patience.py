"""Waits for a database that is away for a moment: restarted, or locked by somebody else."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

PATIENCE = timedelta(seconds=8)

Done = TypeVar("Done")


def patiently(write: Callable[[], Done]) -> Done:
    """Write, and try again for a while where the database is away: an answer of Renault's is worth the wait.

    `write` may have been done without anybody having heard of it: it must be one that changes nothing the
    second time. Inside a transaction it is tried once. Raises what the database raised last.
    """
    give_up_at = time.monotonic() + PATIENCE.total_seconds()
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > give_up_at:
                raise
            connection.close()
            time.sleep(0.5)
