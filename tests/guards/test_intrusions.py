"""What somebody tries who knows the site: ways that lead elsewhere, fields that no form has."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests import builders
from vehicles.models import (
    AccessToken,
    Household,
    Invitation,
    Membership,
    RenaultLogin,
    User,
    Vehicle,
    VehicleGrant,
)

from .addresses import address_of
from .asking import Answer, ask
from .routes import ROUTES, Route, named
from .town import Town

BY_ROUTE = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
AWAY = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "\thttps://evil.example/",
    "/\t/evil.example/",
)
WAYS_ON = ("next", "redirect", "redirect_to", "url", "return", "back", "to")


@BY_ROUTE
def test_no_address_leads_away(town: Town, route: Route) -> None:
    address = address_of(route, town.home)
    asked = dict.fromkeys(WAYS_ON, "//evil.example/")
    from_there = {"HTTP_REFERER": "https://evil.example/", "HTTP_HX_CURRENT_URL": "https://evil.example/"}
    for person in ("owner", "nobody"):
        for method in ("GET", "POST"):
            sent = asked | (filled(route, town) if method == "POST" else {})
            stays_here(ask(town.client(person), method, address, sent, **from_there))
        stays_here(ask(town.client(person), "POST", f"{address}?next=//evil.example/", filled(route, town)))


@pytest.mark.parametrize("away", AWAY)
def test_signing_in_and_out_and_proving_who_one_is_lead_nowhere_else(town: Town, away: str) -> None:
    password = {"password": builders.PASSWORD, "next": away}
    owner = town.home.users["owner"].email
    steps = (
        ("viewer", "account_reauthenticate", password),
        ("owner", "account_logout", {"next": away}),
        ("owner", "account_login", {"login": owner, **password}),
        ("nobody", "account_login", {"login": town.home.users["viewer"].email, **password}),
    )
    for person, name, sent in steps:
        answer = ask(town.client(person), "POST", address_of(named(name), town.home), sent)
        assert answer.status == 302, name
        stays_here(answer)


def stays_here(answer: Answer) -> None:
    """The next address is one of this site, whatever a browser makes of it."""
    where = re.sub(r"[\t\r\n]", "", answer.location).replace("\\", "/")
    parts = urlsplit(where)
    assert (parts.scheme, parts.netloc) in (("", ""), ("http", "testserver")), answer.location
    assert not where.startswith("//"), answer.location
    for link in re.findall(r'(?:href|action|src)="([^"]*)"', answer.body):
        assert not re.sub(r"\s", "", link).startswith(("//evil", "https:", "javascript:")), link


def filled(route: Route, town: Town) -> dict[str, str]:
    return {key: str(value).format(**town.home.things) for key, value in route.sends.items()}


@BY_ROUTE
def test_fields_that_a_form_does_not_have_change_nothing(town: Town, route: Route) -> None:
    other = town.elsewhere
    more = {
        "role": "owner",
        "level": "drive",
        "scope": "command",
        "status": "followed",
        "state": "ok",
        "vin": "VF1STOLEN00000001",
        "email": "evil@example.com",
        "positions": "on",
        "positions_on": "on",
        "household": other.household.pk,
        "household_id": other.household.pk,
        "membership": other.household.memberships.first().pk,
        "user": other.users["owner"].pk,
        "user_id": other.users["owner"].pk,
        "account": "1",
        "id": other.vehicle.pk,
        "pk": other.vehicle.pk,
        **dict.fromkeys(("is_active", "is_owner", "is_staff", "is_superuser", "is_installer", "proven"), "1"),
    }
    address = address_of(route, town.home)
    for person in ("owner", "driver", "viewer"):
        meant = filled(route, town)
        if person == "owner" and route.name in OF_OWNERS:
            more = {name: value for name, value in more.items() if name not in OF_OWNERS[route.name]}
        plain = ask(town.client(person), "POST", address, meant, look=powers)
        tried = ask(town.client(person), "POST", address, more | meant, look=powers)
        assert tried.seen == plain.seen, person


# What an owner may say there.
OF_OWNERS = {
    "invite": {"role", "email"},
    "member": {"role"},
    "vehicle-settings": {"positions_on"},
    "account_email": {"email"},
}


def powers() -> list[Any]:
    """Return who may do what, and whose everything is; a new household has another number each time."""
    return [
        list(User.objects.order_by("pk").values("pk", "email", "is_active")),
        list(Membership.objects.order_by("pk").values("pk", "user", "household__name", "role")),
        list(VehicleGrant.objects.order_by("pk").values("membership", "vehicle", "level", "positions")),
        list(
            Invitation.objects.order_by("pk").values("household__name", "role", "email", "made_by", "used_by")
        ),
        list(AccessToken.objects.order_by("pk").values("membership", "scope")),
        list(Household.objects.order_by("pk").values("name")),
        list(RenaultLogin.objects.order_by("pk").values("pk", "household", "email", "state")),
        list(
            Vehicle.objects.order_by("pk").values(
                "pk", "household", "vin", "account", "status", "positions_on"
            )
        ),
    ]


def test_a_newcomer_becomes_what_the_invitation_says_whatever_they_send(town: Town) -> None:
    newcomer = Client()
    newcomer.get(address_of(named("join-link"), town.home))
    typed = {
        "name": "Eve",
        "email": "eve@example.com",
        "password": "a long passw0rd",
        "password_again": "a long passw0rd",
        "role": "owner",
        "household": town.elsewhere.household.pk,
        "is_staff": "1",
    }

    def became() -> list[Any]:
        return list(Membership.objects.filter(user__email="eve@example.com").values_list("role", "household"))

    answer = ask(newcomer, "POST", address_of(named("join"), town.home), typed, look=became)
    assert answer.seen == [("viewer", town.home.household.pk)]


@BY_ROUTE
def test_by_a_name_that_is_not_ours_nothing_is_answered(town: Town, route: Route) -> None:
    if route.name in ("live", "ready", "ready-worker", "metrics"):
        return  # they say the same to every name
    for method in ("GET", "POST"):
        answer = ask(town.client("owner"), method, address_of(route, town.home), HTTP_HOST="evil.example")
        assert answer.status == 400, method
        assert not answer.writes, method


def test_a_link_is_made_of_our_own_name_whatever_a_proxy_is_said_to_say(town: Town) -> None:
    forged = {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_FORWARDED": "host=evil.example"}
    invite = ask(
        town.client("owner"), "POST", address_of(named("invite"), town.home), {"role": "viewer"}, **forged
    )
    assert "http://testserver/join/" in invite.body
    assert "evil.example" not in invite.body
