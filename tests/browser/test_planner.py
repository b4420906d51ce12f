"""A week is planned by mouse, by finger and by keyboard, and reaches the car as it was planned."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests import builders
from vehicles.models import Command, CommandKind, CommandState, User, Vehicle
from vehicles.renault_api.kamereon.schedules import DAYS
from vehicles.services import polling

from . import axe, steps
from .chromium import Locator, Page, expect
from .look import DESK, PHONE, Look
from .worker import Worker

ZOE_50 = "VF1PLAYEDZE500002"  # keeps UTC, an hour behind the winter's local time
DAY_MINUTES = 24 * 60
WEEKDAYS, SATURDAY, SUNDAY = range(5), 5, 6
BOTH_WIDTHS = pytest.mark.parametrize("look", [Look(PHONE, "light"), Look(DESK, "light")], ids=str)
BY_FINGER = pytest.mark.parametrize("look", [Look(PHONE, "dark"), Look(DESK, "dark", touch=True)], ids=str)
# A finger that rests before it leaves gives the page no swing.
REST_MILLISECONDS = 150


@pytest.fixture
def owner(site: Any) -> User:
    return builders.member(builders.household())


@pytest.fixture
def zoe(owner: User, worker: Worker) -> Vehicle:
    """A linked car whose schedules have been read and whose clock is known."""
    login = builders.linked(owner.memberships.get().household, owner)
    vehicle = Vehicle.objects.get(vin=ZOE_50)
    Vehicle.objects.filter(pk=vehicle.pk).update(wire_clock="utc")
    worker.finish()
    assert polling.look_at_plan(vehicle).asked
    polling.poll_login(login.pk)
    return vehicle


@pytest.fixture
def planner(look_at: Callable[..., Page], look: Look, owner: User, zoe: Vehicle) -> Iterator[Page]:
    """The planner of that car, which charges every day from 01:30 for 6 h 30 min; at the end it is clean."""
    page = look_at(look, owner)
    page.goto(f"/vehicles/{zoe.pk}/planner/")
    expect(page.locator("#week")).to_contain_text("every day 01:30 for 6\u202fh 30\u202fmin")
    assert not axe.violations(page)
    return page


class Week:
    """Where things are in the grid that is shown."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.grid = page.locator("details.program:not([hidden]) [data-week]:not([hidden])")

    def day(self, day: int) -> Locator:
        return self.grid.locator(f'[data-item="{day}"]')

    def spot(self, day: int, clock: str) -> tuple[float, float]:
        """Return the pixels of a time of a day, in the window; the grid is scrolled into its middle."""
        column = self.grid.locator(f'[data-column="{day}"]')
        column.wait_for()  # a preset's answer has been swapped in, and is a grid again
        self.grid.evaluate("(grid) => grid.scrollIntoView({ block: 'center' })")
        box = column.bounding_box()
        assert box is not None
        hours, minutes = clock.split(":")
        share = (int(hours) * 60 + int(minutes)) / DAY_MINUTES
        return box["x"] + box["width"] / 2, box["y"] + share * box["height"]


def sent_week() -> dict[str, Any]:
    """Return what the one command plans, by program and day, in the car's own times."""
    command = Command.objects.get(kind=CommandKind.CHARGE_SCHEDULES)
    return {
        f"{program['id']} {day}": (program[day]["startTime"], program[day]["duration"])
        for program in command.arguments["schedules"]
        if program["activated"]
        for day in DAYS
        if program[day]
    }


def expect_preview(page: Page, words: str) -> None:
    preview = page.locator("#plan-preview")
    expect(preview).to_contain_text("Will be sent:")
    expect(preview).to_contain_text(words)


def expect_on_its_way(page: Page, worker: Worker, simulator: Any, zoe: Vehicle) -> None:
    """The page says it, the car's server took it, and the car has it a little later."""
    expect(page.locator("#week")).to_contain_text("On its way to the car:")
    worker.finish()
    command = Command.objects.get(kind=CommandKind.CHARGE_SCHEDULES)
    assert command.state == CommandState.ACCEPTED, command.reason
    simulator.control.advance(300)
    told = simulator.simulator.garage.world.attributes(zoe.vin, "charging-settings")["schedules"]
    has = {
        f"{program['id']} {day}": (program[day]["startTime"], program[day]["duration"])
        for program in told
        if program["activated"]
        for day in DAYS
        if program.get(day)
    }
    assert has == sent_week()
    assert not axe.violations(page)


@BOTH_WIDTHS
def test_a_week_is_planned_with_the_mouse(
    planner: Page, zoe: Vehicle, worker: Worker, simulator: Any
) -> None:
    week, mouse = Week(planner), planner.mouse

    def drag(start: tuple[float, float], end: tuple[float, float]) -> None:
        mouse.move(*start)
        mouse.down()
        mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        mouse.move(*end)
        mouse.up()

    planner.get_by_role("button", name="Clear", exact=True).click()
    expect(week.grid.get_by_role("slider")).to_have_count(0)
    drag(week.spot(0, "21:00"), week.spot(0, "23:30"))
    expect(week.day(0)).to_have_attribute(
        "aria-valuetext", "Monday, starts 21:00, for 2\u202fh 30\u202fmin, until 23:30"
    )
    # Carried an hour on, then lengthened over midnight by its lower edge.
    drag(week.spot(0, "22:00"), week.spot(0, "23:00"))
    expect(week.day(0)).to_have_attribute(
        "aria-valuetext", "Monday, starts 22:00, for 2\u202fh 30\u202fmin, until 00:30"
    )
    planner.get_by_role("button", name="Weekdays alike").click()
    expect(week.grid.get_by_role("slider")).to_have_count(5)
    drag(week.spot(SATURDAY, "10:00"), week.spot(SATURDAY, "13:00"))
    drag(week.spot(SATURDAY, "11:00"), week.spot(SUNDAY, "12:00"))
    drag(week.spot(SUNDAY, "13:59"), week.spot(SUNDAY, "15:00"))
    expect_preview(planner, "weekdays 22:00 for 2\u202fh 30\u202fmin, Sunday 11:00 for 4\u202fh")
    assert not axe.violations(planner)
    planner.get_by_role("button", name="Send to the car").first.click()

    expect_on_its_way(planner, worker, simulator, zoe)
    weekdays = {f"1 {DAYS[day]}": ("T21:00Z", 150) for day in WEEKDAYS}
    assert sent_week() == weekdays | {"1 sunday": ("T10:00Z", 240)}


class Finger:
    """One finger on the screen, by the browser's own touch events, which scroll and zoom as real ones do."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)

    def tap(self, spot: tuple[float, float]) -> None:
        self._page.touchscreen.tap(*spot)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self._send("touchStart", start)
        for step in range(1, 9):
            share = step / 8
            self._send("touchMove", tuple(a + (b - a) * share for a, b in zip(start, end, strict=True)))
        self._page.wait_for_timeout(REST_MILLISECONDS)
        self._send("touchMove", end)
        self._send("touchEnd")

    def _send(self, kind: str, spot: tuple[float, ...] | None = None) -> None:
        points = [] if spot is None else [{"x": spot[0], "y": spot[1]}]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@BY_FINGER
def test_a_week_is_planned_with_a_finger(planner: Page, zoe: Vehicle, worker: Worker, simulator: Any) -> None:
    week, finger = Week(planner), Finger(planner)
    planner.get_by_role("button", name="Clear", exact=True).tap()
    expect(week.grid.get_by_role("slider")).to_have_count(0)

    # A swipe over the days scrolls the page and plans nothing.
    week.spot(3, "12:00")
    before = planner.evaluate("() => window.scrollY")
    finger.drag(week.spot(3, "16:00"), week.spot(3, "10:00"))
    assert planner.evaluate("() => window.scrollY") > before
    expect(week.grid.get_by_role("slider")).to_have_count(0)

    finger.tap(week.spot(0, "20:05"))
    expect(week.day(0)).to_have_attribute("aria-valuetext", "Monday, starts 20:00, for 1\u202fh, until 21:00")
    finger.drag(week.spot(0, "20:30"), week.spot(0, "22:30"))
    expect(week.day(0)).to_have_attribute("aria-valuetext", "Monday, starts 22:00, for 1\u202fh, until 23:00")
    finger.tap(week.spot(0, "22:30"))
    dialog = planner.get_by_role("dialog")
    expect(dialog).to_contain_text("Monday")
    dialog.get_by_label("Length").fill("2:30")
    for name in ("Tue", "Wed", "Thu", "Fri"):
        dialog.get_by_label(name).tap()
    assert not axe.violations(planner)
    dialog.get_by_role("button", name="Done").tap()
    finger.tap(week.spot(SUNDAY, "11:05"))
    finger.drag(week.spot(SUNDAY, "11:55"), week.spot(SUNDAY, "15:00"))
    expect_preview(planner, "weekdays 22:00 for 2\u202fh 30\u202fmin, Sunday 11:00 for 4\u202fh")
    planner.get_by_role("button", name="Send to the car").first.tap()

    expect_on_its_way(planner, worker, simulator, zoe)
    weekdays = {f"1 {DAYS[day]}": ("T21:00Z", 150) for day in WEEKDAYS}
    assert sent_week() == weekdays | {"1 sunday": ("T10:00Z", 240)}


@BOTH_WIDTHS
def test_a_week_is_planned_with_the_keyboard_only(
    planner: Page, zoe: Vehicle, worker: Worker, simulator: Any
) -> None:
    week, keys = Week(planner), planner.keyboard
    steps.tab_to(planner, week.day(0))
    for _ in range(2):
        keys.press("PageUp")  # 01:30, 00:30, and no further than midnight
    expect(week.day(0)).to_have_attribute(
        "aria-valuetext", "Monday, starts 00:00, for 6\u202fh 30\u202fmin, until 06:30"
    )
    keys.press("ArrowDown")
    for _ in range(2):
        keys.press("Shift+ArrowUp")
    keys.press("+")
    expect(week.day(0)).to_have_attribute(
        "aria-valuetext", "Monday, starts 00:15, for 6\u202fh 15\u202fmin, until 06:30"
    )
    keys.press("End")
    expect(week.day(SUNDAY)).to_be_focused()
    keys.press("Delete")
    expect(planner.get_by_role("status").filter(has_text="Sunday")).to_have_count(1)
    keys.press("ArrowLeft")
    keys.press("Delete")
    keys.press("Home")
    keys.press("Enter")
    dialog = planner.get_by_role("dialog")
    expect(dialog).to_contain_text("Monday")
    for name in ("Tue", "Wed", "Thu", "Fri"):
        steps.tab_to(planner, dialog.get_by_label(name))
        keys.press("Space")
    steps.tab_to(planner, dialog.get_by_role("button", name="Done"))
    keys.press("Enter")
    expect(dialog).to_be_hidden()
    expect(week.day(0)).to_be_focused()
    expect_preview(planner, "weekdays 00:15 for 6\u202fh 15\u202fmin")
    assert not axe.violations(planner)
    steps.tab_to(planner, planner.locator("#week-form").get_by_role("button", name="Send to the car"))
    keys.press("Enter")

    expect_on_its_way(planner, worker, simulator, zoe)
    # Local Monday 00:15 is Sunday 23:15 by the car's clock.
    days = ("sunday", *DAYS[:4])
    assert sent_week() == {f"1 {day}": ("T23:15Z", 375) for day in days}
