"""What machines ask: alive, ready, the worker at work."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.views.conftest import Cast
from vehicles import clock
from vehicles.fields import seal
from vehicles.models import Heartbeat, LoginState, RenaultLogin, Vehicle

ADDRESSES = ["/live", "/ready", "/ready/worker"]


def told(address: str) -> tuple[int, dict[str, Any]]:
    response = Client().get(address)
    return response.status_code, response.json()


def database_is_gone(*_: object, **__: object) -> None:
    raise OperationalError("could not connect to server at 10.1.2.3 as renault with password hunter2")


def test_alive_asks_the_database_nothing() -> None:
    """This test has no database: a query would raise."""
    assert told("/live") == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_with_database_migrations_and_keys() -> None:
    assert told("/ready") == (200, {"status": "ok"})


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_said_without_its_secrets(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with connection.execute_wrapper(database_is_gone):
        for address in ("/ready", "/ready/worker"):
            response = Client().get(address)
            assert response.status_code == 503
            assert response.json()["failing"] == ["the database does not answer"]
            assert "hunter2" not in response.content.decode()
        assert told("/live")[0] == 200
    assert caplog.records == []  # a check each half minute must not fill the log


@pytest.mark.django_db
def test_a_migration_that_is_missing_or_unknown_is_not_ready() -> None:
    failing = (503, {"status": "failing", "failing": ["the database is not at this version"]})
    recorder = MigrationRecorder(connection)
    recorder.record_applied("vehicles", "9999_of_a_newer_version")
    assert told("/ready") == failing
    recorder.record_unapplied("vehicles", "9999_of_a_newer_version")
    recorder.record_unapplied("vehicles", "0001_initial")
    assert told("/ready") == failing


@pytest.mark.django_db
def test_keys_that_belong_to_another_database_are_not_ready(cast: Cast, settings: Any) -> None:
    RenaultLogin.objects.update(login_token=seal("st2.token", identity="login:1:login_token"))
    assert told("/ready")[0] == 200
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
    assert told("/ready") == (
        503,
        {"status": "failing", "failing": ["the token keys do not open the stored secrets"]},
    )


def test_the_worker_is_ready_while_its_heart_beats_and_nothing_waits(cast: Cast) -> None:
    assert told("/ready/worker")[1]["failing"] == ["the worker has not been at work yet"]
    Heartbeat.beat("worker", clock.machine_now() - timedelta(seconds=40))
    status, health = told("/ready/worker")
    assert status == 200
    assert health["heartbeat_age_seconds"] == pytest.approx(40, abs=30)
    assert health["oldest_due_poll_seconds"] is None
    Heartbeat.beat("worker", clock.machine_now() - timedelta(minutes=6))
    assert told("/ready/worker")[1]["failing"] == ["the worker is silent"]


def test_a_poll_that_waits_is_told_unless_something_holds_it_back(cast: Cast) -> None:
    Heartbeat.beat("worker", clock.machine_now())
    Vehicle.objects.update(due_at=clock.now() - timedelta(minutes=20))
    status, health = told("/ready/worker")
    assert (status, health["failing"]) == (503, ["a poll waits too long"])
    assert health["oldest_due_poll_seconds"] == pytest.approx(1200, abs=30)
    RenaultLogin.objects.update(state=LoginState.NEEDS_SIGN_IN)
    assert told("/ready/worker")[0] == 200
    RenaultLogin.objects.update(state=LoginState.COOLING, cooling_until=clock.now() + timedelta(minutes=5))
    assert told("/ready/worker")[0] == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_any_health_check_may_ask(address: str, settings: Any) -> None:
    """By any name, over plain HTTP where pages go to HTTPS, before the first account is made."""
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["cars.example.com"]
    asking = Client()
    assert asking.get("/you/", headers={"host": "cars.example.com"}).status_code == 301
    response = asking.get(address, headers={"host": "10.0.0.7:8000"})
    assert response.status_code == (503 if address == "/ready/worker" else 200)
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Type"] == "application/json"
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_it_only_tells(address: str) -> None:
    assert Client().post(address).status_code == 405
    assert Client().head(address).status_code in (200, 503)


def test_ten_households_cost_as_many_questions_as_one(cast: Cast) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            Client().get("/ready")
            Client().get("/ready/worker")
        counts.append(len(asked))
        for _number in range(10):
            home = builders.household()
            builders.vehicle(home, through=builders.login(home), due_at=clock.now())
    assert counts[0] == counts[1] <= 5
