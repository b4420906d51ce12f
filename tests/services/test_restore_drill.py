"""The restore drill: a backup is made while others write, put back elsewhere, and compared row by row."""

import gzip
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from tests import builders
from tests.once.conftest import eventually
from vehicles import clock
from vehicles.fields import seal
from vehicles.management.in_use import running
from vehicles.models import RenaultCall, RenaultLogin
from vehicles.rules.backups import LEFT_OUT
from vehicles.services import backup_folders, backup_postgres, backup_sqlite, backups, restoring
from vehicles.services.backup_folders import Backup, BackupFailed

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "st2.s.the-login-token-of-the-drill"


@pytest.fixture(autouse=True)
def _root(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.BACKUP_DIR = tmp_path / "backups"


class Load:
    """A thread that writes rows in pairs, each pair in one transaction, until it is stopped."""

    def __init__(self, login: RenaultLogin) -> None:
        self.pairs = 0  # acknowledged
        self._login = login
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def _write(self) -> None:
        start = clock.machine_now()
        while not self._stopping.is_set():
            at = start + timedelta(seconds=self.pairs)
            with transaction.atomic():
                RenaultCall.objects.create(login=self._login, at=at)
                RenaultCall.objects.create(login=self._login, at=at)
            self.pairs += 1
        connections.close_all()

    def goes_on(self, _share: float = 0) -> None:
        """Wait until more was written, so that the backup is made under load however fast the machine is."""
        before = self.pairs
        eventually(lambda: self.pairs > before + 1, "the load goes on")

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()


class Elsewhere:
    """Another installation's database and folder, on which commands are run in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = f"{connection.settings_dict['NAME']}_elsewhere"
        of = connection.settings_dict
        port = f":{of['PORT']}" if of["PORT"] else ""
        self.url = (
            f"sqlite:///{folder / 'elsewhere.sqlite3'}"
            if connection.vendor == "sqlite"
            else f"postgres://{of['USER']}:{of['PASSWORD']}@{of['HOST']}{port}/{self.name}"
        )
        self.wrapper = connection.copy()
        self.wrapper.settings_dict = of | {
            "NAME": str(folder / "elsewhere.sqlite3") if connection.vendor == "sqlite" else self.name
        }

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        self.wrapper.close()
        environ = os.environ | {
            "DATABASE_URL": self.url,
            "DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "renault_web.settings",
        }
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def make(self) -> None:
        if connection.vendor == "postgresql":
            self.drop()
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{self.name}"')

    def drop(self) -> None:
        self.wrapper.close()
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{self.name}"')


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    other = Elsewhere(tmp_path / "elsewhere")
    other.folder.mkdir()
    other.make()
    yield other
    other.drop()


def content(of: Any) -> dict[str, list[Any]]:
    """Return all rows by table, but for those that no backup keeps."""
    tables: dict[str, list[Any]] = {}
    with of.cursor() as cursor:
        for name in of.introspection.table_names(cursor):
            if name not in LEFT_OUT:
                cursor.execute(f'SELECT * FROM "{name}"')
                tables[name] = sorted(cursor.fetchall(), key=repr)
    return tables


def plain(backup: Backup) -> bytes:
    """Return all that stands in a backup's file, as it would be read by whoever found it."""
    if connection.vendor == "sqlite":
        return gzip.decompress(backup.file.read_bytes())
    return b"".join(backup_postgres._as_sql("pg_restore", backup.file))


def make(progress: Any = lambda _share: None) -> Backup:
    run = backups.open_run(clock.machine_now())
    assert run is not None
    return backups.make(run, progress)


def test_a_backup_made_under_load_and_put_back_elsewhere_holds_the_same(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_sqlite, "PAGES_AT_ONCE", 40)  # many steps, with writes between them
    home = builders.household()
    builders.member(home)
    login = builders.login(home)
    sealed = seal(TOKEN, identity=f"login:{login.pk}:login_token")
    RenaultLogin.objects.update(login_token=sealed)
    session = SessionStore()
    session["household"] = home.pk
    session.create()
    load = Load(login)
    load.goes_on()
    begun_with = load.pairs
    backup = make(load.goes_on)
    load.stop()

    # Keys are never inside, nor what opens a door; what should be there is.
    found = plain(backup)
    assert sealed.encode() in found
    for secret in (TOKEN, *site.TOKEN_KEYS, site.SECRET_KEY, str(session.session_key)):
        assert secret.encode() not in found
        assert all(secret.encode() not in path.read_bytes() for path in backup.folder.iterdir())

    done = elsewhere.run("restore", str(backup.folder))
    assert done.returncode == 0, done.stderr
    assert "is put back" in done.stdout
    assert "keys here do not open" not in done.stdout

    here, there = content(connection), content(elsewhere.wrapper)
    calls_here, calls_there = (sorted(each.pop("vehicles_renaultcall")) for each in (here, there))
    assert there == here
    assert here["vehicles_user"], "nothing was compared"
    # Of what was written meanwhile it holds all up to one instant, and each pair whole.
    assert calls_there == calls_here[: len(calls_there)]
    assert len(calls_there) % 2 == 0
    assert 2 * begun_with <= len(calls_there) < 2 * load.pairs

    # A second one keeps the first aside; while somebody has the database open, nothing is changed.
    again = elsewhere.run("restore", str(backup.folder))
    assert "is kept in the" in again.stdout, again.stderr
    elsewhere.wrapper.ensure_connection()
    with elsewhere.wrapper.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM vehicles_user")
        busy = _run_while_connected(elsewhere, "restore", str(backup.folder))
    assert busy.returncode != 0
    assert "in use" in busy.stderr

    # Elsewhere, too, a backup can be made.
    assert "checked" in elsewhere.run("backup").stdout


def _run_while_connected(elsewhere: Elsewhere, *arguments: str) -> "subprocess.CompletedProcess[str]":
    held, elsewhere.wrapper = elsewhere.wrapper, connection.copy()
    try:
        return elsewhere.run(*arguments)
    finally:
        elsewhere.wrapper = held


def test_it_is_refused_while_renault_web_runs() -> None:
    builders.household()
    backup = make()
    with running(), pytest.raises(CommandError, match="Stop it first"):
        call_command("restore", str(backup.folder))


def test_a_backup_of_a_newer_version_is_refused() -> None:
    backup = make()
    backup.about.migrations.append(("vehicles", "9999_of_next_year"))
    with pytest.raises(BackupFailed, match="9999_of_next_year"):
        restoring.restore(backup)


def test_a_backup_of_another_kind_of_database_is_refused() -> None:
    backup = make()
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    with pytest.raises(BackupFailed, match=other):
        restoring.restore(Backup(backup.folder, backup_folders.About(**_fields(backup) | {"engine": other})))


def test_a_backup_that_was_cut_off_is_refused() -> None:
    backup = make()
    with backup.file.open("r+b") as file:
        file.truncate(backup.file.stat().st_size - 100)
    with pytest.raises(CommandError, match=r"damaged.*Nothing was changed"):
        call_command("restore", str(backup.folder))


def test_a_folder_without_a_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="holds no whole backup"):
        call_command("restore", str(tmp_path))


def test_without_a_name_it_lists_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("restore")
    assert "There is no backup" in capsys.readouterr().out
    backup = make()
    call_command("restore")
    assert backup.folder.name in capsys.readouterr().out


def test_postgresqls_tools_that_are_missing_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(backup_postgres, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupFailed, match="apt install postgresql-client"):
        backup_postgres.tool("pg_dump")


def _fields(backup: Backup) -> dict[str, Any]:
    return {name: getattr(backup.about, name) for name in backup_folders.About.__slots__}
