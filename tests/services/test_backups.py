"""Backups: made while people and polls write, whole, without keys; kept by their age; one at a time."""

import gzip
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from vehicles import clock
from vehicles.models import BackupRun
from vehicles.services import backup_folders, backup_postgres, backup_sqlite, backups, troubles
from vehicles.services.backup_folders import BackupFailed

NIGHT = timedelta(days=1)


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    """Where the backups of a test lie."""
    settings.BACKUP_DIR = tmp_path / "backups"
    return tmp_path / "backups"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The processes that would have been started; the process itself is run in the drill."""
    commands: list[list[str]] = []
    monkeypatch.setattr(backups.subprocess, "Popen", lambda command, **_: commands.append(command))
    return commands


def make() -> backup_folders.Backup:
    run = backups.open_run(clock.machine_now())
    assert run is not None
    return backups.make(run)


@pytest.mark.django_db(transaction=True)
def test_a_backup_says_what_it_holds_and_only_we_can_read_it(root: Path) -> None:
    builders.member(builders.household())
    backup = make()
    about = json.loads((backup.folder / "about.json").read_text())
    assert about["tables"]["vehicles_user"] == 1
    assert about["tables"]["vehicles_backuprun"] == 0
    assert ["vehicles", "0001_initial"] in about["migrations"]
    assert [path.stat().st_mode & 0o777 for path in (root, backup.folder)] == [0o700, 0o700]
    assert {path.stat().st_mode & 0o777 for path in backup.folder.iterdir()} == {0o600}
    run = BackupRun.objects.get()
    assert (run.running, run.percent, run.error, run.folder) == (False, 100, "", backup.folder.name)
    assert run.size_bytes == backup.file.stat().st_size


@pytest.mark.django_db(transaction=True)
def test_a_folder_that_cannot_be_written_is_said_and_the_next_attempt_is_free(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    root.write_text("a file stands where the folder should")
    for _ in range(3):
        with pytest.raises(BackupFailed, match="cannot be written"):
            make()
    assert "cannot be written" in BackupRun.objects.all()[0].error
    root.unlink()
    assert make().folder.is_dir()
    told = [each.getMessage() for each in caplog.records if each.name == troubles.__name__]
    assert [line.partition("The folder")[0] for line in told] == ["Backup: ", "Backup: works again, after: "]


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_said_before_anything_is_copied(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(root.parent)
    monkeypatch.setattr(backup_folders.shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(BackupFailed, match="MB are needed"):
        make()
    assert list(root.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_what_a_process_that_died_has_left_is_swept(root: Path) -> None:
    left = root / ".unfinished-2026-01-01T000000Z"
    left.mkdir(parents=True)
    assert [each.name for each in root.iterdir()] == [left.name]
    backup = make()
    assert list(root.iterdir()) == [backup.folder]


@pytest.mark.django_db(transaction=True)
def test_old_ones_go_when_a_new_one_is_whole(root: Path) -> None:
    whole = make()
    for night in range(1, 10):
        made_at = whole.about.made_at - night * NIGHT
        folder = root / made_at.strftime(backup_folders.NAME)
        shutil.copytree(whole.folder, folder)
        about = json.loads((folder / "about.json").read_text()) | {"made_at": made_at.isoformat()}
        (folder / "about.json").write_text(json.dumps(about))
    (root / "something of mine").mkdir()
    make()
    left = [each.about.made_at for each in backup_folders.listed(root)]
    assert len(left) < 11
    assert whole.about.made_at - 2 * NIGHT in left
    assert (root / "something of mine").is_dir()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_made() -> None:
    assert backups.open_run(clock.machine_now()) is not None
    assert backups.open_run(clock.machine_now()) is None


@pytest.mark.django_db(transaction=True)
def test_one_whose_process_died_does_not_hold_up_the_next() -> None:
    hours_ago = clock.machine_now() - timedelta(hours=2)
    backups.open_run(hours_ago)
    assert backups.open_run(clock.machine_now()) is not None
    assert "without a word" in BackupRun.objects.order_by("pk")[0].error


@pytest.mark.django_db
def test_the_worker_starts_one_each_night(settings: Any, started: list[list[str]]) -> None:
    settings.BACKUP_NIGHTLY = True
    builders.household(time_zone="Europe/Paris")
    tonight = clock.machine_now() + NIGHT
    backups.start_nightly(clock.machine_now() - NIGHT)
    assert started == []
    backups.start_nightly(tonight)
    run = BackupRun.objects.get()
    assert started[0][-3:] == ["backup", "--run", str(run.pk)]
    backups.start_nightly(tonight)
    assert len(started) == 1
    settings.BACKUP_NIGHTLY = False
    backups.start_nightly(tonight + NIGHT)
    assert len(started) == 1


@pytest.mark.django_db
def test_a_tick_without_a_backup_to_make_asks_little(settings: Any, started: list[list[str]]) -> None:
    settings.BACKUP_NIGHTLY = True
    builders.household()
    with CaptureQueriesContext(connection) as asked:
        backups.start_nightly(clock.machine_now())
    assert len(asked) <= 5
    assert started == []


@pytest.mark.django_db
def test_an_attempt_that_was_given_up_is_not_started(started: list[list[str]]) -> None:
    run = backups.open_run(datetime(2026, 1, 1, tzinfo=UTC))
    assert run is not None
    backups.open_run(clock.machine_now())
    backups.start(run.pk)
    assert started == []


@pytest.mark.django_db(transaction=True)
def test_a_file_that_rotted_on_the_disk_is_found(tmp_path: Path) -> None:
    """Even where nobody compared its digest."""
    backup = make()
    if connection.vendor == "sqlite":
        whole = bytearray(gzip.decompress(backup.file.read_bytes()))
        whole[4096:8192] = bytes(4096)
        backup.file.write_bytes(gzip.compress(whole))
    else:
        whole = bytearray(backup.file.read_bytes())
        whole[len(whole) // 2 :] = bytes(len(whole) - len(whole) // 2)
        backup.file.write_bytes(whole)
    with pytest.raises(BackupFailed):
        if connection.vendor == "sqlite":
            backup_sqlite.check(backup.file, tmp_path / "draft")
        else:
            backup_postgres.check(backup.file)
