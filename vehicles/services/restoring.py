"""Puts a backup in the place of the database, after looking whether it may.

1. The backup is whole, of this kind of database, and not of a newer version than this one.
2. It is unpacked, read to its end, and its rows are counted.
3. It takes the database's place in one step; what was there is kept beside it.
4. The database is brought up to this version.
"""

from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections
from django.utils.translation import gettext as _

from .. import clock
from . import backup_folders, backup_postgres, backup_sqlite, health
from .backup_folders import Backup, BackupFailed


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of it: the rows that were put back, where the old data are, whether the keys fit."""

    rows: int
    aside: str
    keys_fit: bool


def restore(backup: Backup) -> Restored:
    """Put the backup in the database's place; raises BackupFailed, and then nothing was changed."""
    _refuse_what_does_not_fit(backup)
    put_back = _into_sqlite if connection.vendor == "sqlite" else _into_postgresql
    aside = put_back(backup)
    connections.close_all()
    call_command("migrate", interactive=False, verbosity=0)
    return Restored(sum(backup.about.tables.values()), aside, health.keys_fit())


def _refuse_what_does_not_fit(backup: Backup) -> None:
    about = backup.about
    if about.engine != connection.vendor:
        raise BackupFailed(
            _("This is a backup of %(theirs)s, and the database here is %(ours)s.")
            % {"theirs": about.engine, "ours": connection.vendor}
        )
    if unknown := set(about.migrations) - health.known_migrations():
        raise BackupFailed(
            _("This backup was made by version %(version)s, which is newer (%(what)s). Update first.")
            % {"version": about.version, "what": min(unknown)[1]}
        )
    if not backup.file.is_file() or backup_folders.digest(backup.file) != about.sha256:
        raise BackupFailed(_("The backup is damaged: its file is not the one that was made."))


def _refuse_other_rows(backup: Backup, found: dict[str, int]) -> None:
    if found != backup.about.tables:
        raise BackupFailed(_("The backup is damaged: it does not hold what it says."))


def _into_sqlite(backup: Backup) -> str:
    database = Path(connection.settings_dict["NAME"])
    backup_folders.check_room(database.parent, backup.about.size_bytes * 4)
    draft = database.with_name(f"{database.name}.restoring")
    try:
        _refuse_other_rows(backup, backup_sqlite.check(backup.file, draft))
        connections.close_all()
        aside = backup_sqlite.put_back(draft, database, clock.machine_now())
    finally:
        draft.unlink(missing_ok=True)
    return str(aside or "")


def _into_postgresql(backup: Backup) -> str:
    _refuse_other_rows(backup, backup_postgres.check(backup.file))
    return backup_postgres.put_back(backup.file, clock.machine_now()) or ""
