"""The second step, being asked again who one is, and ending sessions, on the phone and at the desk."""

import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests import builders
from vehicles.models import User

from . import axe, steps
from .chromium import Page, expect
from .look import LOOKS, Look
from .site import Site

PERIOD_SECONDS = 30
at_both_widths = pytest.mark.parametrize("look", [LOOKS[0], LOOKS[3]], ids=str)


@pytest.fixture
def olive(site: Site) -> User:
    return builders.member(builders.household(), email="olive@example.com")


def code_of(secret: str, later: int = 0) -> str:
    """Return what an authenticator app shows, now or some periods later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD_SECONDS + later))


def signed_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    steps.sign_in(page, user.email, builders.PASSWORD)


def show_again(page: Page) -> None:
    """Type the password where it is asked for once more."""
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    assert axe.violations(page) == []
    page.get_by_label("Password", exact=True).fill(builders.PASSWORD)
    page.get_by_role("button", name="Confirm").click()


@at_both_widths
def test_an_authenticator_app_is_set_up_and_asked_at_the_next_sign_in(
    look_at: Callable[..., Page], look: Look, olive: User
) -> None:
    page = look_at(look)
    signed_in(page, olive)
    page.goto("/accounts/2fa/totp/activate/")
    show_again(page)
    secret = page.locator("code.secret").inner_text()
    assert axe.violations(page) == []
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    page.context.clear_cookies()
    signed_in(page, olive)
    expect(page).to_have_title("Second step · renault-web")
    assert axe.violations(page) == []
    page.get_by_label("Code").fill(code_of(secret, later=1))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Garage")).to_be_visible()


@at_both_widths
def test_a_form_that_was_filled_in_too_long_ago_is_back_after_the_password(
    look_at: Callable[..., Page], look: Look, site: Site, olive: User
) -> None:
    page = look_at(look, olive)
    page.goto("/household/invite/")
    page.get_by_label("For whom").fill("nina@example.com")
    page.get_by_label("Viewer").check()
    page.context.add_cookies([site.session_of(olive, long_ago=True)])  # ten minutes have gone by
    page.get_by_role("button", name="Make the link").click()

    show_again(page)
    expect(page.get_by_label("For whom")).to_have_value("nina@example.com")
    expect(page.get_by_label("Viewer")).to_be_checked()
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_label("Pass this link on")).to_have_value(re.compile("/join/"))


@at_both_widths
def test_a_passkey_shows_who_one_is_where_the_password_would(
    look_at: Callable[..., Page], look: Look, site: Site, olive: User
) -> None:
    page = look_at(look, olive)
    steps.plug_in_authenticator(page)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add it").click()
    expect(page).not_to_have_url("/accounts/2fa/webauthn/add/")

    page.context.add_cookies([site.session_of(olive, long_ago=True)])
    page.goto("/you/tokens/")
    page.get_by_role("link", name="Use a passkey").click()
    expect(page.get_by_role("button", name="Use a passkey")).to_be_visible()
    assert axe.violations(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Access tokens")).to_be_visible()


@at_both_widths
def test_a_session_in_another_browser_is_ended_from_here(
    look_at: Callable[..., Page], look: Look, olive: User
) -> None:
    here, there = look_at(look), look_at(look)
    for page in (there, here):
        signed_in(page, olive)
        expect(page.get_by_role("heading", name="No vehicle yet")).to_be_visible()
    here.goto("/accounts/sessions/")
    expect(here.get_by_text("this one")).to_be_visible()
    here.get_by_role("button", name="Sign out everywhere else").click()
    expect(here.get_by_text("Signed out there, at once.")).to_be_visible()
    there.goto("/you/")
    expect(there.get_by_role("heading", name="Sign in")).to_be_visible()
    here.goto("/you/")
    expect(here.get_by_role("heading", name="Owner")).to_be_visible()
