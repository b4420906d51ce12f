"""A passkey is made, and signs in by itself, under the site's own Content-Security-Policy."""

from collections.abc import Callable

from tests import builders

from . import steps
from .chromium import Page, expect
from .look import LOOKS


def test_a_passkey_is_added_and_signs_in_without_a_password(look_at: Callable[..., Page]) -> None:
    page = look_at(LOOKS[0], builders.member(builders.household()))
    steps.plug_in_authenticator(page)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add it").click()
    expect(page).not_to_have_url("/accounts/2fa/webauthn/add/")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("My phone", exact=True)).to_be_visible()

    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Garage")).to_be_visible()
