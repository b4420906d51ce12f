"""Secrets that the installation makes for itself once and keeps in files only it can read.

The settings import this, so nothing of Django is used here.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


class SecretFileError(Exception):
    """A secret file is there but holds nothing; the text names it and says what to do."""


def read_or_make(path: Path, make: Callable[[], str]) -> str:
    """Return the secret in `path`, after making it with `make` where there is no such file.

    Of several processes that make it at once, one wins and all return its value;
    nobody ever sees half a file. A directory made here has mode 0700, the file
    0600. Raises SecretFileError where the file or the made value is empty, and
    OSError where it cannot be read or written.
    """
    try:
        return _read(path)
    except FileNotFoundError:
        _publish(path, make())
        return _read(path)


def _read(path: Path) -> str:
    secret = path.read_text(encoding="utf-8").strip()
    if not secret:
        raise SecretFileError(
            f"{path} is empty: put the secret back from a backup, or delete the file for a new one."
        )
    return secret


def _publish(path: Path, secret: str) -> None:
    """Write a whole file beside `path`, then give it that name unless somebody else was first."""
    if not secret.strip():
        raise SecretFileError(f"The secret made for {path} is empty.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # O_EXCL and mode 0600
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secret + "\n")
            file.flush()
            os.fsync(file.fileno())
        _link_unless_there(draft, path)
    finally:
        draft.unlink()


def _link_unless_there(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
