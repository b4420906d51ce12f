"""Sessions: how long they live, and that a copied cookie is worth nothing after they end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.views.conftest import Cast
from vehicles import clock
from vehicles.models import Role, User
from vehicles.services import people, upkeep

SESSIONS = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:146.0) Gecko/146.0 Firefox/146.0"


def signed_in(email: str, **extra: str) -> Client:
    client = Client(**extra)  # type: ignore[arg-type]
    assert client.post("/accounts/login/", {"login": email, "password": builders.PASSWORD}).status_code == 302
    return client


def stolen(client: Client) -> Client:
    """Return somebody else with a copy of the cookies."""
    thief = Client()
    for name, morsel in client.cookies.items():
        thief.cookies[name] = morsel.value
    return thief


def is_in(client: Client) -> bool:
    return client.get("/you/").status_code == 200


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    real = clock.machine_now
    monkeypatch.setattr(clock, "machine_now", lambda: real() + by)


def sign_out(client: Client, cast: Cast) -> None:
    client.post("/accounts/logout/")


def change_password(client: Client, cast: Cast) -> None:
    new = {"oldpassword": builders.PASSWORD, "password1": "quite another", "password2": "quite another"}
    assert client.post("/accounts/password/change/", new).status_code == 302
    assert is_in(client)


def change_password_at_the_terminal(client: Client, cast: Cast) -> None:
    cast.owner.set_password("quite another")
    cast.owner.save()


def delete_the_account(client: Client, cast: Cast) -> None:
    cast.owner.delete()


def close_the_account(client: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.owner.pk).update(is_active=False)


def sign_out_everywhere_else(client: Client, cast: Cast) -> None:
    signed_in(cast.owner.email).post(SESSIONS, {"session": "others"})


@pytest.mark.parametrize(
    "event",
    [
        sign_out,
        change_password,
        change_password_at_the_terminal,
        delete_the_account,
        close_the_account,
        sign_out_everywhere_else,
    ],
)
def test_a_copied_cookie_is_dead_after(cast: Cast, event: Callable[[Client, Cast], None]) -> None:
    client = signed_in(cast.owner.email)
    thief = stolen(client)
    assert is_in(thief)
    event(client, cast)
    assert thief.get("/you/")["Location"].startswith("/accounts/login/")


def test_a_copied_cookie_sees_nothing_of_a_household_after_its_person_was_removed(cast: Cast) -> None:
    thief = stolen(signed_in(cast.viewer.email))
    address = reverse("vehicle", args=[cast.zoe.pk])
    assert thief.get(address).status_code == 200
    people.remove(cast.home.memberships.get(user=cast.viewer), cast.owner)
    assert thief.get(address).status_code == 404


def test_a_copied_cookie_may_do_no_more_after_a_role_was_revoked(cast: Cast) -> None:
    thief = stolen(signed_in(cast.driver.email))
    controls = reverse("vehicle-controls", args=[cast.zoe.pk])
    assert thief.post(controls, {"kind": "horn"}).status_code == 422  # the one-time key is missing
    people.change_role(cast.home.memberships.get(user=cast.driver), Role.VIEWER, cast.owner)
    assert thief.post(controls, {"kind": "horn"}).status_code == 403


def test_a_session_ends_after_90_days_however_often_it_is_used(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(cast.owner.email)
    assert is_in(client)
    for _ in range(8):
        later(monkeypatch, timedelta(days=11))
        assert is_in(client)
    later(monkeypatch, timedelta(days=2))
    assert not is_in(client)


def test_a_session_ends_after_14_days_without_a_visit(cast: Cast) -> None:
    client = signed_in(cast.owner.email)
    is_in(client)
    lasts = (
        Session.objects.get(session_key=client.cookies["sessionid"].value).expire_date - clock.machine_now()
    )
    assert timedelta(days=13, hours=23) < lasts <= timedelta(days=14)
    assert client.cookies["sessionid"]["max-age"] == 14 * 24 * 3600
    Session.objects.update(expire_date=clock.machine_now() - timedelta(seconds=1))
    assert not is_in(client)


def test_a_visit_starts_the_14_days_anew_and_is_noted_once_an_hour(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(cast.owner.email)
    assert "sessionid" not in client.get("/you/").cookies
    later(monkeypatch, timedelta(minutes=61))
    assert "sessionid" in client.get("/you/").cookies
    assert "sessionid" not in client.get("/you/").cookies


def test_the_cookies_are_for_this_site_and_not_for_scripts(cast: Cast) -> None:
    client = signed_in(cast.owner.email)
    for name in ("sessionid", "device"):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_the_list_names_each_browser_and_ends_one_of_them(cast: Cast) -> None:
    phone = signed_in(cast.owner.email, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="198.51.100.4")
    desk = signed_in(cast.owner.email)
    page = desk.get(SESSIONS).content.decode()
    assert "Firefox on Android" in page
    assert "198.51.100.4" in page
    assert page.count("this one") == 1
    desk.post(SESSIONS, {"session": UserSession.objects.get(ip="198.51.100.4").pk})
    assert not is_in(phone)
    assert is_in(desk)


def test_ending_this_very_session_leads_to_the_sign_in(cast: Cast) -> None:
    desk = signed_in(cast.owner.email)
    response = desk.post(SESSIONS, {"session": UserSession.objects.get(user=cast.owner).pk})
    assert response["Location"] == "/accounts/login/"
    assert not is_in(desk)


def test_somebody_elses_session_is_neither_shown_nor_ended(cast: Cast) -> None:
    stranger = signed_in(cast.stranger.email, REMOTE_ADDR="203.0.113.77")
    owner = signed_in(cast.owner.email)
    assert "203.0.113.77" not in owner.get(SESSIONS).content.decode()
    owner.post(SESSIONS, {"session": UserSession.objects.get(user=cast.stranger).pk})
    assert is_in(stranger)


def test_sessions_past_their_time_are_deleted_by_the_worker(cast: Cast) -> None:
    old, new = signed_in(cast.owner.email), signed_in(cast.driver.email)
    Session.objects.filter(session_key=old.cookies["sessionid"].value).update(
        expire_date=clock.machine_now() - timedelta(minutes=1)
    )
    upkeep.prune(clock.now())
    assert list(UserSession.objects.values_list("user", flat=True)) == [cast.driver.pk]
    assert is_in(new)


def test_a_database_that_cannot_write_just_now_keeps_no_page_from_being_shown(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: Any, **__: Any) -> None:
        raise OperationalError("database is locked")

    client = cast.client(cast.viewer)
    with monkeypatch.context() as patch:
        patch.setattr(type(UserSession.objects), "create_from_request", locked)
        assert client.get("/").status_code == 200
    assert not UserSession.objects.exists()
    client.get("/")
    assert UserSession.objects.exists()
