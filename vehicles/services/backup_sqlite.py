"""Copies a SQLite database while it is written to, and puts a copy back."""

import gzip
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from ..rules.backups import LEFT_OUT
from .backup_folders import CHUNK, NAME, BackupFailed, Progress, check_room

PAGES_AT_ONCE = 2000
COMPRESSION = 1  # a third of the size already, at four times the speed of the default


def dump(database: Path, into: Path, progress: Progress) -> dict[str, int]:
    """Write a compressed, checked copy of `database` to `into`, and return its rows by table.

    The copy is of one instant: a read transaction is held all the while, so that what others write
    meanwhile neither gets in nor begins it anew.
    """
    check_room(into.parent, int(database.stat().st_size * 1.5))
    plain = into.with_suffix("")
    try:
        _copy(database, plain, lambda share: progress(share * 0.4))
        tables = _leave_out_and_check(plain)
        progress(0.6)
        _compress(plain, into, lambda share: progress(0.6 + share * 0.4))
    except (sqlite3.Error, OSError) as error:
        raise BackupFailed(_("The database cannot be copied: %(why)s.") % {"why": error}) from None
    finally:
        plain.unlink(missing_ok=True)
    return tables


def _copy(database: Path, plain: Path, progress: Progress) -> None:
    with closing(_open(database)) as source, closing(sqlite3.connect(plain)) as copy:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the instant is now
        source.backup(
            copy, pages=PAGES_AT_ONCE, progress=lambda _s, left, all_: progress(1 - left / max(all_, 1))
        )
        source.execute("ROLLBACK")


def _open(database: Path) -> sqlite3.Connection:
    """Open a database that must be there already, without transactions of Python's own."""
    return sqlite3.connect(
        f"{database.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=20
    )


def _leave_out_and_check(plain: Path) -> dict[str, int]:
    with closing(_open(plain)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        copy.execute("PRAGMA secure_delete=ON")
        names = _tables(copy)
        for name in names:
            if name in LEFT_OUT:
                copy.execute(f'DELETE FROM "{name}"')  # noqa: S608  a name of ours
        return _checked(copy)


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return [name for (name,) in rows]


def _checked(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the rows by table of a database that holds together; raises BackupFailed."""
    said = [line for (line,) in connection.execute("PRAGMA integrity_check")]
    if said != ["ok"]:
        raise BackupFailed(_("The copy is broken: %(why)s.") % {"why": said[0]})
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for name in _tables(connection)
    }


def _compress(plain: Path, into: Path, progress: Progress) -> None:
    size, done = max(plain.stat().st_size, 1), 0
    with plain.open("rb") as file, gzip.open(into, "wb", compresslevel=COMPRESSION) as packed:
        while chunk := file.read(CHUNK):
            packed.write(chunk)
            done += len(chunk)
            progress(done / size)


def check(file: Path, draft: Path) -> dict[str, int]:
    """Unpack a backup to `draft`, and return the rows by table; raises BackupFailed where it is broken."""
    try:
        with gzip.open(file, "rb") as packed, draft.open("wb") as plain:
            shutil.copyfileobj(packed, plain, CHUNK)
            plain.flush()
            os.fsync(plain.fileno())
        draft.chmod(0o600)
        with closing(_open(draft)) as connection:
            return _checked(connection)
    except (sqlite3.Error, OSError, EOFError) as error:
        draft.unlink(missing_ok=True)
        raise BackupFailed(_("The backup cannot be read: %(why)s.") % {"why": error}) from None


def put_back(draft: Path, database: Path, now: datetime) -> Path | None:
    """Put the checked copy `draft` in the database's place; return where the old one lies now, if any.

    There is no instant without a database: the old one gets a second name before the copy takes the first.
    """
    aside = None
    if database.exists():
        _fold_in(database)
        aside = database.with_name(f"{database.name}.before-{now.strftime(NAME)}")
        os.link(database, aside)
    draft.replace(database)
    return aside


def _fold_in(database: Path) -> None:
    """Put the write-ahead log into the file; raises BackupFailed where somebody has it open."""
    with closing(_open(database)) as connection:
        connection.execute("PRAGMA busy_timeout=2000")
        try:
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            mode = "wal"
    if mode != "delete":
        raise BackupFailed(_("The database is in use. Stop renault-web first, then try again."))
