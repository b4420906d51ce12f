"""Where a person is signed in, and their access tokens, in every state worth a look."""

from collections.abc import Iterator
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from tests import builders
from vehicles import clock
from vehicles.models import AccessToken, Role, TokenScope, User
from vehicles.services import tokens
from vehicles.simulator import Server

from .chromium import Page
from .scenes import PASSWORD, Scene, a_home

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Safari/604.1"
LONG_ADDRESS = "2001:db8:1234:5678:9abc:def0:1234:5678"


def sessions_and_tokens(_played: Server) -> Iterator[Scene]:
    """Sessions in several browsers; tokens: none, the first one, several, as many as there may be."""
    home, (olive,) = a_home("The Martins", Role.OWNER)
    builders.vehicle(home)
    yield Scene("sessions-only-this", "/accounts/sessions/", olive)
    for agent, address in ((PHONE, LONG_ADDRESS), ("curl/8.5.0", "198.51.100.7")):
        _sign_in(olive, agent, address)
    UserSession.objects.filter(ip="198.51.100.7").update(
        created_at=clock.machine_now() - timedelta(days=40),
        last_seen_at=clock.machine_now() - timedelta(days=13),
    )
    yield Scene("sessions", "/accounts/sessions/", olive)
    yield Scene("tokens-none", reverse("tokens"), olive)
    yield Scene("token-made", reverse("tokens"), olive, then=_make)
    mine = olive.memberships.get()
    tokens.make(mine, name="x" * 60, scope=TokenScope.COMMAND, lasts=timedelta(days=30))
    old = tokens.make(mine, name="The display in the hall", scope=TokenScope.READ, lasts=timedelta(days=30))
    AccessToken.objects.filter(pk=old.token.pk).update(
        expires_at=clock.machine_now() - timedelta(days=2), last_used_at=clock.machine_now()
    )
    yield Scene("tokens", reverse("tokens"), olive)
    yield Scene("token-without-a-name", reverse("tokens"), olive, then=_make_without_a_name)


def _sign_in(user: User, agent: str, address: str) -> None:
    browser = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)  # type: ignore[arg-type]
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})


def _make(page: Page) -> None:
    page.get_by_label("What is it for?").fill("The display in the kitchen")
    page.get_by_role("button", name="Make it").click()


def _make_without_a_name(page: Page) -> None:
    page.get_by_label("What is it for?").fill("   ")
    page.get_by_role("button", name="Make it").click()
