"""PostgreSQL is restarted while a real cluster of workers sends: one call, and what is shown is true.

The test starts a PostgreSQL of its own in a temporary folder, and ends it.
"""

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.once.conftest import ROOT, eventually, posted

INITDB = shutil.which("initdb") or next(
    (str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None
)
IS_ROOT = os.geteuid() == 0
SLOW_SECONDS = 4

PREPARE = """
import django, uuid, json
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests import builders
from vehicles.models import Vehicle, VehicleStatus
from vehicles.services import commands
home = builders.household()
owner = builders.member(home)
builders.linked(home, owner)
Vehicle.objects.update(due_at=None)
zoe = Vehicle.objects.get(vin="VF1PLAYEDZE500002")
print(json.dumps(commands.ask(zoe, owner, "stop_charge", {}, uuid.uuid4()).pk))
"""
LOOK = """
import django, json
django.setup()
from vehicles.models import Command
print(json.dumps(list(Command.objects.values_list("state", "reason"))))
"""
DELIVER_AGAIN = """
import django
django.setup()
from datetime import timedelta
from vehicles import clock, queue, tasks
from vehicles.models import Command
for command in Command.objects.all():
    queue.request_command(command.pk)
    tasks.send_command(command.pk)
    Command.objects.filter(state="sending").update(sending_until=clock.machine_now() - timedelta(seconds=1))
tasks.tick()
print("null")
"""


def _lacking() -> str:
    if INITDB is None:
        return "No initdb here."
    if find_spec("psycopg") is None:
        return "No psycopg here."
    if IS_ROOT and not any(entry.pw_name == "postgres" for entry in pwd.getpwall()):
        return "PostgreSQL does not run as root, and there is no user postgres."
    return ""


pytestmark = [pytest.mark.skipif(bool(_lacking()), reason=_lacking() or "-")]


class Postgres:
    """A PostgreSQL of our own, on a port of our own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.folder = folder
        self.url = f"postgres://tester@127.0.0.1:{self.port}/postgres"
        self._run(INITDB or "", "-D", str(folder / "data"), "-U", "tester", "-A", "trust", "--no-sync")
        self.start()

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -c fsync=off"
        self._control("start", "-o", options, "-l", str(self.folder / "log"))

    def restart(self) -> None:
        self._control("stop", "-m", "fast")
        self.start()

    def stop(self) -> None:
        self._control("stop", "-m", "immediate")

    def _control(self, *arguments: str) -> None:
        self._run(
            str(Path(INITDB or "").with_name("pg_ctl")), "-w", "-D", str(self.folder / "data"), *arguments
        )

    def _run(self, *command: str) -> None:
        as_user = {"user": "postgres", "group": "postgres", "extra_groups": []} if IS_ROOT else {}
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            timeout=60,
            **as_user,
        )


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="renault-web-postgres-", dir="/tmp"))
    if IS_ROOT:
        shutil.chown(folder, "postgres", "postgres")
    server = Postgres(folder)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


class Site:
    """The site on that database: scripts in processes of their own, and a real cluster of workers."""

    def __init__(self, postgres: Postgres) -> None:
        self.environ = os.environ | {
            "DATABASE_URL": postgres.url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        self._cluster: subprocess.Popen[bytes] | None = None

    def run(self, script: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=90,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start_workers(self) -> None:
        self._cluster = subprocess.Popen(
            [sys.executable, "manage.py", "qcluster"],
            cwd=ROOT,
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop_workers(self) -> None:
        if self._cluster is not None:
            os.killpg(self._cluster.pid, signal.SIGKILL)
            self._cluster.wait()


@pytest.fixture
def site(postgres: Postgres, simulator: Any) -> Iterator[Site]:
    there = Site(postgres)
    yield there
    there.stop_workers()


def test_a_restart_while_the_answer_is_awaited_sends_nothing_twice(
    postgres: Postgres, site: Site, simulator: Any
) -> None:
    simulator.control.fault("slow", endpoint="/charge/pause-resume", seconds=SLOW_SECONDS)
    site.run(PREPARE)
    site.start_workers()
    eventually(lambda: posted(simulator), "the command arrives")
    postgres.restart()
    eventually(lambda: site.run(LOOK) != [["sending", ""]], "the answer is written down", seconds=20)
    # The worker waited for the database, and wrote down what Renault had said.
    assert site.run(LOOK) == [["accepted", ""]]
    for _ in range(2):
        site.run(DELIVER_AGAIN)
    assert len(posted(simulator)) == 1
    assert site.run(LOOK)[0][0] == "accepted"


def test_a_database_that_stays_away_leaves_it_unknown_and_unsent_again(
    postgres: Postgres, site: Site, simulator: Any
) -> None:
    simulator.control.fault("slow", endpoint="/charge/pause-resume", seconds=2)
    site.run(PREPARE)
    site.start_workers()
    eventually(lambda: posted(simulator), "the command arrives")
    postgres.stop()
    site.stop_workers()
    postgres.start()
    assert site.run(LOOK) == [["sending", ""]]
    site.start_workers()
    for _ in range(2):
        site.run(DELIVER_AGAIN)
    assert site.run(LOOK) == [["unknown", "worker_died"]]
    assert len(posted(simulator)) == 1
