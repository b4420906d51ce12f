"""A week that is planned in the browser is lived through: the car charges then, whatever the clocks do.

Each way of planning is tried at both widths, and each has a change of clocks of its own.
"""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests import builders
from vehicles import clock, tasks
from vehicles.models import Command, CommandKind, User, Vehicle
from vehicles.services import commands, polling

from . import axe, steps
from .chromium import Page, expect
from .look import DESK, PHONE, Look
from .test_planner import Finger, Week
from .worker import Worker

PARIS = ZoneInfo("Europe/Paris")
ZOE_40 = "VF1PLAYEDZE400001"  # keeps local time
DAYS = range(7)
WEEKDAYS, SATURDAY, SUNDAY = range(5), 5, 6
PLANNED = [(time(4, 0), time(6, 0))]
# The Friday evening before each change of clocks, and the Sunday of the change.
AUTUMN = (builders.at("2026-10-23 18:00"), date(2026, 10, 25))
SPRING = (builders.at("2026-03-27 18:00"), date(2026, 3, 29))


def _by_mouse(page: Page) -> None:
    week, mouse = Week(page), page.mouse

    def drag(day: int) -> None:
        start, end = week.spot(day, "04:00"), week.spot(day, "06:00")
        mouse.move(*start)
        mouse.down()
        mouse.move(start[0], (start[1] + end[1]) / 2)
        mouse.move(*end)
        mouse.up()

    drag(0)
    page.get_by_role("button", name="Weekdays alike").click()
    expect(week.grid.get_by_role("slider")).to_have_count(5)
    drag(SATURDAY)
    drag(SUNDAY)
    _is_planned(page, week)
    page.get_by_role("button", name="Send to the car").first.click()


def _by_finger(page: Page) -> None:
    week, finger = Week(page), Finger(page)
    finger.tap(week.spot(0, "04:05"))
    expect(week.day(0)).to_have_attribute("aria-valuetext", "Monday, starts 04:00, for 1\u202fh, until 05:00")
    finger.tap(week.spot(0, "04:30"))
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Length").fill("2:00")
    for name in ("Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        dialog.get_by_label(name).tap()
    dialog.get_by_role("button", name="Done").tap()
    _is_planned(page, week)
    page.get_by_role("button", name="Send to the car").first.tap()


def _by_keyboard(page: Page) -> None:
    week, keys = Week(page), page.keyboard
    steps.tab_to(page, week.day(0))
    keys.press("Enter")
    dialog = page.get_by_role("dialog")
    # The parts of a time field differ with the browser's language; what it holds does not.
    dialog.locator("[data-dialog-start]").fill("04:00")
    dialog.get_by_label("Length").fill("2:00")
    for name in ("Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        steps.tab_to(page, dialog.get_by_label(name))
        keys.press("Space")
    steps.tab_to(page, dialog.get_by_role("button", name="Done"))
    keys.press("Enter")
    _is_planned(page, week)
    steps.tab_to(page, page.locator("#week-form").get_by_role("button", name="Send to the car"))
    keys.press("Enter")


def _is_planned(page: Page, week: Week) -> None:
    for day in DAYS:
        expect(week.day(day)).to_have_attribute("aria-valuenow", str(4 * 60))
    expect(page.locator("#plan-preview")).to_contain_text("every day 04:00 for 2\u202fh")
    assert not axe.violations(page)


@pytest.fixture
def owner(site: Any, simulator: Any, monkeypatch: pytest.MonkeyPatch) -> User:
    """The owner of the played cars, in whose time the site lives too."""
    monkeypatch.setattr(clock, "now", simulator.simulator.garage.now)
    home = builders.household()
    owner = builders.member(home)
    builders.linked(home, owner)
    return owner


@pytest.fixture
def zoe(owner: User, simulator: Any, worker: Worker) -> Vehicle:
    """A car that charges by its plan, which has been read."""
    Vehicle.objects.filter(vin=ZOE_40).update(wire_clock="local")
    zoe = Vehicle.objects.select_related("account__login", "household").get(vin=ZOE_40)
    by_plan = commands.ask(zoe, owner, CommandKind.CHARGE_MODE, {"mode": "schedule_mode"}, uuid.uuid4())
    worker.finish()
    simulator.control.advance(600)
    tasks.check_commands(zoe.pk)
    by_plan.refresh_from_db()
    assert by_plan.state == "confirmed", by_plan.reason
    assert polling.look_at_plan(zoe).asked
    worker.finish()
    polling.poll_login(zoe.account.login_id)  # type: ignore[union-attr]
    return zoe


def _nights(simulator: Any, vin: str, mornings: list[date]) -> list[list[tuple[time, time]]]:
    """Plug the car in before each morning, rather empty, and return when it charged by the local clock."""
    world = simulator.simulator.garage.world
    found = []
    for morning in mornings:
        evening = datetime.combine(morning - timedelta(days=1), time(23, 30), PARIS)
        simulator.control.advance((evening - clock.now()).total_seconds())
        simulator.control.nudge(vin, soc=30, plugged=True)
        before = len(world.car(vin).charger.charges)
        seven = datetime.combine(morning, time(7, 5), PARIS)
        simulator.control.advance((seven - clock.now()).total_seconds())
        charges = world.car(vin).charger.charges[before:]
        found.append([(_local(each.start), _local(each.end)) for each in charges])
    return found


def _local(instant: float) -> time:
    return datetime.fromtimestamp(round(instant), PARIS).time()


@pytest.mark.parametrize(
    ("plan", "look", "world_starts", "change_on"),
    [
        pytest.param(_by_mouse, Look(DESK, "light"), *AUTUMN, id="mouse-1280-autumn"),
        pytest.param(_by_mouse, Look(PHONE, "light"), *SPRING, id="mouse-390-spring"),
        pytest.param(_by_finger, Look(PHONE, "dark"), *AUTUMN, id="finger-390-autumn"),
        pytest.param(_by_finger, Look(DESK, "dark", touch=True), *SPRING, id="finger-1280-spring"),
        pytest.param(_by_keyboard, Look(DESK, "light"), *SPRING, id="keyboard-1280-spring"),
        pytest.param(_by_keyboard, Look(PHONE, "light"), *AUTUMN, id="keyboard-390-autumn"),
    ],
)
def test_a_car_charges_when_its_week_says_before_and_after_the_clocks_change(
    look_at: Callable[..., Page],
    owner: User,
    zoe: Vehicle,
    worker: Worker,
    simulator: Any,
    plan: Callable[[Page], None],
    look: Look,
    change_on: date,
) -> None:
    page = look_at(look, owner)
    page.goto(f"/vehicles/{zoe.pk}/planner/")
    expect(page.locator("#week")).to_contain_text("The car has: nothing.")
    plan(page)
    expect(page.locator("#week")).to_contain_text("On its way to the car:")
    worker.finish()
    command = Command.objects.get(kind=CommandKind.CHARGE_SCHEDULES)
    assert command.state == "accepted", command.reason
    mornings = [change_on + timedelta(days=number) for number in (-1, 0, 1)]
    assert _nights(simulator, zoe.vin, mornings) == [PLANNED] * 3
