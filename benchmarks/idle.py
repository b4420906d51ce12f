"""What does an installation take when nobody looks: memory by process, and writes to the disk?

    .venv/bin/python -m benchmarks idle [--minutes 3] [--settle 2] [--folder FOLDER]

It makes an empty SQLite household in a folder of its own, links the played cars, starts the real
`manage.py run` at the normal speed of time, signs in once as a person would and looks at two pages, lets it
settle, and then only watches: what each process writes to the disk (/proc/PID/io), and at the end its share
of the memory (PSS, /proc/PID/smaps_rollup). The folder must be on a real disk, since writes to one in memory
are not counted. Linux only. Exit status 1 where a limit is missed.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.history import ROOT
from benchmarks.processes import tree
from benchmarks.report import Report
from benchmarks.web import Stack, sign_in_as, wait_for

MOST_MB, MOST_KB_A_SECOND = 150, 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def home(folder: Path) -> Iterator[None]:
    """Play Renault's servers in this process, and link their cars to an empty household in the folder."""
    port = free_port()
    played = f"http://127.0.0.1:{port}"
    os.environ |= {
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/renault-web.sqlite3",
        "DJANGO_SETTINGS_MODULE": "renault_web.settings",
        "RENAULT_GIGYA_ROOT_URL": played,
        "RENAULT_GIGYA_API_KEY": "played",
        "RENAULT_KAMEREON_ROOT_URL": played,
        "RENAULT_KAMEREON_API_KEY": "played",
    }
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from vehicles import demo
    from vehicles.simulator import World, serve

    now = datetime.now(UTC)
    call_command("migrate", verbosity=0)
    with serve(World(seed=1, born_at=now - timedelta(days=30), start=now), port) as servers:
        demo.link_all(demo.make_household(), servers)
        connections.close_all()
        yield


@contextmanager
def running(folder: Path) -> Iterator[tuple[Stack, int]]:
    """Start `manage.py run`, yield it and its process id, and stop it afterwards."""
    environment = os.environ | {"PORT": str(free_port())}
    stack = Stack(int(environment["PORT"]), folder / "log", environment)
    with stack.log.open("w") as log:
        run = subprocess.Popen(
            [sys.executable, "manage.py", "run"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        wait_for(stack, run)
        yield stack, run.pid
    finally:
        run.terminate()
        run.wait()


def measure(report: Report, stack: Stack, pid: int, settle: float, minutes: float) -> None:
    """Look at two pages, let it settle, and report what it writes and what memory it holds."""
    from vehicles.demo import PEOPLE

    sign_in_as(stack, PEOPLE[0][1], PEOPLE[0][3])
    time.sleep(settle * 60)
    before, began = tree(pid), time.monotonic()
    time.sleep(minutes * 60)
    after, seconds = tree(pid), time.monotonic() - began
    report.title("Memory, each process's proportional share (PSS)")
    for process in after:
        report.figure(process.name, process.pss_mb, f"MB, {process.private_mb:.1f} of them its own")
    report.figure("in all", sum(each.pss_mb for each in after), "MB", most=MOST_MB)
    report.title(f"Writes to the disk over {minutes:g} minutes at the normal speed of time")
    written = {each.pid: each.written for each in before}
    for process in after:
        rate = (process.written - written.get(process.pid, 0)) / seconds / 1000
        report.figure(process.name, rate, "KB/s", digits=2)
    total = sum(each.written for each in after) - sum(written.values())
    report.figure("in all", total / seconds / 1000, "KB/s", most=MOST_KB_A_SECOND, digits=2)
    if {each.pid for each in before} != {each.pid for each in after}:
        report.text("A process ended or began meanwhile: what it wrote before it ended is not counted.")


def main(options: list[str]) -> int:
    """Measure and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks idle")
    parser.add_argument("--minutes", type=float, default=3, help="how long the writes are counted")
    parser.add_argument("--settle", type=float, default=2, help="how many minutes it runs before that")
    parser.add_argument("--folder", help="where to put the data, on a real disk (default: TMPDIR)")
    asked = parser.parse_args(options)
    report = Report()
    with (
        tempfile.TemporaryDirectory(prefix="renault-web-bench-", dir=asked.folder) as folder,
        home(Path(folder)),
        running(Path(folder)) as (stack, pid),
    ):
        measure(report, stack, pid, asked.settle, asked.minutes)
    return report.end()
