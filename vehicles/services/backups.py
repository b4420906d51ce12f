"""Makes backups: each night, when somebody asks, or from the shell.

1. An attempt is a row, of which the database allows one at a time to run.
2. The worker starts a process of its own for it, since a task has a minute and ten years of history take
   longer. It stays in the worker's process group, so that nothing is left when the worker is stopped.
3. That process copies, checks and compresses into an unfinished folder, and shows on the row how far it is.
4. The folder gets its name when all of it lies on the disk. Then those whose time is over are deleted.
"""

import logging
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from .. import clock, queue
from ..models import BackupRun, Household, Installation, User
from ..rules.backups import is_due
from . import backup_folders, backup_postgres, backup_sqlite, troubles
from .backup_folders import FILES, About, Backup, BackupFailed, Progress

log = logging.getLogger(__name__)

SHOW_EVERY = timedelta(seconds=2)
KEEP_RUNS = 60


def start_nightly(now: datetime) -> None:
    """Start the night's backup where it is due."""
    _settle_dead(now)
    if not settings.BACKUP_NIGHTLY or settings.DEMO or not _is_due(now):
        return
    if (run := open_run(now)) is not None:
        start(run.pk)


def _is_due(now: datetime) -> bool:
    last_try = BackupRun.objects.values_list("started_at", flat=True).first()
    good = BackupRun.last_good()
    claimed_at = Installation.objects.values_list("claimed_at", flat=True).first()
    zone = Household.objects.order_by("pk").values_list("time_zone", flat=True).first()
    return is_due(now.astimezone(ZoneInfo(zone or "UTC")), good.started_at if good else claimed_at, last_try)


def _settle_dead(now: datetime) -> None:
    BackupRun.settle_dead(now, _("It ended without a word, perhaps because the machine was restarted."))


def open_run(now: datetime, asked_by: User | None = None) -> BackupRun | None:
    """Note that a backup begins; return None where one is going on already."""
    _settle_dead(now)
    try:
        with transaction.atomic():
            return BackupRun.objects.create(started_at=now, seen_at=now, asked_by=asked_by)
    except IntegrityError:
        return None


def ask(by: User) -> bool:
    """Have the worker make a backup now; return False where one is going on already."""
    run = open_run(clock.machine_now(), by)
    if run is not None:
        queue.request_backup(run.pk)
    return run is not None


def start(run_id: int) -> None:
    """Start the process that makes this backup, unless it was made or given up."""
    if not BackupRun.objects.filter(pk=run_id, running=True).exists():
        return
    manage = Path(settings.BASE_DIR) / "manage.py"
    command = [sys.executable, str(manage), "backup", "--run", str(run_id)]
    subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  our own command


def make(run: BackupRun, progress: Progress = lambda _share: None) -> Backup:
    """Make the backup of this attempt, and return it; raises BackupFailed, which the row tells as well."""
    try:
        backup = _make(_both(_shown_on(run), progress))
    except Exception as error:
        said = str(error) if isinstance(error, BackupFailed) else _("Something unforeseen: see the log.")
        _finish(run, error=said[:300])
        raise
    _finish(run, percent=100, folder=backup.folder.name, size_bytes=backup.about.size_bytes)
    log.info("The backup %s is made.", backup.folder.name)
    backup_folders.drop_old(Path(settings.BACKUP_DIR))
    return backup


def _make(progress: Progress) -> Backup:
    root = Path(settings.BACKUP_DIR)
    made_at = backup_folders.free_name(root, clock.machine_now())
    draft = backup_folders.begin(root, made_at)
    try:
        return _fill(draft, made_at, progress)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _fill(draft: Path, made_at: datetime, progress: Progress) -> Backup:
    file = draft / FILES[connection.vendor]
    migrations = sorted(MigrationRecorder(connection).applied_migrations())
    if connection.vendor == "sqlite":
        tables = backup_sqlite.dump(Path(connection.settings_dict["NAME"]), file, progress)
    else:
        tables = backup_postgres.dump(file, progress)
    about = About(
        made_at=made_at,
        version=settings.VERSION,
        engine=connection.vendor,
        tables=tables,
        migrations=migrations,
        sha256=backup_folders.digest(file),
        size_bytes=file.stat().st_size,
    )
    return backup_folders.finish(draft, about)


def _shown_on(run: BackupRun) -> Progress:
    """Return what writes the share that is done to the row, each few seconds."""
    shown_at = clock.machine_now()

    def show(share: float) -> None:
        nonlocal shown_at
        now = clock.machine_now()
        if now - shown_at >= SHOW_EVERY:
            shown_at = now
            BackupRun.objects.filter(pk=run.pk).update(seen_at=now, percent=round(share * 100))

    return show


def _both(one: Progress, other: Progress) -> Callable[[float], None]:
    def call(share: float) -> None:
        one(share)
        other(share)

    return call


def _finish(run: BackupRun, **what: object) -> None:
    now = clock.machine_now()
    before = BackupRun.objects.filter(running=False).values_list("error", flat=True).first()
    troubles.changed("Backup", before or "", str(what.get("error", "")))
    BackupRun.objects.filter(pk=run.pk).update(running=False, finished_at=now, seen_at=now, **what)
    kept = BackupRun.objects.values_list("pk", flat=True)[:KEEP_RUNS]
    BackupRun.objects.exclude(pk__in=list(kept)).delete()
