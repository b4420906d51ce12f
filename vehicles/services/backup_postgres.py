"""Copies a PostgreSQL database with PostgreSQL's own tools, and puts a copy back in one transaction."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from ..renault_api.redact import mask
from ..rules.backups import LEFT_OUT
from .backup_folders import BackupFailed, Progress, check_room

DEBIAN = Path("/usr/lib/postgresql")
KEPT_ASIDE = "before_"
LIBPQ = (
    *("host", "hostaddr", "port", "dbname", "user", "service"),
    *("sslmode", "sslcert", "sslkey", "sslrootcert"),
)
LOOK_EVERY = 0.5  # seconds
_COPY = re.compile(rb'COPY (?:"?\w+"?)\."?(\w+)"? \(')


def tool(name: str) -> str:
    """Return where one of PostgreSQL's tools is, the newest of several; raises BackupFailed."""
    by_version = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: _number(path.parts[-3]), reverse=True)
    found = str(by_version[0]) if by_version else shutil.which(name)
    if not found:
        raise BackupFailed(
            _(
                "%(tool)s is missing. Install PostgreSQL's client programs of the server's version, "
                "on Debian and Ubuntu: sudo apt install postgresql-client"
            )
            % {"tool": name}
        )
    return found


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0


def dump(into: Path, progress: Progress) -> dict[str, int]:
    """Write a checked copy of the database to `into`, and return its rows by table.

    Rows are counted in the very snapshot that pg_dump copies, and again in the file.
    """
    pg_dump, pg_restore = tool("pg_dump"), tool("pg_restore")
    with _snapshot() as (other, snapshot):
        size = _one(other, "SELECT pg_database_size(current_database())")
        check_room(into.parent, int(size / 2))
        tables = {name: 0 if name in LEFT_OUT else _count(other, name) for name in _tables(other)}
        command = [pg_dump, "--format=custom", "--compress=1", "--no-owner", "--no-privileges"]
        command += [f"--snapshot={snapshot}", f"--exclude-schema={KEPT_ASIDE}*", f"--file={into}"]
        command += [f"--exclude-table-data={name}" for name in LEFT_OUT]
        _run(command, lambda: progress(min(0.7, 2 * into.stat().st_size / size) if into.exists() else 0))
    progress(0.8)
    found = _rows_in(pg_restore, into)
    if found != tables:
        raise BackupFailed(_("The copy is not whole. Try again."))
    return tables


@contextmanager
def _snapshot() -> Iterator[tuple[BaseDatabaseWrapper, str]]:
    """Give a connection of its own that sees one instant, and that instant's name for pg_dump."""
    with closing(connection.copy()) as other:
        with other.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield other, _one(other, "SELECT pg_export_snapshot()")


def _one(of: BaseDatabaseWrapper, question: str) -> Any:
    with of.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def _tables(of: BaseDatabaseWrapper) -> list[str]:
    with of.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return [name for (name,) in cursor.fetchall()]


def _count(of: BaseDatabaseWrapper, table: str) -> int:
    return int(_one(of, f'SELECT count(*) FROM "{table}"'))  # noqa: S608  a name of ours


def _libpq() -> tuple[str, dict[str, str]]:
    """Return where the database is, as the tools read it, and an environment that holds the password."""
    params = connection.get_connection_params()
    told = {key: str(params[key]) for key in LIBPQ if params.get(key)}
    where = " ".join(f"{key}={_quoted(value)}" for key, value in told.items())
    password = params.get("password")
    return where, os.environ | ({"PGPASSWORD": str(password)} if password else {})


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _run(command: list[str], look: Callable[[], None]) -> None:
    """Run one of the tools on our database, looking at it now and then; raises BackupFailed."""
    where, environ = _libpq()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603  a tool that was looked up, with arguments of ours
            [*command, f"--dbname={where}"], env=environ, stdin=subprocess.DEVNULL, stderr=said
        )
        try:
            while process.poll() is None:
                time.sleep(LOOK_EVERY)
                look()
        finally:
            process.kill()
            process.wait()
        _refuse_failure(process, said)


def _refuse_failure(process: "subprocess.Popen[bytes]", said: IO[bytes]) -> None:
    """Raise BackupFailed with what the tool said first, where it failed."""
    if process.returncode == 0:
        return
    said.seek(0)
    lines = [line.strip() for line in said.read().decode(errors="replace").splitlines() if line.strip()]
    tool_name = Path(str(process.args[0])).name  # type: ignore[index]
    why = mask(lines[0] if lines else str(process.returncode))
    raise BackupFailed(_("%(tool)s failed: %(why)s") % {"tool": tool_name, "why": why[:200]})


def _rows_in(pg_restore: str, file: Path) -> dict[str, int]:
    """Return the rows by table in a backup, read to its last byte; raises BackupFailed."""
    tables = dict.fromkeys(_created_in(pg_restore, file), 0)
    table = None
    for line in _as_sql(pg_restore, file):
        if table is None:
            found = _COPY.match(line)
            table = found[1].decode() if found else None
        elif line == b"\\.\n":
            table = None
        else:
            tables[table] += 1
    return tables


def _created_in(pg_restore: str, file: Path) -> list[str]:
    command = [pg_restore, "--list", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    rows = [line.split() for line in done.stdout.splitlines()]
    return [row[5] for row in rows if len(row) > 5 and row[3] == "TABLE" and row[4] != "DATA"]


def _as_sql(pg_restore: str, file: Path) -> Iterator[bytes]:
    """Yield the backup as lines of SQL; raises BackupFailed where it cannot be read to its end."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603
            [pg_restore, "--no-owner", "--no-privileges", "--file=-", str(file)],
            stdout=subprocess.PIPE,
            stderr=said,
        )
        assert process.stdout is not None  # noqa: S101  asked for above
        with process.stdout:
            yield from process.stdout
        process.wait()
        _refuse_failure(process, said)


def check(file: Path) -> dict[str, int]:
    """Return the rows by table in a backup; raises BackupFailed where it is broken."""
    return _rows_in(tool("pg_restore"), file)


def put_back(file: Path, now: datetime) -> str | None:
    """Put the checked backup in the place of what is there; return the schema where that is kept, if any.

    One transaction, whose end is written only after the whole backup: where anything fails, all is as it
    was. Raises BackupFailed, also while others are connected.
    """
    psql, pg_restore = tool("psql"), tool("pg_restore")
    _refuse_others()
    aside = f"{KEPT_ASIDE}{now:%Y_%m_%dt%H%M%S}" if _tables(connection) else None
    home = _one(connection, "SELECT current_schema()")
    command = [psql, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
    where, environ = _libpq()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603
            [*command, f"--dbname={where}"],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        assert process.stdin is not None  # noqa: S101  asked for above
        with suppress(BrokenPipeError), process.stdin as script:
            script.write(b"BEGIN;\n")
            if aside:
                script.write(f'ALTER SCHEMA "{home}" RENAME TO "{aside}"; CREATE SCHEMA "{home}";\n'.encode())
            script.writelines(_as_sql(pg_restore, file))
            script.write(b"COMMIT;\n")
        process.wait()
        _refuse_failure(process, said)
    return aside


def _refuse_others() -> None:
    others = _one(
        connection,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()",
    )
    if others:
        raise BackupFailed(_("The database is in use. Stop renault-web everywhere first, then try again."))
