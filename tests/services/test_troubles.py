"""The log tells a trouble when it begins and when it ends, and says nothing in between."""

from typing import Any

import pytest

from tests import builders
from vehicles import clock
from vehicles.models import RenaultCall, RenaultLogin, Vehicle
from vehicles.services import discovery, polling, troubles

pytestmark = pytest.mark.django_db


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.name == troubles.__name__]


def poll(login: RenaultLogin) -> None:
    """Poll all that can be asked of it, whatever was due."""
    RenaultCall.objects.all().delete()
    discovery.ask_all_anew(list(Vehicle.objects.values_list("pk", flat=True)))
    Vehicle.objects.update(due_at=clock.now())
    RenaultLogin.objects.update(wait_until=None)
    polling.poll_login(login.pk)


@pytest.fixture
def login(simulator: Any, caplog: pytest.LogCaptureFixture) -> RenaultLogin:
    """A login of one vehicle, polled once without trouble."""
    caplog.set_level("INFO")
    home = builders.household()
    made = builders.linked(home, builders.member(home))
    Vehicle.objects.filter(pk__gt=Vehicle.objects.order_by("pk")[0].pk).delete()
    poll(made)
    assert told(caplog) == []
    return made


def test_an_endpoint_that_fails_for_five_polls_is_two_lines(
    login: RenaultLogin, simulator: Any, caplog: pytest.LogCaptureFixture
) -> None:
    simulator.control.fault("invalid_upstream", endpoint="battery-status")
    for _ in range(5):
        poll(login)
    simulator.control.clear()
    for _ in range(3):
        poll(login)
    of = f"Vehicle {Vehicle.objects.get().pk}, battery-status"
    assert told(caplog) == [
        f"{of}: InvalidUpstreamException",
        f"{of}: works again, after: InvalidUpstreamException",
    ]


def test_a_login_whose_servers_are_away_is_two_lines(
    login: RenaultLogin, simulator: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("RENAULT_GIGYA_ROOT_URL", "RENAULT_KAMEREON_ROOT_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nobody listens there
    for _ in range(5):
        poll(login)
    for name in ("RENAULT_GIGYA_ROOT_URL", "RENAULT_KAMEREON_ROOT_URL"):
        monkeypatch.setenv(name, simulator.url)
    for _ in range(3):
        poll(login)
    said = "Renault's servers do not answer just now."
    assert told(caplog) == [
        f"Login {login.pk}: {said}",
        f"Login {login.pk}: works again, after: {said}",
    ]
