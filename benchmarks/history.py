"""How large are ten years of three cars, how quick are their charts, and what does storing a poll take?

    .venv/bin/python -m benchmarks history [--small] [--only sqlite|postgres]

It makes a database of its own for each kind, fills it through the real models with a snapshot of each car
each five minutes, measures, and removes it. SQLite needs 4 GB in the folder for temporary files (TMPDIR),
PostgreSQL the same on its server, whose address is in BENCH_POSTGRES (else
postgres://postgres@127.0.0.1:5432). It takes about half an hour; `--small` tries everything with a few months
in two minutes, and its figures mean little. Exit status 1 where a limit is missed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = "postgres://postgres@127.0.0.1:5432"
ROOT = Path(__file__).resolve().parents[1]
KINDS = ("sqlite", "postgres")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Make an empty database and yield its address; it is gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'history.sqlite3'}"
        return
    import psycopg
    from psycopg import sql

    server = os.environ.get("BENCH_POSTGRES", SERVER).rstrip("/")
    name = sql.Identifier(f"renault_web_bench_{os.getpid()}")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield f"{server}/renault_web_bench_{os.getpid()}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def can_reach_postgres() -> bool:
    """Whether there is a PostgreSQL to measure."""
    try:
        import psycopg
    except ImportError:
        return False
    try:
        psycopg.connect(f"{os.environ.get('BENCH_POSTGRES', SERVER).rstrip('/')}/postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def measure(kind: str, *, small: bool) -> int:
    """Measure one kind of database in a process of its own, and return its exit status."""
    with (
        tempfile.TemporaryDirectory(prefix="renault-web-bench-") as folder,
        database(kind, Path(folder)) as address,
    ):
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "renault_web.settings",
        }
        command = [sys.executable, "-m", "benchmarks.measure", *(["--small"] if small else [])]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def main(options: list[str]) -> int:
    """Measure what is asked for and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks history")
    parser.add_argument("--small", action="store_true", help="a few months instead of ten years")
    parser.add_argument("--only", choices=KINDS, help="one kind of database")
    asked = parser.parse_args(options)
    worst = 0
    for kind in [asked.only] if asked.only else KINDS:
        if kind == "postgres" and not can_reach_postgres():
            print(
                f"\nPostgreSQL was NOT measured: none answers at {os.environ.get('BENCH_POSTGRES', SERVER)}."
            )
            continue
        worst = max(worst, measure(kind, small=asked.small))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
