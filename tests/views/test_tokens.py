"""Personal access tokens: what they open, what they never open, and how they end."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import builders
from tests.views.conftest import Cast
from vehicles import clock
from vehicles.models import AccessToken, Command, HouseholdChange, Level, Membership, TokenScope, User
from vehicles.services import people, tokens


def token(cast: Cast, user: User, scope: str = TokenScope.READ) -> str:
    membership = Membership.objects.get(user=user)
    return tokens.make(membership, name="Kitchen", scope=scope, lasts=timedelta(days=30)).text


def program(text: str, **kwargs: Any) -> Client:
    """Return a program that has the token, and that CSRF checks are kept for."""
    return Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {text}"}, **kwargs)


def figures(cast: Cast) -> str:
    return reverse("vehicle-timeline-json", args=[cast.zoe.pk])


def stop_charge(cast: Cast, client: Client, key: str = "") -> Any:
    address = reverse("vehicle-controls", args=[cast.zoe.pk])
    return client.post(address, {"kind": "stop_charge", "key": key or str(uuid.uuid4())})


@pytest.mark.parametrize(
    "address",
    [
        "/vehicles/{}/timeline.json",
        "/vehicles/{}/timeline.csv",
        "/vehicles/{}/charts/distance.json",
        "/vehicles/{}/charts/distance.csv",
        "/compare/charts/distance.json",
        "/compare/charts/distance.csv",
    ],
)
def test_a_token_reads_what_the_pages_read(cast: Cast, address: str) -> None:
    client = program(token(cast, cast.viewer))
    response = client.get(address.format(cast.zoe.pk))
    assert response.status_code == 200
    assert not response.cookies
    assert client.head(address.format(cast.zoe.pk)).status_code == 200


@pytest.mark.parametrize(
    "name", ["garage", "you", "tokens", "household", "invite", "account_change_password", "usersessions_list"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_token_opens_no_page(cast: Cast, name: str, method: str) -> None:
    client = program(token(cast, cast.owner, TokenScope.COMMAND))
    response = getattr(client, method)(reverse(name))
    assert response.status_code == 403
    assert response.json() == {"error": "Access tokens do not open this address."}


def test_a_token_does_not_even_open_the_page_whose_form_it_may_send(cast: Cast) -> None:
    client = program(token(cast, cast.driver, TokenScope.COMMAND))
    assert client.get(reverse("vehicle-controls", args=[cast.zoe.pk])).status_code == 403


def test_a_token_to_command_sends_once_and_the_same_key_tells_how_it_stands(cast: Cast) -> None:
    client, key = program(token(cast, cast.driver, TokenScope.COMMAND)), str(uuid.uuid4())
    first, again = stop_charge(cast, client, key), stop_charge(cast, client, key)
    assert (first.status_code, again.status_code) == (202, 202)
    command = Command.objects.get()
    assert first.json() == {"command": command.pk, "kind": "stop_charge", "key": key, "state": "queued"}
    assert command.asked_by == cast.driver


def test_what_is_wrong_with_a_command_is_told_by_field(cast: Cast) -> None:
    client = program(token(cast, cast.driver, TokenScope.COMMAND))
    response = stop_charge(cast, client, "no key")
    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["key"]


def test_a_token_to_read_sends_nothing(cast: Cast) -> None:
    assert stop_charge(cast, program(token(cast, cast.driver))).status_code == 403
    assert not Command.objects.exists()


def test_a_token_can_do_no_more_than_its_person(cast: Cast) -> None:
    client = program(token(cast, cast.driver, TokenScope.COMMAND))
    member = cast.home.memberships.get(user=cast.driver)
    people.change_role(member, "viewer", cast.owner)
    assert stop_charge(cast, client).status_code == 403
    people.grant(member, cast.zoe, cast.owner, level=Level.NONE, positions=None)
    assert client.get(figures(cast)).status_code == 404
    assert not Command.objects.exists()


def test_another_households_vehicle_is_not_found(cast: Cast) -> None:
    assert program(token(cast, cast.stranger)).get(figures(cast)).status_code == 404


def test_a_token_opens_the_household_it_was_made_for_only(cast: Cast) -> None:
    other = cast.stranger.memberships.get().household
    theirs = builders.vehicle(other, "Their Zoe")
    second = Membership.objects.create(user=cast.owner, household=other, role="owner")
    first = cast.home.memberships.get(user=cast.owner)
    for member, status_here, status_there in ((first, 200, 404), (second, 404, 200)):
        client = program(tokens.make(member, name="x", scope="read", lasts=timedelta(days=1)).text)
        assert client.get(figures(cast)).status_code == status_here
        there = client.get(reverse("vehicle-timeline-json", args=[theirs.pk]))
        assert there.status_code == status_there


def revoked(cast: Cast) -> None:
    tokens.revoke(AccessToken.objects.get(), cast.owner)


def removed(cast: Cast) -> None:
    second = builders.member(cast.home, email="second@example.com")
    people.remove(cast.home.memberships.get(user=cast.owner), second)


def closed(cast: Cast) -> None:
    User.objects.filter(pk=cast.owner.pk).update(is_active=False)


def run_out(cast: Cast) -> None:
    AccessToken.objects.update(expires_at=clock.machine_now())


@pytest.mark.parametrize("event", [revoked, removed, closed, run_out])
def test_a_token_opens_nothing_after_it_was(cast: Cast, event: Callable[[Cast], None]) -> None:
    client = program(token(cast, cast.owner))
    assert client.get(figures(cast)).status_code == 200
    event(cast)
    response = client.get(figures(cast))
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("text", ["", "nonsense", "rwt_00000000_" + 40 * "0", "ü"])
def test_what_is_no_token_is_refused(cast: Cast, text: str) -> None:
    client = Client(headers={"Authorization": f"Bearer {text}".encode().decode("latin-1")})
    assert client.get(figures(cast)).status_code == 401


def test_beside_a_cookie_a_token_counts_for_nothing(cast: Cast) -> None:
    client = program(token(cast, cast.driver, TokenScope.COMMAND))
    client.force_login(cast.driver, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert stop_charge(cast, client).status_code == 403
    client.logout()
    client.cookies["anything"] = "1"
    assert client.get(figures(cast)).status_code == 302


def test_only_a_hash_is_kept_and_the_text_is_shown_once(cast: Cast) -> None:
    owner = cast.proven(cast.owner)
    page = owner.post(reverse("tokens"), {"name": "Kitchen", "scope": "read", "days": "30"}).content.decode()
    text = page.split('id="token"')[1].split('value="')[1].split('"')[0]
    assert program(text).get(figures(cast)).status_code == 200
    stored = AccessToken.objects.values().get()
    assert text not in str(stored)
    assert text.startswith(stored["prefix"])
    again = owner.get(reverse("tokens")).content.decode()
    assert text not in again
    assert stored["prefix"] in again
    assert timedelta(days=29) < stored["expires_at"] - clock.machine_now() <= timedelta(days=30)


def test_tokens_are_made_and_revoked_by_whoever_proved_who_they_are(cast: Cast) -> None:
    text = token(cast, cast.owner)
    client = cast.client(cast.owner)
    for address in (reverse("tokens"), reverse("token-revoke", args=[AccessToken.objects.get().pk])):
        response = client.post(address, {"name": "x", "scope": "read", "days": "30"})
        assert response["Location"].startswith("/accounts/reauthenticate/?next=%2Fyou%2Ftokens%2F")
    assert AccessToken.objects.count() == 1
    assert program(text).get(figures(cast)).status_code == 200


def test_somebody_elses_token_is_neither_shown_nor_revoked(cast: Cast) -> None:
    token(cast, cast.driver)
    owner = cast.proven(cast.owner)
    assert "Kitchen" not in owner.get(reverse("tokens")).content.decode()
    assert owner.post(reverse("token-revoke", args=[AccessToken.objects.get().pk])).status_code == 404
    assert AccessToken.objects.exists()


def test_making_and_revoking_stand_in_the_households_log(cast: Cast) -> None:
    token(cast, cast.driver)
    tokens.revoke(AccessToken.objects.get(), cast.driver)
    kinds = HouseholdChange.objects.values_list("kind", "by_name", "details")
    assert list(kinds) == [
        ("token_made", "Driver", {"token": "Kitchen"}),
        ("token_revoked", "Driver", {"token": "Kitchen"}),
    ]
    page = cast.client(cast.owner).get(reverse("household-log")).content.decode()
    assert "made the access token Kitchen" in page


def test_that_it_was_used_is_written_every_five_minutes_at_most(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = program(token(cast, cast.owner))
    client.get(figures(cast))
    first = AccessToken.objects.get().last_used_at
    assert first is not None
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(figures(cast))
    assert not [each for each in asked.captured_queries if "UPDATE" in each["sql"]]
    real = clock.machine_now
    monkeypatch.setattr(clock, "machine_now", lambda: real() + timedelta(minutes=6))
    client.get(figures(cast))
    assert AccessToken.objects.get().last_used_at - first >= timedelta(minutes=5)  # type: ignore[operator]


def test_nobody_has_more_than_twenty(cast: Cast) -> None:
    for _ in range(tokens.MOST):
        token(cast, cast.owner)
    page = cast.proven(cast.owner).post(reverse("tokens"), {"name": "x", "scope": "read", "days": "30"})
    assert "You have 20 tokens. Revoke one first." in page.content.decode()
