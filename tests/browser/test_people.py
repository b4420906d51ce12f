"""Somebody is invited, comes in, and may do what the owner says from that very moment."""

from collections.abc import Callable

import pytest

from tests import builders
from vehicles.models import Command, User, Vehicle

from . import axe, steps
from .chromium import Page, expect
from .look import LOOKS, Look
from .site import Site

at_both_widths = pytest.mark.parametrize("look", [LOOKS[1], LOOKS[2]], ids=str)
WORDS = "a fine long password"


@pytest.fixture
def zoe(site: Site) -> Vehicle:
    home = builders.household()
    return builders.vehicle(home, "Zoé", through=builders.login(home))


@pytest.fixture
def olive(zoe: Vehicle) -> User:
    return builders.member(zoe.household, email="olive@example.com")


def joined(page: Page, link: str) -> None:
    """Make an account by the link."""
    page.goto(link)
    assert axe.violations(page) == []
    page.get_by_label("Your name").fill("Nina")
    page.get_by_label("Your e-mail").fill("nina@example.com")
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_label("Password again").fill(WORDS)
    page.get_by_role("button", name="Make my account and join").click()
    expect(page.get_by_role("heading", name="Garage")).to_be_visible()


@at_both_widths
def test_an_invited_driver_comes_in_by_the_link_and_a_changed_role_counts_at_once(
    look_at: Callable[..., Page], look: Look, olive: User, zoe: Vehicle
) -> None:
    controls = f"/vehicles/{zoe.pk}/controls/"
    owner, nina = look_at(look, olive), look_at(look, refused=[(controls, 403)])
    owner.goto("/household/")
    owner.get_by_role("link", name="Invite somebody").click()
    assert axe.violations(owner) == []
    owner.get_by_label("Driver").check()
    owner.get_by_role("button", name="Make the link").click()
    link = owner.get_by_label("Pass this link on").input_value()
    assert axe.violations(owner) == []

    joined(nina, link)
    nina.goto(controls)
    start = nina.get_by_role("button", name="Start charging")
    expect(start).to_be_visible()

    owner.goto("/household/")
    owner.get_by_role("link", name="Nina").click()
    assert axe.violations(owner) == []
    owner.get_by_label("Viewer").check()
    owner.get_by_role("button", name="Save").click()
    expect(owner.get_by_text("Saved")).to_be_visible()

    # Her page stands as it was; what she presses on it is refused, and the next page offers it no more.
    start.click()
    expect(nina.get_by_text("Your role in this household does not allow it.")).to_be_visible()
    assert axe.violations(nina) == []
    assert not Command.objects.exists()
    nina.goto(controls)
    expect(nina.get_by_role("heading", name="Zoé")).to_be_visible()
    expect(start).to_have_count(0)


@at_both_widths
def test_a_link_opens_once(look_at: Callable[..., Page], look: Look, olive: User) -> None:
    owner, nina, stranger = look_at(look, olive), look_at(look), look_at(look, refused=[("/join/", 404)])
    owner.goto("/household/invite/")
    owner.get_by_role("button", name="Make the link").click()
    link = owner.get_by_label("Pass this link on").input_value()
    joined(nina, link)
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="This invitation is not open")).to_be_visible()
    assert axe.violations(stranger) == []


@at_both_widths
def test_who_was_removed_is_out_with_the_next_click(
    look_at: Callable[..., Page], look: Look, olive: User, zoe: Vehicle
) -> None:
    nina = builders.member(zoe.household, "viewer", email="nina@example.com")
    owner, removed = look_at(look, olive), look_at(look)
    removed.goto("/accounts/login/")
    steps.sign_in(removed, nina.email, builders.PASSWORD)
    expect(removed.get_by_role("heading", name="Garage")).to_be_visible()
    owner.goto("/household/")
    owner.get_by_role("link", name="Viewer").click()
    owner.on("dialog", lambda asked: asked.accept())
    owner.get_by_role("button", name="Remove").click()
    expect(owner.get_by_role("link", name="Viewer")).to_have_count(0)
    removed.reload()
    expect(removed.get_by_text("Zoé")).to_have_count(0)
    assert axe.violations(removed) == []
