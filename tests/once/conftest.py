"""Real processes that send real commands to the played servers."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.utils import OperationalError

from tests import builders
from vehicles.models import Command, User, Vehicle
from vehicles.services import commands

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 30
SEND = "import django; django.setup(); from vehicles import tasks; tasks.send_command({id})"


def eventually(is_so: Callable[[], Any], what: str, seconds: float = PATIENCE_SECONDS) -> Any:
    """Wait until it is so, and return what it was; fail loudly if it never is."""
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        if found := is_so():
            return found
        time.sleep(0.02)
    raise AssertionError(f"Never: {what}")


def posted(simulator: Any) -> list[dict[str, Any]]:
    """Every command that reached the played servers and was let in, answered or not."""
    log = simulator.control.state()["log"]
    return [call for call in log if call["method"] == "POST" and call["login"] and call["status"] == 200]


def database_url() -> str:
    """Return the address of the database that this test uses, for a process of its own."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgres://{settings['USER']}@{settings['HOST']}{port}/{settings['NAME']}"


class Sender:
    """A worker process that sends one command, until it has done so or is killed."""

    def __init__(self, command: Command) -> None:
        environ = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", SEND.format(id=command.pk)],
            cwd=ROOT,
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """End it as the machine would: at once, without a word."""
        assert self.process.poll() is None, "It was over before it could be killed."
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


@pytest.fixture
def sender() -> Iterator[Callable[[Command], Sender]]:
    """Start processes that send; none of them outlives the test."""
    started: list[Sender] = []

    def start(command: Command) -> Sender:
        started.append(Sender(command))
        return started[-1]

    yield start
    for each in started:
        each.close()


@pytest.fixture
def owner(transactional_db: None, simulator: Any) -> User:
    home = builders.household()
    owner = builders.member(home)
    builders.linked(home, owner)
    return owner


@pytest.fixture
def asked(owner: User) -> Callable[..., Command]:
    """Ask a played car for something."""

    def ask(vin: str, kind: str, **arguments: Any) -> Command:
        return commands.ask(Vehicle.objects.get(vin=vin), owner, kind, arguments, uuid.uuid4())

    return ask


def state_of(command: Command) -> str:
    """Return the command's state as it stands in the database now."""
    try:
        return str(Command.objects.values_list("state", flat=True).get(pk=command.pk))
    except OperationalError:
        return ""
