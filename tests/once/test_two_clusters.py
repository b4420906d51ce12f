"""Two workers on one PostgreSQL: both work, each is watched by itself, nothing is sent twice."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.once.conftest import ROOT, eventually, posted
from tests.postgres import Postgres, lacking, running

# A worker that lives beats each second (tests/settings.py); a slow machine may take its time to start one.
SUPERVISE = """
import django
django.setup()
from vehicles.management.parts import worker_part
from vehicles.supervision.life import Times
from vehicles.supervision.supervisor import Supervisor
part = worker_part()
print("pulse:", part.beat_in["name"], flush=True)
Supervisor([part], Times(stop=3, kill=1, beat=0.5, silence=20, first_pause=0.2, look=0.2)).run()
"""
PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests import builders
from vehicles.models import Vehicle
home = builders.household()
builders.linked(home, builders.member(home))
Vehicle.objects.update(due_at=None)
"""
ASK = """
import django, json, uuid
django.setup()
from vehicles.models import User, Vehicle
from vehicles.services import commands
vehicle = Vehicle.objects.get(vin="VF1PLAYEDZE500002")
commands.ask(vehicle, User.objects.get(), {kind!r}, {arguments!r}, uuid.uuid4())
"""

START = """
import django
django.setup()
from vehicles.management.parts import prepare
from vehicles.supervision.address import Address
prepare(Address("127.0.0.1", 0))
"""

pytestmark = [pytest.mark.skipif(bool(lacking()), reason=lacking() or "-")]


def children(of: int) -> list[int]:
    """Return the process's own children, the oldest first."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    rows = [map(int, line.split()) for line in listed.stdout.splitlines()]
    return sorted(pid for pid, parent in rows if parent == of)


class Cluster:
    """A supervised worker in processes of its own, as on a machine of its own."""

    def __init__(self, environ: dict[str, str], log: Path) -> None:
        self._log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SUPERVISE], cwd=ROOT, env=environ, stdout=output, stderr=output
            )

    @property
    def log(self) -> str:
        return self._log.read_text()

    @property
    def pulse(self) -> str:
        found = re.search(r"^pulse: (.+)$", self.log, re.MULTILINE)
        return found[1] if found else ""

    def worker(self) -> int:
        """Return the process that does the work, behind the guardian."""
        (guardian,) = children(self.process.pid)
        (worker,) = children(guardian)
        return worker

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


class Site:
    """The database, and the workers on it."""

    def __init__(self, postgres: Postgres, folder: Path) -> None:
        self._environ = os.environ | {
            "DATABASE_URL": postgres.url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        self.run(PREPARE)
        self.clusters = [Cluster(self._environ, folder / f"log-{number}") for number in range(2)]

    def run(self, script: str) -> None:
        command = [sys.executable, "-c", script]
        done = subprocess.run(
            command, cwd=ROOT, env=self._environ, capture_output=True, text=True, timeout=90
        )
        assert done.returncode == 0, done.stderr

    def ask(self, kind: str, **arguments: Any) -> None:
        self.run(ASK.format(kind=kind, arguments=arguments))

    def pulse(self, cluster: Cluster) -> Any:
        """Return the worker's own row, or None before its first beat."""
        import psycopg

        with psycopg.connect(self._environ["DATABASE_URL"]) as connection:
            question = "SELECT beat_at FROM vehicles_heartbeat WHERE name = %s"
            return connection.execute(question, [cluster.pulse]).fetchone()

    def beats_again(self, cluster: Cluster) -> bool:
        before = self.pulse(cluster)
        return bool(eventually(lambda: self.pulse(cluster) not in (None, before), "it beats", seconds=60))


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running() as server:
        yield server


@pytest.fixture
def site(postgres: Postgres, simulator: Any, tmp_path: Path) -> Iterator[Site]:
    there = Site(postgres, tmp_path)
    yield there
    for cluster in there.clusters:
        cluster.end()


def test_web_servers_that_start_at_once_bring_the_database_up_to_date_one_after_the_other(
    postgres: Postgres,
) -> None:
    environ = os.environ | {"DATABASE_URL": postgres.url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", START], cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    assert [(each.communicate(timeout=120)[1], each.returncode) for each in starting] == [("", 0)] * 2


def test_one_that_hangs_is_started_anew_alone_and_the_other_takes_the_work(
    site: Site, simulator: Any
) -> None:
    first, second = site.clusters
    assert site.beats_again(first)
    assert site.beats_again(second)
    site.ask("stop_charge")
    eventually(lambda: posted(simulator), "the command is sent")
    os.kill(first.worker(), signal.SIGSTOP)
    eventually(lambda: "no sign of life" in first.log, "the first is found to hang", seconds=90)
    assert site.beats_again(first)
    assert site.beats_again(second)
    assert "again" not in second.log
    first.process.kill()  # its guardian stops the worker
    first.process.wait()
    site.ask("start_preconditioning", temperature_c=19)
    eventually(lambda: len(posted(simulator)) == 2, "the other sends it", seconds=60)
    assert site.beats_again(second)
    assert len(posted(simulator)) == 2
