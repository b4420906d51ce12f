"""The garage keeps itself up to date, and a vehicle's page answers "Look now"."""

from collections.abc import Callable
from typing import Any

from tests import builders
from vehicles.models import Role, User, Vehicle

from . import steps
from .chromium import Page, expect
from .look import Look
from .worker import Worker

RENAULT_5 = "VF1PLAYEDR5500003"


def _renault_5(owner: User) -> Vehicle:
    builders.linked(owner.memberships.get().household, owner)
    return Vehicle.objects.get(vin=RENAULT_5)


def test_look_now_brings_a_new_figure_to_the_garage_without_a_reload(
    look_at: Callable[..., Page], look: Look, simulator: Any, worker: Worker
) -> None:
    owner = builders.member(builders.household())
    vehicle = _renault_5(owner)
    worker.finish()
    garage = look_at(look, owner)
    garage.goto("/")
    card = garage.get_by_role("article").filter(has_text=vehicle.name)
    expect(card.locator(".big-figure")).to_contain_text("%")
    steps.mark(garage)
    simulator.control.nudge(RENAULT_5, soc=37)

    car = look_at(look, owner)
    car.goto("/")
    car.get_by_role("link", name=vehicle.name).click()
    car.get_by_role("button", name="Look now").click()
    expect(car.get_by_text("Asking Renault now.")).to_be_visible()
    worker.finish()
    steps.refresh(car)
    expect(car.locator("#vehicle-figures")).to_contain_text("37\u202f%")

    steps.refresh(garage)
    expect(card.locator(".big-figure")).to_contain_text("37")
    assert steps.is_marked(garage)


def test_an_unknown_figure_says_why_to_a_keyboard_and_a_finger(
    look_at: Callable[..., Page], look: Look
) -> None:
    home = builders.household()
    builders.vehicle(home, "Zoé")
    page = look_at(look, builders.member(home, Role.VIEWER))
    page.goto("/")
    card = page.get_by_role("article")
    expect(card).to_contain_text("Not asked yet.")
    assert "0" not in card.locator(".big-figure").inner_text()
    steps.tab_to(page, card.locator(".unknown-value").first)
