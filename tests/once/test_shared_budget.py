"""However many processes ask for one login, its hour is one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from tests import builders
from tests.once.conftest import ROOT, database_url
from tests.once.test_parallel import together
from vehicles import clock
from vehicles.models import RenaultCall, RenaultLogin
from vehicles.rules.budget import CALLS_PER_HOUR, READS_PER_HOUR
from vehicles.services import budget, login_states

# Waits for a word, then takes calls as long as there are any, and says how many it took.
TAKE = """
import sys, django
django.setup()
from vehicles import clock
from vehicles.models import RenaultLogin
from vehicles.services import budget
login = RenaultLogin.objects.get(pk={login})
print("ready", flush=True)
sys.stdin.readline()
print(sum(budget.reserve(login, clock.now(), for_command={for_command}) is None for _ in range({tries})))
"""
PROCESSES, TRIES = 4, 30


@pytest.fixture
def login(transactional_db: None) -> RenaultLogin:
    return builders.login(builders.household())


@contextmanager
def takers(login: RenaultLogin, *, for_command: bool = False) -> Iterator[list[subprocess.Popen[str]]]:
    """Start processes that will take calls of this login."""
    environ = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    script = TAKE.format(login=login.pk, for_command=for_command, tries=TRIES)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    try:
        yield started
    finally:
        for each in started:
            each.kill()
            each.communicate()


def taken_by(started: list[subprocess.Popen[str]]) -> list[int]:
    """Let all begin at once, and return how many calls each took."""
    for each in started:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in started:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    return [int(each.stdout.readline()) for each in started]  # type: ignore[union-attr]


def test_processes_that_ask_at_once_take_the_hours_calls_and_not_one_more(login: RenaultLogin) -> None:
    with takers(login) as started:
        assert sum(taken_by(started)) == READS_PER_HOUR
    assert RenaultCall.objects.filter(login=login).count() == READS_PER_HOUR
    with takers(login, for_command=True) as started:
        assert sum(taken_by(started)) == CALLS_PER_HOUR - READS_PER_HOUR
    assert RenaultCall.objects.filter(login=login).count() == CALLS_PER_HOUR


def test_threads_that_ask_at_once_take_the_last_call_once(login: RenaultLogin) -> None:
    now = clock.now()
    RenaultCall.objects.bulk_create([RenaultCall(login=login, at=now) for _ in range(READS_PER_HOUR - 1)])
    answers = together(lambda _number: budget.reserve(login, clock.now()), times=8)
    assert sum(answer is None for answer in answers) == 1
    assert {answer for answer in answers if answer is not None} == {now + timedelta(hours=1)}


def test_processes_that_are_told_of_the_limit_at_once_make_one_pause(login: RenaultLogin) -> None:
    together(
        lambda _number: login_states.cool_down(RenaultLogin.objects.get(pk=login.pk), clock.now()), times=8
    )
    login.refresh_from_db()
    assert login.pause_minutes == 15
