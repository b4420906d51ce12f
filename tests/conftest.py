"""What every test shares: no network but loopback."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.utils import translation

from vehicles import catalogs

with suppress(ImportError):  # plain pytest does without property tests
    from hypothesis import HealthCheck
    from hypothesis import settings as of_hypothesis

    # How long something takes on a busy machine says nothing of whether it is right.
    of_hypothesis.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    of_hypothesis.load_profile("house")


def pytest_configure() -> None:
    """Compile the languages, so that plain pytest needs no other command before."""
    catalogs.compile_stale()


# They take half a minute and more each: one that begins last would keep one core busy and the other idle.
LONG = (
    "tests/browser/test_every_page.py",
    "tests/browser/test_demo.py",
    "tests/once/test_two_clusters.py",
    "tests/services/test_summaries.py::test_readings_in_any_order",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the long tests begin first."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


_connect = socket.socket.connect
MORNING = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def _loopback_only(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6):
        host = str(address[0])
        try:
            allowed = ipaddress.ip_address(host).is_loopback
        except ValueError:
            allowed = host == "localhost"
        if not allowed:
            raise RuntimeError(f"A test tried to reach {host}: tests speak to loopback only.")
    _connect(self, address)


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _loopback_only)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """As Django does, a request leaves its language behind; the next test begins in English."""
    yield
    translation.activate(site.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _logs_let_go(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let what a test without a transaction wrote into the logs be emptied after it."""
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")) and not (
        {"transactional_db", "live_server"} & set(request.fixturenames)
    ):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from tests import builders

    builders.let_logs_go()


@pytest.fixture
def world_starts() -> datetime:
    """When the played world starts; a test that needs another hour of another day parametrizes it."""
    return MORNING


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch, settings: Any, world_starts: datetime) -> Iterator[Any]:
    """Renault's servers, played on loopback over real HTTP, and our client pointed at them.

    The cars live, and the site's cars' clock goes on, from the same instant in every run: what they do
    depends on the hour.
    """
    from vehicles import gateway
    from vehicles.simulator import World, serve

    settings.CLOCK_STARTED_AT, settings.CLOCK_START = datetime.now(UTC), world_starts
    settings.CLOCK_SPEED = 1.000001  # at a speed of 1 it would be the machine's own clock
    gateway.forget_jwts()
    with serve(World(seed=7, born_at=world_starts - timedelta(days=3), start=world_starts)) as server:
        for name, value in {
            "RENAULT_GIGYA_ROOT_URL": server.url,
            "RENAULT_GIGYA_API_KEY": "gigya-key",
            "RENAULT_KAMEREON_ROOT_URL": server.url,
            "RENAULT_KAMEREON_API_KEY": "kamereon-key",
        }.items():
            monkeypatch.setenv(name, value)
        yield server
