"""PostgreSQL is restarted while a real worker sends: one call, and what is shown is true.

The test starts a PostgreSQL of its own in a temporary folder, and ends it.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.once.conftest import ROOT, eventually, posted
from tests.postgres import Postgres, lacking, running

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


pytestmark = [pytest.mark.skipif(bool(lacking()), reason=lacking() or "-")]


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    with running() as server:
        yield server


class Site:
    """The site on that database: scripts in processes of their own, and a real worker."""

    def __init__(self, postgres: Postgres) -> None:
        self.environ = os.environ | {
            "DATABASE_URL": postgres.url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        self._worker: subprocess.Popen[bytes] | None = None

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

    def start_worker(self) -> None:
        self._worker = subprocess.Popen(
            [sys.executable, "manage.py", "qcluster"],
            cwd=ROOT,
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop_worker(self) -> None:
        if self._worker is not None:
            os.killpg(self._worker.pid, signal.SIGKILL)
            self._worker.wait()


@pytest.fixture
def site(postgres: Postgres, simulator: Any) -> Iterator[Site]:
    there = Site(postgres)
    yield there
    there.stop_worker()


def test_a_restart_while_the_answer_is_awaited_sends_nothing_twice(
    postgres: Postgres, site: Site, simulator: Any
) -> None:
    simulator.control.fault("slow", endpoint="/charge/pause-resume", seconds=SLOW_SECONDS)
    site.run(PREPARE)
    site.start_worker()
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
    site.start_worker()
    eventually(lambda: posted(simulator), "the command arrives")
    postgres.stop()
    site.stop_worker()
    postgres.start()
    assert site.run(LOOK) == [["sending", ""]]
    site.start_worker()
    for _ in range(2):
        site.run(DELIVER_AGAIN)
    assert site.run(LOOK) == [["unknown", "worker_died"]]
    assert len(posted(simulator)) == 1
