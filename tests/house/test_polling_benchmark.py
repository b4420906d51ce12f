"""The benchmark of polls speaks to the real code, and its limits are those of the rules."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from benchmarks import logins, played, polled
from benchmarks.polling import played as playing
from vehicles import clock
from vehicles.models import BatterySnapshot, CockpitSnapshot, RenaultCall, Vehicle
from vehicles.rules.budget import READS_PER_HOUR
from vehicles.services import polling

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Any:
    with playing(0) as url:
        for server in ("GIGYA", "KAMEREON"):
            monkeypatch.setenv(f"RENAULT_{server}_ROOT_URL", url)
            monkeypatch.setenv(f"RENAULT_{server}_API_KEY", "played")
        yield url


@pytest.mark.django_db
def test_its_logins_are_polled_by_the_real_code_and_its_servers_count_the_calls(servers: str) -> None:
    ids = [login.pk for login in logins.build(2)]
    for round_ in range(2):
        logins.rest(ids, dict.fromkeys(ids, clock.now() - timedelta(seconds=1)))
        for login_id in ids:
            polling.poll_login(login_id)
        assert Vehicle.objects.due(clock.now()).count() == 0
        counted = requests.get(f"{servers}/_calls", timeout=20).json()
        assert sum(map(len, counted.values())) == RenaultCall.objects.count()
        assert set(counted) == {f"account-{pk}" for pk in ids}
        assert BatterySnapshot.objects.values("vehicle").distinct().count() == 2 * logins.CARS_EACH, round_
    assert CockpitSnapshot.objects.count() == 2 * logins.CARS_EACH  # one run each: nothing changed


def test_its_limit_of_calls_is_that_of_the_budget() -> None:
    assert polled.READS_PER_HOUR == READS_PER_HOUR


def test_its_servers_answer_every_endpoint_that_a_car_of_it_may_be_asked() -> None:
    assert set(logins.ASKED) <= set(played.canned())


def test_without_postgresql_it_says_that_nothing_was_measured() -> None:
    environ = os.environ | {"BENCH_POSTGRES": "postgres://nobody@127.0.0.1:9"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "polling", "--small"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Polling was NOT measured" in done.stdout) == (0, True), done.stderr
