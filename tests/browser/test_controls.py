"""A car is told what to do, and the pages show by themselves what becomes of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests import builders
from vehicles import clock, tasks
from vehicles.models import Command, CommandState, User, Vehicle

from . import steps
from .chromium import Browser, Page, expect
from .look import LOOKS, Look
from .site import Site
from .worker import Worker

RENAULT_5 = "VF1PLAYEDR5500003"


@pytest.fixture
def owner(site: Site, simulator: Any, monkeypatch: pytest.MonkeyPatch) -> User:
    """The owner of the played cars, whose time is the site's time too."""
    monkeypatch.setattr(clock, "now", simulator.simulator.garage.now)
    home = builders.household()
    owner = builders.member(home)
    builders.linked(home, owner)
    return owner


def controls_of(page: Page) -> None:
    page.goto(f"/vehicles/{Vehicle.objects.get(vin=RENAULT_5).pk}/controls/")


def test_warming_up_is_asked_without_a_reload_and_shown_done_in_the_garage_too(
    look_at: Callable[..., Page], look: Look, owner: User, simulator: Any, worker: Worker
) -> None:
    simulator.control.nudge(RENAULT_5, soc=80)
    garage, car = look_at(look, owner), look_at(look, owner)
    garage.goto("/")
    steps.mark(garage)
    controls_of(car)
    steps.mark(car)
    car.get_by_label("Temperature, °C").fill("20.5")
    car.get_by_role("button", name="Warm up or cool down").click()
    expect(car.get_by_text("On its way.")).to_be_visible()
    last = car.locator(".last-command")
    expect(last).to_contain_text("Cabin to 20.5\u202f°C")
    worker.finish()
    steps.refresh(car)
    expect(last).to_contain_text("Renault took it; the car has not shown it yet")

    for _ in range(5):
        simulator.control.advance(60)
        tasks.tick()
        worker.finish()
    for page in (car, garage):
        steps.refresh(page)
        expect(page.locator(".last-command")).to_contain_text("Done: the car told it at")
        assert steps.is_marked(page)


def test_the_horn_asks_before_and_takes_no_for_an_answer(
    look_at: Callable[..., Page], owner: User, worker: Worker
) -> None:
    page = look_at(LOOKS[0], owner)
    controls_of(page)
    asked: list[str] = []

    def answer(yes: bool) -> None:
        def say(dialog: Any) -> None:
            asked.append(dialog.message)
            dialog.accept() if yes else dialog.dismiss()

        page.once("dialog", say)
        page.get_by_role("button", name="Sound the horn").click()

    answer(False)
    expect(page.get_by_text("On its way.")).to_be_hidden()
    assert not Command.objects.exists()
    answer(True)
    expect(page.get_by_text("On its way.")).to_be_visible()
    assert Command.objects.get().kind == "horn"
    assert asked == ["Sound the horn of Renault 5 now? Everybody nearby will hear it."] * 2


def test_a_double_click_is_one_command(look_at: Callable[..., Page], owner: User, worker: Worker) -> None:
    page = look_at(LOOKS[0], owner)
    controls_of(page)
    page.get_by_role("button", name="Stop warming up").dblclick()
    expect(page.get_by_text("On its way.")).to_be_visible()
    worker.finish()
    assert Command.objects.count() == 1


def test_a_wrong_temperature_is_refused_beside_its_field_and_what_was_typed_stays(
    look_at: Callable[..., Page], owner: User
) -> None:
    page = look_at(LOOKS[0], owner)
    controls_of(page)
    page.get_by_label("Temperature, °C").fill("31")
    page.get_by_role("button", name="Warm up or cool down").click()
    expect(page.get_by_text("Choose 16 to 26 °C, in half degrees.")).to_be_visible()
    expect(page.get_by_label("Temperature, °C")).to_have_value("31")
    assert not Command.objects.exists()


def test_a_charge_is_started_and_called_off_with_the_keyboard_only(
    look_at: Callable[..., Page], look: Look, owner: User
) -> None:
    page = look_at(look, owner)
    controls_of(page)
    charge = page.locator("form").filter(has=page.get_by_role("button", name="Start charging"))
    steps.tab_to(page, charge.locator("summary"))
    page.keyboard.press("Enter")
    at = charge.get_by_label("At a time")
    # The parts of the field differ with the browser's language; what it holds does not.
    tomorrow = clock.now().astimezone(Vehicle.objects.get(vin=RENAULT_5).zone).replace(hour=23, minute=45)
    at.fill(tomorrow.strftime("%Y-%m-%dT%H:%M"))
    steps.tab_to(page, charge.get_by_role("button", name="Start charging"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kept here.")).to_be_visible()
    page.goto(page.url.replace("/controls/", "/commands/"))
    steps.tab_to(page, page.get_by_role("button", name=re.compile("^Call it off")))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Called off. Nothing is sent.")).to_be_visible()
    assert Command.objects.get().state == CommandState.CANCELLED


def test_what_nobody_knows_is_asked_of_a_person(look_at: Callable[..., Page], owner: User) -> None:
    vehicle = Vehicle.objects.get(vin=RENAULT_5)
    command = builders.command(vehicle, owner, state="unknown", reason="no_answer")
    page = look_at(LOOKS[0], owner)
    page.goto("/")
    page.get_by_role("link", name="Stop charging").click()
    page.get_by_role("button", name=re.compile("^It did arrive")).click()
    expect(page.get_by_text("Done, as Owner saw").first).to_be_visible()
    command.refresh_from_db()
    assert (command.state, command.settled_by) == (CommandState.CONFIRMED, owner)


def test_all_of_it_works_without_scripts(browser: Browser, site: Site, owner: User, worker: Worker) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    context.add_cookies([site.session_of(owner)])
    page = context.new_page()
    controls_of(page)
    page.get_by_role("button", name="Stop warming up").click()
    expect(page.get_by_text("On its way.")).to_be_visible()
    worker.finish()
    page.reload()
    expect(page.locator(".last-command")).to_contain_text("Renault took it")
    context.close()
    assert Command.objects.count() == 1
