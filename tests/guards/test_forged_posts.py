"""What another site's page could make a browser send is refused, at every address and by every method."""

import pytest
from django.test import Client

from .addresses import address_of
from .asking import ask
from .routes import KEY, ROUTES, Route, named
from .town import Town, with_checks

BY_ROUTE = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
OURS, THEIRS = "http://testserver", "https://evil.example"
# Answered before anything of the person is looked at; they take GET only.
FOR_MACHINES = {"live", "ready", "ready-worker", "metrics"}
OF_BROWSERS = pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.name not in FOR_MACHINES], ids=lambda route: route.name
)


@OF_BROWSERS
def test_what_changes_something_needs_the_forms_token(town: Town, route: Route) -> None:
    address = address_of(route, town.home)
    for person, methods in (("owner", ("POST", "PUT", "PATCH", "DELETE")), ("nobody", ("POST",))):
        client = with_checks(town.client(person))
        for method in methods:
            assert ask(client, method, address).status == 403, f"{method} by {person}"


@OF_BROWSERS
def test_the_right_token_from_a_foreign_page_is_refused(town: Town, route: Route) -> None:
    client = with_checks(town.client("owner"))
    for origin in (THEIRS, "null"):
        answer = ask(client, "POST", address_of(route, town.home), token(client), HTTP_ORIGIN=origin)
        assert answer.status == 403, origin


@OF_BROWSERS
def test_an_access_token_beside_a_cookie_is_no_way_round(town: Town, route: Route) -> None:
    client = with_checks(town.client("owner"))
    bearer = f"Bearer {town.home.things['access_token']}"
    answer = ask(client, "POST", address_of(route, town.home), HTTP_AUTHORIZATION=bearer)
    assert answer.status == 403
    assert "open too long" in answer.body  # it is the forms' token that is missed


def test_the_right_token_from_our_own_page_is_taken(town: Town) -> None:
    client = with_checks(town.client("owner"))
    address = address_of(named("vehicle-look"), town.home)
    assert ask(client, "POST", address, token(client), HTTP_ORIGIN=OURS).status == 302


def test_a_program_with_an_access_token_and_no_cookie_needs_no_forms_token(town: Town) -> None:
    client = Client(enforce_csrf_checks=True)
    bearer = f"Bearer {town.home.things['access_token']}"
    address = address_of(named("vehicle-controls"), town.home)
    press = {"kind": "stop_charge", "key": KEY}
    assert ask(client, "POST", address, press).status == 403
    answer = ask(client, "POST", address, press, HTTP_AUTHORIZATION=bearer)
    assert answer.status < 400, answer.body
    assert "vehicles_command" in answer.writes


def token(client: Client) -> dict[str, str]:
    return {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
