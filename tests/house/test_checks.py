"""System checks name what would break promises."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from vehicles.checks import (
    front_end_is_there,
    keys_are_secret,
    languages_are_there,
    only_we_can_read_the_files,
    queue_keeps_its_promises,
)

ROOT = Path(__file__).resolve().parents[2]


def manage(data: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**kept, "DATA_DIR": str(data), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_shipped_https_settings_pass_djangos_checks_for_deployment(tmp_path: Path) -> None:
    data = tmp_path / "data"
    https = {"BEHIND_HTTPS": "1", "ALLOWED_HOSTS": "cars.example.com"}
    assert manage(data, "migrate", "--verbosity", "0", **https).returncode == 0
    checked = manage(data, "check", "--deploy", "--fail-level", "WARNING", **https)
    assert checked.returncode == 0, checked.stderr
    assert "no issues (2 silenced)" in checked.stdout
    (data / "renault-web.sqlite3").chmod(0o644)
    again = manage(data, "check", "--deploy", "--fail-level", "WARNING", **https)
    assert again.returncode != 0
    assert "renault-web.sqlite3" in again.stderr


@pytest.mark.django_db
def test_the_worker_does_not_start_on_a_database_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vehicles.cluster.Cluster.run", started := Mock(return_value=0))
    monkeypatch.setattr("vehicles.management.commands.qcluster.connections", Mock())  # the test's stays open
    monkeypatch.setattr("vehicles.management.commands.qcluster.gc", Mock())
    with pytest.raises(SystemExit):
        call_command("qcluster")
    assert started.call_count == 1
    MigrationRecorder(connection).record_applied("vehicles", "9999_from_the_future")
    with pytest.raises(CommandError, match="the worker does not start"):
        call_command("qcluster")
    assert started.call_count == 1


@pytest.mark.parametrize(
    "key",
    ["short", "x" * 60, "abababab" * 8, "django-insecure-" + "a1b2c3d4e5f6" * 5, "please-changeme-" * 4],
)
def test_a_key_that_somebody_could_guess_is_refused(settings: Any, key: str) -> None:
    assert keys_are_secret() == []
    settings.SECRET_KEY = key
    assert [error.id for error in keys_are_secret()] == ["vehicles.E003"]


@pytest.mark.parametrize("content", ["", "nonsense", "A" * 43 + "="])
def test_a_token_key_file_that_holds_no_good_key_is_refused(
    settings: Any, tmp_path: Path, content: str
) -> None:
    settings.TOKEN_KEYS, settings.TOKEN_KEYS_FILE = [], tmp_path / "token_keys"
    assert keys_are_secret() == []
    settings.TOKEN_KEYS_FILE.write_text(content)
    assert [error.id for error in keys_are_secret()] == ["vehicles.E004"]


def test_a_file_that_others_may_read_is_named_with_the_command_that_shuts_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    database = tmp_path / "db.sqlite3"
    its = SimpleNamespace(
        DATA_DIR=tmp_path,
        TOKEN_KEYS_FILE=tmp_path / "token_keys",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database)}},
    )
    monkeypatch.setattr("vehicles.checks.settings", its)
    private = [tmp_path / "secret_key", tmp_path / "token_keys", database, Path(f"{database}-wal")]
    for path in private:
        path.touch(mode=0o600)
        path.chmod(0o600)
    assert only_we_can_read_the_files() == []
    for path in private:
        path.chmod(0o640)
        found = only_we_can_read_the_files()
        assert [each.hint for each in found] == [f"chmod 600 '{path}'"]
        path.chmod(0o600)


def test_the_shipped_worker_settings_are_sound() -> None:
    assert queue_keeps_its_promises() == []


@pytest.mark.parametrize(
    "change",
    [
        {"max_attempts": 0},
        {"catch_up": True},
        {"ack_failures": False},
        {"bulk": 5},
        {"save_limit": 250},
        {"recycle": 500},
    ],
)
def test_settings_that_repeat_or_lose_work_are_refused(change: dict[str, Any], settings: Any) -> None:
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, **change}
    assert [error.id for error in queue_keeps_its_promises()] == ["vehicles.E001"]


def test_a_retry_that_could_run_a_task_twice_is_refused(settings: Any) -> None:
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "retry": 120}
    assert [error.id for error in queue_keeps_its_promises()] == ["vehicles.E002"]


def test_a_missing_front_end_file_is_named_with_the_command_that_brings_it(
    settings: Any, tmp_path: Path
) -> None:
    settings.NODE_MODULES = settings.STATIC_ROOT = tmp_path
    found = front_end_is_there()
    assert ["Pico CSS" in str(found[0].msg), "uPlot" in str(found[1].msg)] == [True, True]
    assert "make install" in str(found[0].hint)


def test_a_language_that_is_not_compiled_is_named_with_the_command_that_does_it(
    settings: Any, tmp_path: Path
) -> None:
    assert languages_are_there() == []
    settings.LOCALE_PATHS = [tmp_path]
    found = languages_are_there()
    assert ["'fr'" in str(found[0].msg), "'de'" in str(found[1].msg)] == [True, True]
    assert "compilemessages" in str(found[0].hint)


@pytest.mark.parametrize("workers", ["1", "2", "16"])
def test_the_queue_keeps_its_promises_with_any_number_of_workers(tmp_path: Path, workers: str) -> None:
    checked = manage(tmp_path / "data", "check", WORKERS=workers)
    assert checked.returncode == 0, checked.stderr
