"""Failed sign-ins counted in Redis: by all processes together, and by the database while Redis is away."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from tests import builders
from tests.redis_server import RedisServer, lacking, running
from tests.views.conftest import Cast
from tests.views.test_attempts import attempt, fail
from vehicles import shared_cache
from vehicles.models import CachedValue, Installation

ROOT = Path(__file__).resolve().parents[2]
# A process of its own, as after a restart of the web server; it has no database, only Redis.
ELSEWHERE = """
import django; django.setup()
from django.core.cache import cache
from django.test import RequestFactory
from allauth.core.internal import ratelimit
request = RequestFactory().post("/", REMOTE_ADDR="198.51.100.7")
of = {"app": "vehicles", "action": "password_from_address", "config": {"password_from_address": "20/h/ip"}}
print(sum(ratelimit.consume(request, **of) is not None for _ in range(%d)))
"""


@pytest.fixture
def redis(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    """A server of the test's own, and this process counting in it; it is asked again without a pause."""
    if reason := lacking():
        pytest.skip(reason)
    with running() as server:
        settings.REDIS_URL = server.url
        settings.CACHES = settings.CACHES | {
            "default": {"BACKEND": "vehicles.shared_cache.SharedCache", "LOCATION": server.url}
        }
        monkeypatch.setattr(shared_cache, "PAUSE_SECONDS", 0)
        monkeypatch.setattr(shared_cache, "PATIENCE_SECONDS", 0.2)
        monkeypatch.setattr(shared_cache, "_absence", shared_cache._Absence())
        yield server


def tries_left_elsewhere(redis: RedisServer, tries: int = 25) -> int:
    """Let another process fail so many times from one address; return how many were looked at."""
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE % tries],
        cwd=ROOT,
        env=os.environ | {"REDIS_URL": redis.url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def test_two_processes_share_the_count_and_a_restart_forgets_nothing(cast: Cast, redis: RedisServer) -> None:
    fail(12, "nobody@example.com", "198.51.100.7")
    assert tries_left_elsewhere(redis, 3) == 3
    assert tries_left_elsewhere(redis) == 5
    assert tries_left_elsewhere(redis) == 0
    assert attempt(Client(), cast.owner.email, builders.PASSWORD, REMOTE_ADDR="198.51.100.7") == 429
    assert attempt(Client(), cast.owner.email, builders.PASSWORD, REMOTE_ADDR="198.51.100.8") == 302
    assert not CachedValue.objects.exists()


@pytest.mark.parametrize("trouble", ["kill", "halt"])
def test_without_redis_signing_in_has_its_limit_still_and_is_possible(
    cast: Cast, redis: RedisServer, caplog: pytest.LogCaptureFixture, trouble: str
) -> None:
    fail(20, cast.owner.email)
    assert attempt(Client(), cast.owner.email, builders.PASSWORD) == 429
    getattr(redis, trouble)()
    with caplog.at_level(logging.INFO, logger="vehicles.shared_cache"):
        assert attempt(Client(), cast.owner.email, builders.PASSWORD) == 302
        shared_cache.PAUSE_SECONDS = 3600
        fail(20, cast.owner.email)
        assert attempt(Client(), cast.owner.email, builders.PASSWORD) == 429
        assert CachedValue.objects.exists()
        redis.go_on() if trouble == "halt" else redis.start()
        shared_cache._absence._ask_again_at = 0
        assert attempt(Client(), cast.driver.email, builders.PASSWORD, REMOTE_ADDR="203.0.113.5") == 302
        # What Redis has kept counts again; killed, it has forgotten all.
        assert attempt(Client(), cast.owner.email, builders.PASSWORD) == (429 if trouble == "halt" else 302)
    begins, ends = [record.getMessage() for record in caplog.records if record.name == shared_cache.__name__]
    assert begins.startswith("Redis does not answer")
    assert ends.startswith("Redis answers again")
    assert str(redis.port) not in begins + ends


def test_it_is_said_where_an_owner_and_a_machine_look(cast: Cast, redis: RedisServer) -> None:
    Installation.objects.update(installer=cast.owner)
    owner = cast.client(cast.owner)
    assert "Redis counts them." in owner.get("/installation/").content.decode()
    assert owner.get("/ready").json() == {"status": "ok", "redis": "ok"}
    redis.kill()
    text = "Redis does not answer. Until it does, the database counts them."
    assert text in owner.get("/installation/live/").content.decode()
    told = owner.get("/ready")
    assert (told.status_code, told.json()) == (200, {"status": "ok", "redis": "does not answer"})
    redis.start()
    assert owner.get("/ready").json() == {"status": "ok", "redis": "ok"}


def test_while_redis_is_away_a_page_does_not_wait_for_it_twice(
    cast: Cast, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    redis.kill()
    monkeypatch.setattr(shared_cache, "PAUSE_SECONDS", 3600)
    assert caches["default"].get("anything") is None
    asked: list[str] = []
    monkeypatch.setattr(type(caches["default"]._redis), "get", lambda *_: asked.append("get"))
    assert caches["default"].get("anything") is None
    assert asked == []


def test_where_no_redis_is_set_up_nothing_is_said_of_it(cast: Cast, settings: Any) -> None:
    settings.REDIS_URL = ""
    Installation.objects.update(installer=cast.owner)
    assert "Redis" not in cast.client(cast.owner).get("/installation/live/").content.decode()
    assert Client().get("/ready").json() == {"status": "ok"}
