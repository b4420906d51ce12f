"""A fresh database for each test, of the kind that DATABASE_URL names; migrated once and copied."""

import fcntl
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from tests.postgres import IS_ROOT, Postgres

TEMPLATE = "migrated"
SMALL_DISK_MB = 24


@contextmanager
def connected_to(**place: Any) -> Iterator[None]:
    """Let this process's connection lead elsewhere for a while."""
    connections.close_all()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(place)
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)


def place_of(url: str) -> dict[str, Any]:
    """Return what Django's settings call the parts of a PostgreSQL address."""
    parts = urlsplit(url)
    return {
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username,
        "HOST": parts.hostname,
        "PORT": parts.port,
        "PASSWORD": "",
    }


def kind() -> str:
    """Return which kind of database this run is about: sqlite or postgresql."""
    return str(settings.DATABASES["default"]["ENGINE"]).rsplit(".", 1)[1].removesuffix("3")


class SqliteFiles:
    """Copies of one migrated file, which the processes of a run share: whoever comes first makes it."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / f"{TEMPLATE}.sqlite3"
        with (folder / f"{TEMPLATE}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self.template.exists():
                self._make()

    def _make(self) -> None:
        unfinished = self.template.with_suffix(".unfinished")
        with connected_to(NAME=str(unfinished)):
            call_command("migrate", verbosity=0, interactive=False)
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        unfinished.rename(self.template)

    @contextmanager
    def on(self, disk: Path) -> Iterator[None]:
        with self.fresh(disk):
            yield

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[None]:
        """Lead to a new database inside `folder`."""
        file = folder / "renault-web.sqlite3"
        shutil.copyfile(self.template, file)
        with connected_to(NAME=str(file)):
            yield


class PostgresDatabases:
    """Databases of a server, made from one migrated one."""

    def __init__(self, server: Postgres) -> None:
        self.server = server
        self._made = 0
        self._run(f"CREATE DATABASE {TEMPLATE}")
        with connected_to(**place_of(server.url_of(TEMPLATE))):
            call_command("migrate", verbosity=0, interactive=False)

    @contextmanager
    def fresh(self, _folder: Path, space: str = "pg_default") -> Iterator[None]:
        """Lead to a new database in a tablespace."""
        self._made += 1
        name = f"test_{self._made}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} TABLESPACE {space}")
        try:
            with connected_to(**place_of(self.server.url_of(name))):
                yield
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def on(self, disk: Path) -> Iterator[None]:
        """Lead to a new database whose tables lie on that disk; its log of changes does not."""
        place = disk / "tables"
        place.mkdir()
        if IS_ROOT:
            shutil.chown(place, "postgres", "postgres")
        self._run(f"CREATE TABLESPACE small LOCATION '{place}'")
        try:
            with self.fresh(disk, "small"):
                yield
        finally:
            self._run("DROP TABLESPACE small")

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.server.url, autocommit=True) as server:
            server.execute(statement)


@contextmanager
def small_disk() -> Iterator[Path]:
    """Give a folder on a disk of its own, small enough to be filled; skips the test where none can be had."""
    folder = Path(tempfile.mkdtemp(prefix="renault-web-disk-", dir="/tmp"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK_MB}m,mode=755", "tmpfs", str(folder)]
    if subprocess.run(mount, stderr=subprocess.DEVNULL).returncode != 0:
        folder.rmdir()
        pytest.skip("No small disk can be mounted here: that takes root.")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


Databases = SqliteFiles | PostgresDatabases
