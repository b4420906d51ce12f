"""manage.py restore: puts a backup in the database's place; what was there is kept beside it."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from vehicles.management.in_use import stopped
from vehicles.services import backup_folders, restoring
from vehicles.services.backup_folders import BackupFailed


class Command(BaseCommand):
    help = "Put a backup in the database's place. Stop renault-web first."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("backup", nargs="?", help="its folder, or its name in BACKUP_DIR")

    def handle(self, *, backup: str | None = None, **_: Any) -> None:
        if backup is None:
            self._list()
            return
        folder = Path(backup).expanduser()
        if not folder.is_dir():
            folder = Path(settings.BACKUP_DIR) / backup
        try:
            with stopped():
                done = restoring.restore(backup_folders.read(folder))
        except BackupFailed as error:
            raise CommandError(f"{error} Nothing was changed.") from None
        self._tell(folder, done)

    def _list(self) -> None:
        found = backup_folders.listed(Path(settings.BACKUP_DIR))
        for each in found:
            self.stdout.write(
                f"{each.folder.name}  {each.about.size_bytes / 1e6:9.1f} MB  version {each.about.version}"
            )
        self.stdout.write(
            "Name one of them: manage.py restore NAME"
            if found
            else f"There is no backup in {settings.BACKUP_DIR}. Name its folder: manage.py restore FOLDER"
        )

    def _tell(self, folder: Path, done: restoring.Restored) -> None:
        self.stdout.write(f"{folder.name} is put back: {done.rows} rows.")
        if done.aside:
            what = "schema" if connection.vendor == "postgresql" else "file"
            self.stdout.write(f"What was there before is kept in the {what} {done.aside}.")
        if not done.keys_fit:
            self.stdout.write(
                "The token keys here do not open the stored Renault sign-ins. Copy the file token_keys that "
                "belongs to this backup into DATA_DIR, or sign in to Renault again on the pages."
            )
