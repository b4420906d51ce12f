"""manage.py backup: copies the database, checked, while renault-web runs."""

import argparse
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vehicles import clock
from vehicles.models import BackupRun
from vehicles.services import backups
from vehicles.services.backup_folders import BackupFailed

WIDTH = 40
AFTER_OTHERS = 10  # the nightly one goes after polls and pages


class Command(BaseCommand):
    help = "Make a backup of the database in BACKUP_DIR, and check it. The keys are never in it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--run", type=int, help=argparse.SUPPRESS)  # how the worker starts it

    def handle(self, *, run: int | None = None, **_: Any) -> None:
        if run is not None:
            os.nice(AFTER_OTHERS)
            attempt = BackupRun.objects.filter(pk=run, running=True).first()
        else:
            attempt = backups.open_run(clock.machine_now())
        if attempt is None:
            raise CommandError("A backup is being made already.")
        try:
            backup = backups.make(attempt, self._show if run is None else lambda _share: None)
        except BackupFailed as error:
            raise CommandError(str(error)) from None
        rows = sum(backup.about.tables.values())
        size = backup.about.size_bytes / 1e6
        self.stdout.write(f"\r{backup.folder}: {rows} rows, {size:.1f} MB, checked.{' ' * WIDTH}")

    def _show(self, share: float) -> None:
        done = round(share * WIDTH)
        self.stdout.write(f"\r[{'#' * done}{'.' * (WIDTH - done)}] {share:4.0%}", ending="")
        self.stdout.flush()
