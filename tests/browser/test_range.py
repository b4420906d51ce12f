"""Changing the range of a chart, with a pointer and with the keyboard only."""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import builders
from vehicles.models import User, Vehicle

from . import steps
from .chromium import Page, expect
from .look import Look

DAYS = 40


@pytest.fixture
def owner(site: Any) -> User:
    """Somebody whose car has told its state of charge every three hours for forty days."""
    home = builders.household()
    vehicle = builders.vehicle(home)
    since = datetime.now(UTC) + timedelta(hours=1)
    builders.store(
        vehicle,
        [
            builders.answer(
                "battery-status",
                since - timedelta(hours=hours),
                timestamp=(since - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ"),
                batteryLevel=round(60 + 30 * math.sin(hours / 9)),
                batteryAutonomy=200,
                plugStatus=0,
                chargingStatus=0.0,
            )
            for hours in range(24 * DAYS, 0, -3)
        ],
    )
    return builders.member(home)


def _open(page: Page) -> None:
    page.goto(f"/vehicles/{Vehicle.objects.get().pk}/")
    _drawn(page)


def _card(page: Page) -> Any:
    return page.get_by_role("region", name="State of charge")


def _drawn(page: Page) -> None:
    for name in ("State of charge", "Range"):
        card = page.get_by_role("region", name=name)
        expect(card.locator("[data-chart] canvas")).to_be_visible()
        expect(card.locator("[data-chart][aria-busy]")).to_have_count(0)


def _chip(page: Page, name: str) -> Any:
    ranges = _card(page).get_by_role("navigation", name="Time shown")
    return ranges.get_by_role("link", name=name, exact=True)


def test_a_chip_changes_the_range_of_chart_and_table_and_the_way_back_undoes_it(
    look_at: Callable[..., Page], look: Look, owner: User
) -> None:
    page = look_at(look, owner)
    _open(page)
    expect(_chip(page, "Week")).to_have_attribute("aria-current", "true")
    expect(_card(page).locator("tbody tr")).to_have_count(7 * 24 // 3)
    of_week = _card(page).locator("[data-chart-caption]").inner_text()
    steps.mark(page)
    for name in ("Day", "Month", "Year", "All"):
        _chip(page, name).click()
        expect(_chip(page, name)).to_have_attribute("aria-current", "true")
        expect(page).to_have_url(re.compile(f"range={name.lower()}$"))
        _drawn(page)
    expect(_card(page).locator("tbody tr")).to_have_count(200)
    assert steps.is_marked(page)
    page.go_back()
    expect(page).to_have_url(re.compile("range=year$"))
    expect(_chip(page, "Year")).to_have_attribute("aria-current", "true")
    _open(page)
    expect(_card(page).locator("[data-chart-caption]")).to_have_text(of_week)


def test_the_range_changes_and_the_chart_zooms_with_the_keyboard_only(
    look_at: Callable[..., Page], look: Look, owner: User
) -> None:
    page = look_at(look, owner)
    _open(page)
    steps.tab_to(page, _chip(page, "Month"))
    page.keyboard.press("Enter")
    expect(_chip(page, "Month")).to_have_attribute("aria-current", "true")
    expect(_chip(page, "Month")).to_be_focused()
    _drawn(page)

    chart = _card(page).get_by_role("slider")
    steps.tab_to(page, chart)
    page.keyboard.press("ArrowLeft")
    expect(_card(page).locator("[data-chart-readout]")).to_contain_text("%")
    whole = _card(page).locator("[data-chart-caption]").inner_text()
    page.keyboard.press("+")
    expect(page).to_have_url(re.compile("from=.*to="))
    expect(_card(page).locator("[data-chart-caption]")).not_to_have_text(whole)
    page.keyboard.press("0")
    expect(_card(page).locator("[data-chart-caption]")).to_have_text(whole)

    steps.tab_to(page, _card(page).locator("summary"))
    page.keyboard.press("Enter")
    expect(_card(page).get_by_role("table")).to_be_visible()
