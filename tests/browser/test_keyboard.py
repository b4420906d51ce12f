"""Linking a login without a pointer."""

from collections.abc import Callable
from typing import Any

from tests import builders

from . import steps
from .chromium import Page, expect
from .look import Look
from .worker import Worker


def test_a_login_with_a_mailed_code_is_linked_with_the_keyboard_only(
    look_at: Callable[..., Page], look: Look, simulator: Any, worker: Worker
) -> None:
    page = look_at(look, builders.member(builders.household()))
    keys = page.keyboard
    page.goto("/")
    steps.tab_to(page, page.get_by_role("link", name="Link a Renault login"))
    keys.press("Enter")
    steps.tab_to(page, page.get_by_label("Renault e-mail"))
    keys.type("robin@example.com")
    steps.tab_to(page, page.get_by_label("Renault password"))
    keys.type("demo")
    keys.press("Enter")

    steps.tab_to(page, page.get_by_role("radio").first)
    keys.press("ArrowDown")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    steps.tab_to(page, page.get_by_role("button", name="Send the code"))
    keys.press("Enter")
    steps.tab_to(page, page.get_by_label("Code from the e-mail"))
    keys.type(simulator.control.code("robin@example.com"))
    keys.press("Enter")

    spring = page.get_by_role("checkbox", name="Spring")
    steps.tab_to(page, spring)
    keys.press("Space")
    expect(spring).not_to_be_checked()
    steps.tab_to(page, page.get_by_role("button", name="Save and read them"))
    keys.press("Enter")

    expect(page.get_by_role("heading", name="All is read")).to_be_visible()
    steps.tab_to(page, page.get_by_role("link", name="Go to the garage"))
    keys.press("Enter")
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("article")).to_contain_text("Megane")


def test_the_skip_link_leads_past_the_navigation(look_at: Callable[..., Page], look: Look) -> None:
    page = look_at(look, builders.member(builders.household()))
    page.goto("/")
    steps.tab_to(page, page.get_by_role("link", name="Skip to the content"))
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
