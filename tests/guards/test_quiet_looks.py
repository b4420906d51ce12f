"""Looking changes nothing: no GET, HEAD or OPTIONS writes a row or calls Renault, whoever asks."""

import pytest

from .addresses import address_of
from .asking import OF_SESSIONS, ask
from .routes import KEY, ROUTES, Route, named
from .town import Town

BY_ROUTE = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
LOOKERS = ("owner", "viewer", "nobody")


@BY_ROUTE
def test_looking_changes_no_row_and_calls_nobody(town: Town, route: Route) -> None:
    address = address_of(route, town.home)
    looks = [("GET", person) for person in LOOKERS] + [("HEAD", "owner"), ("OPTIONS", "owner")]
    for method, person in looks:
        answer = ask(town.client(person), method, address)
        assert set(answer.writes) <= OF_SESSIONS, f"{method} by {person}"
        assert not answer.calls, f"{method} by {person}"


def test_a_row_that_is_written_and_a_call_that_is_made_are_seen(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The eyes of the test above are open."""
    press = {"kind": "stop_charge", "key": KEY}
    address = address_of(named("vehicle-controls"), town.home)
    assert "vehicles_command" in ask(town.client("owner"), "POST", address, press).writes
    monkeypatch.setenv("RENAULT_GIGYA_ROOT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("RENAULT_KAMEREON_ROOT_URL", "http://127.0.0.1:9")
    link = {"locale": "fr_FR", "email": "a@example.com", "password": "secret"}
    address = address_of(named("login-link"), town.home)
    assert ("127.0.0.1", 9) in ask(town.client("owner"), "POST", address, link).calls
