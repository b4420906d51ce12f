"""A fresh database for each test, of the kind that DATABASE_URL names; migrated once and copied."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from tests.postgres import Postgres

TEMPLATE = "migrated"


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
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / f"{TEMPLATE}.sqlite3"
        with connected_to(NAME=str(self.template)):
            call_command("migrate", verbosity=0, interactive=False)
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

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
    def fresh(self, _folder: Path) -> Iterator[None]:
        """Lead to a new database."""
        self._made += 1
        name = f"test_{self._made}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        try:
            with connected_to(**place_of(self.server.url_of(name))):
                yield
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.server.url, autocommit=True) as server:
            server.execute(statement)


Fresh = Callable[[Path], Any]
