"""The worker as a real process: driven by the test (Worker), or as it runs at home (Cluster)."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
LONGEST_ORDER_SECONDS = 240
REAL_SETTINGS = {"DJANGO_SETTINGS_MODULE": "renault_web.settings"}


class Died(Exception):
    """The worker's process ended before it had done what it was told."""


def database_url() -> str:
    """Return the address of the database that the test looks into."""
    place = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{place['NAME']}"
    return f"postgres://{place['USER']}@{place['HOST']}:{place['PORT']}/{place['NAME']}"


def clock_environment() -> dict[str, str]:
    """Return what gives a process the cars' clock of this one."""
    return {
        "CLOCK_SPEED": str(settings.CLOCK_SPEED),
        "CLOCK_START": settings.CLOCK_START.isoformat(),
        "CLOCK_STARTED_AT": settings.CLOCK_STARTED_AT.isoformat(),
    }


def environment(**more: str) -> dict[str, str]:
    """Return the environment in which a process of the site finds this test's database."""
    found = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return found | more


class Worker:
    """A worker process that does the site's real tasks, each when the test says so."""

    def __init__(self, **environ: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.inside"],
            cwd=ROOT,
            env=environment(**environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self._answer()

    def tell(self, **order: Any) -> None:
        """Give an order and do not wait for it."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError as error:
            raise Died from error

    def wait(self) -> list[str]:
        """Wait until the order is done and return what its tasks raised; raises Died."""
        return list(self._answer()["errors"])

    def round(self, now: datetime) -> list[str]:
        """Tick and do everything that is queued; return what the tasks raised."""
        self.tell(now=now.isoformat(), do="round")
        return self.wait()

    def task(self, now: datetime, name: str, *arguments: int) -> list[str]:
        """Do one task, whatever is queued; return what it raised."""
        self.tell(now=now.isoformat(), do=f"vehicles.tasks.{name}", **{"with": arguments})
        return self.wait()

    def environ(self, **changes: str) -> None:
        self.tell(environ=changes)
        self.wait()

    def kill(self) -> None:
        """End it as the machine would: at once, without a word."""
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None and not pipe.closed:
                with_pipe_closed(pipe)

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        watchdog = threading.Timer(LONGEST_ORDER_SECONDS, self.process.kill)
        watchdog.start()
        try:
            line = self.process.stdout.readline()
        finally:
            watchdog.cancel()
        if not line:
            raise Died
        answer: dict[str, Any] = json.loads(line)
        return answer


def with_pipe_closed(pipe: Any) -> None:
    """Close a pipe whose other end may be gone, and what was not sent with it."""
    try:
        pipe.close()
    except BrokenPipeError:
        pipe.close()


class Program:
    """A program of the site with its real settings, in a session of its own, such as `manage.py qcluster`."""

    def __init__(self, *arguments: str, log: Path, **environ: str) -> None:
        self.log = log
        environ.setdefault("DATA_DIR", str(log.parent))
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env=environment(**REAL_SETTINGS, **clock_environment(), **environ),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def members(self) -> list[int]:
        """Return the processes of its group that live, the first one first."""
        listed = subprocess.run(
            ["ps", "-e", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True
        ).stdout
        rows = [line.split() for line in listed.splitlines()]
        return sorted(
            int(pid) for pid, group, state in rows if int(group) == self.process.pid and state[0] != "Z"
        )

    def kill(self) -> None:
        """Kill the whole group at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    close = kill
