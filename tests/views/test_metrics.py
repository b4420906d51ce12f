"""What Prometheus scrapes."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ, Task
from prometheus_client.parser import text_string_to_metric_families

from tests.views.conftest import Cast
from vehicles import clock
from vehicles.models import (
    BackupRun,
    EndpointState,
    Heartbeat,
    LoginState,
    RenaultCall,
    RenaultLogin,
    Vehicle,
    VehicleEndpoint,
)
from vehicles.services.metrics import hashed

TOKEN = "a-token-for-prometheus"
WITH_TOKEN = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def _token(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN


def scraped() -> dict[str, list[tuple[dict[str, str], float]]]:
    """Return all samples by name, read as Prometheus reads them."""
    response = Client().get("/metrics", headers=WITH_TOKEN)
    assert response.status_code == 200
    samples: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(response.content.decode()):
        for sample in family.samples:
            samples.setdefault(sample.name.removeprefix("renault_web_"), []).append(
                (sample.labels, sample.value)
            )
    return samples


def test_it_tells_how_the_worker_the_queue_and_the_logins_fare(cast: Cast) -> None:
    machine_now, now = clock.machine_now(), clock.now()
    Heartbeat.beat("worker", machine_now - timedelta(seconds=30))
    Vehicle.objects.update(due_at=now - timedelta(seconds=90))
    OrmQ.objects.create(key="renault-web", payload="", lock=machine_now - timedelta(seconds=20))
    OrmQ.objects.create(key="renault-web", payload="", lock=machine_now + timedelta(seconds=100))  # under way
    for minutes in (5, 30, 59, 61):
        RenaultCall.objects.create(login=cast.login, at=now - timedelta(minutes=minutes))
    told = scraped()
    assert told["heartbeat_age_seconds"][0][1] == pytest.approx(30, abs=20)
    assert told["poll_lag_seconds"][0][1] == pytest.approx(90, abs=20)
    assert told["queue_tasks"] == [({}, 1)]
    assert told["queue_age_seconds"][0][1] == pytest.approx(20, abs=20)
    name = hashed(cast.login.pk)
    assert told["login_calls"] == [({"login": name}, 3)]
    assert told["login_quota_calls"] == [({}, 60)]
    assert told["login_state"] == [({"login": name, "state": "ok"}, 1)]
    RenaultLogin.objects.update(state=LoginState.NEEDS_SIGN_IN)
    assert scraped()["logins"] == [({"state": "needs_sign_in"}, 1)]


def test_it_tells_errors_by_kind_and_how_old_the_backup_is(cast: Cast) -> None:
    assert "backup_age_seconds" not in scraped()  # unknown is not zero
    for number, error in enumerate(("QuotaLimitException", "ForbiddenException", "ForbiddenException")):
        VehicleEndpoint.objects.create(
            vehicle=cast.zoe, endpoint=f"endpoint-{number}", state=EndpointState.FAILING, error=error
        )
    at = clock.machine_now() - timedelta(hours=5)
    BackupRun.objects.create(running=False, started_at=at, seen_at=at, finished_at=at, size_bytes=4096)
    BackupRun.objects.create(
        running=False, started_at=clock.machine_now(), seen_at=at, finished_at=at, error="The disk is full."
    )
    Task.objects.create(
        id="1", name="x", func="vehicles.tasks.poll_login", started=at, stopped=at, success=False
    )
    told = scraped()
    assert sorted(told["endpoints_failing"], key=str) == [
        ({"kind": "ForbiddenException"}, 2),
        ({"kind": "QuotaLimitException"}, 1),
    ]
    assert told["backup_age_seconds"][0][1] == pytest.approx(5 * 3600, abs=60)
    assert told["backup_bytes"] == [({}, 4096)]
    assert told["tasks_failed"] == [({"task": "poll_login"}, 1)]
    assert told["database_bytes"][0][1] > 0


def test_nobody_can_be_told_from_it(cast: Cast) -> None:
    text = Client().get("/metrics", headers=WITH_TOKEN).content.decode()
    for private in (cast.zoe.vin, cast.zoe.name, cast.login.email, cast.owner.email, cast.home.name):
        assert private not in text


def test_without_the_right_token_nothing_is_told(cast: Cast, settings: Any, tmp_path: Path) -> None:
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": TOKEN[:-1]}):
        response = Client().get("/metrics", headers=headers)
        assert response.status_code == 401
        assert b"heartbeat" not in response.content
    assert cast.client(cast.owner).get("/metrics").status_code == 401
    settings.METRICS_TOKEN = ""
    settings.METRICS_TOKEN_FILE = tmp_path / "metrics_token"
    assert Client().get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN_FILE.write_text(f"{TOKEN}\n")
    assert Client().get("/metrics", headers=WITH_TOKEN).status_code == 200
    settings.METRICS_TOKEN_FILE.write_text("")
    assert Client().get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


@pytest.mark.django_db
def test_a_database_that_is_away_is_a_failed_scrape() -> None:
    def gone(*_: object) -> None:
        raise OperationalError

    with connection.execute_wrapper(gone):
        assert Client().get("/metrics", headers=WITH_TOKEN).status_code == 503


def test_a_hundred_logins_cost_as_many_questions_as_one(cast: Cast) -> None:
    counts = []
    for logins in (1, 100):
        RenaultLogin.objects.bulk_create(
            RenaultLogin(household=cast.home, email=f"{n}@example.com", locale="fr_FR", country="FR")
            for n in range(1, logins)
        )
        with CaptureQueriesContext(connection) as asked:
            assert len(scraped()["login_calls"]) == logins
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14
