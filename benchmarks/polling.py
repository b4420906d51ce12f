"""How many vehicles do workers keep fresh, how late are polls, and what does one cost?

    .venv/bin/python -m benchmarks polling [--small] [--workers 4,8,16]

1,000 logins with 2,000 cars are polled by the real cluster (`manage.py qcluster`) on PostgreSQL; Renault's
servers are played and take 300 ms for each answer (benchmarks/played.py). Each number of workers begins with
all cars due, as after an outage, which shows what it can do; then cars become due at 80 % of that. It takes
about a quarter of an hour; `--small` tries everything with 20 logins in a minute or two, and its figures mean
little. PostgreSQL's address is in BENCH_POSTGRES; a database of its own is made and removed. Exit status 1
where a limit is missed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .history import ROOT, SERVER, can_reach_postgres, database

ANSWER_SECONDS = 0.3


@contextmanager
def played(seconds: float) -> Iterator[str]:
    """Start Renault's servers, played in a process of their own, and yield their address."""
    command = [sys.executable, "-m", "benchmarks.played", str(seconds)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.communicate()


def main(options: list[str]) -> int:
    """Measure what is asked for and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks polling")
    parser.add_argument("--small", action="store_true", help="20 logins instead of 1,000")
    parser.add_argument(
        "--workers", default="4,8,16", help="how many, parted by commas; none: processor time only"
    )
    asked = parser.parse_args(options)
    if not can_reach_postgres():
        print(f"\nPolling was NOT measured: no PostgreSQL at {os.environ.get('BENCH_POSTGRES', SERVER)}.")
        return 0
    with (
        tempfile.TemporaryDirectory(prefix="renault-web-bench-") as folder,
        database("postgres", Path(folder)) as address,
        played(ANSWER_SECONDS) as slow,
        played(0) as quick,
    ):
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "renault_web.settings",
            **{f"RENAULT_{server}_API_KEY": "played" for server in ("GIGYA", "KAMEREON")},
            **{f"RENAULT_{server}_ROOT_URL": slow for server in ("GIGYA", "KAMEREON")},
            "BENCH_QUICK": quick,
        }
        words = ["--small"] if asked.small else []
        command = [sys.executable, "-m", "benchmarks.polled", asked.workers, *words]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
