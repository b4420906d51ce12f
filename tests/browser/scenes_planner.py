"""The week planner in every state worth a look."""

import copy
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

from django.conf import settings

from tests import builders
from vehicles import clock, gateway
from vehicles.models import (
    Command,
    CommandState,
    EndpointState,
    Household,
    RenaultLogin,
    Role,
    Vehicle,
    VehicleEndpoint,
)
from vehicles.renault_api.kamereon.schedules import DAYS
from vehicles.simulator import Server

from .chromium import Page, expect
from .scenes import LONG_NAME, Scene, a_home

NIGHT = {"startTime": "T00:30Z", "duration": 300}
WEEKEND = {"startTime": "T01:30Z", "duration": 420}
NOON = {"startTime": "T12:15Z", "duration": 165}
FULL: dict[str, Any] = {
    "mode": "scheduled",
    "schedules": [
        {"id": 1, "activated": True, **dict.fromkeys(DAYS[:5], NIGHT), **dict.fromkeys(DAYS[5:], WEEKEND)},
        {"id": 2, "activated": True, "wednesday": NOON, "sunday": {"startTime": "T22:00Z", "duration": 120}},
        {"id": 3, "activated": False, "monday": {"startTime": "T20:00Z", "duration": 720}},
        {"id": 4, "activated": False},
        {"id": 5, "activated": False},
    ],
}
MORNING = {"readyAtTime": "T07:15Z"}
WARM = {"schedules": [{"id": 1, "activated": True, **dict.fromkeys(DAYS[:5], MORNING)}]}
BEFORE_AUTUMN = datetime(2026, 10, 16, 18, 0, tzinfo=UTC)


def tell(vehicle: Vehicle, endpoint: str, raw: dict[str, Any]) -> None:
    """Let the car have told this a while ago."""
    at = clock.now() - timedelta(minutes=40)
    VehicleEndpoint.objects.update_or_create(
        vehicle=vehicle,
        endpoint=endpoint,
        defaults={
            "raw": raw,
            "state": EndpointState.WORKS,
            "answered_at": at,
            "tried_at": at,
            "first_worked_at": at,
        },
    )


def megane(home: Household, login: RenaultLogin, **fields: Any) -> Vehicle:
    """A car with a plan, a mode and limits."""
    vehicle = builders.vehicle(
        home, "Mégane", through=login, **{"model_code": "XCB1VE", "wire_clock": "local", **fields}
    )
    tell(vehicle, "charging-settings", FULL)
    tell(vehicle, "hvac-settings", WARM)
    tell(vehicle, "soc-levels", {"socMin": 20, "socTarget": 80})
    return vehicle


def renault_5(home: Household, login: RenaultLogin) -> Vehicle:
    """A car that speaks departure programs."""
    vehicle = builders.vehicle(home, "Renault 5", through=login, model_code="R5E1VE")
    of_days = [(DAYS[:5], "07:30", "CHARGE"), (DAYS[5:], "10:50", "CHARGE_AND_PRECONDITIONING")]
    programs = [
        {
            "programActivationStatus": True,
            "programType": what,
            "programDepartureTime": time,
            **{f"programActivation{day.capitalize()}": day in days for day in DAYS},
        }
        for days, time, what in of_days
    ]
    tell(
        vehicle,
        "charge-schedule",
        {
            "chargeModeRq": "SCHEDULED",
            "chargeTimeStart": "01:55",
            "chargeDuration": 300,
            "preconditioningTemperature": 19.0,
            "programs": programs,
        },
    )
    tell(vehicle, "soc-levels", {"socMin": 20, "socTarget": 80})
    return vehicle


def planner(_played: Server) -> Iterator[Scene]:
    """Full and empty, right and wrong, asked and answered."""
    home, (olive, vera) = a_home("The Martins", Role.OWNER, Role.VIEWER)
    home.off_peak = [[1350, 480], [720, 120]]
    home.save()
    gateway.forget_jwts()
    login = builders.login(home, "planner@example.com")
    car = megane(home, login)
    path = f"/vehicles/{car.pk}/planner/"

    yield Scene("planner", path, olive)
    yield Scene("planner-climate", f"{path}?show=climate", olive)
    yield Scene("planner-viewer", path, vera)
    yield Scene("planner-list", path, olive, then=_unfold_list)
    yield Scene("planner-changed", path, olive, then=_change)
    yield Scene("planner-day", path, olive, then=_open_day)
    yield Scene("planner-errors", path, olive, then=_send_nonsense)
    yield from _under_way(car, path, olive)
    builders.forget_commands(vehicle=car)
    tell(car, "charging-settings", {"mode": "always", "schedules": []})
    yield Scene("planner-empty", path, olive)
    Vehicle.objects.filter(pk=car.pk).update(name=LONG_NAME, wire_clock="unknown")
    yield Scene("planner-clock-without-times", path, olive)
    tell(car, "charging-settings", FULL)
    yield Scene("planner-clock", path, olive)
    yield Scene("planner-clock-viewer", path, vera, alike=True)
    Vehicle.objects.filter(pk=car.pk).update(wire_clock="utc", name="Mégane")
    with mock.patch.object(settings, "CLOCK_START", BEFORE_AUTUMN):
        tell(car, "charging-settings", FULL)
        yield Scene("planner-clocks-change", path, olive)
    with mock.patch.object(settings, "CLOCK_START", BEFORE_AUTUMN + timedelta(days=12)):
        tell(car, "charging-settings", FULL)
        yield Scene("planner-clocks-changed", path, olive)

    five = renault_5(home, login)
    departures = f"/vehicles/{five.pk}/planner/"
    yield Scene("planner-departures", departures, olive)
    yield Scene("planner-departures-errors", departures, olive, then=_no_days)
    yield Scene("planner-not-available", f"{departures}?show=charging", olive)
    spring = builders.vehicle(home, "Spring", through=login, model_code="XBG1VE")
    yield Scene("planner-not-readable", f"/vehicles/{spring.pk}/planner/", olive)
    zoe = builders.vehicle(home, "Zoé", through=login, plan_asked_at=clock.now())
    yield Scene("planner-not-read", f"/vehicles/{zoe.pk}/planner/", olive)
    yield Scene("household-off-peak", "/household/off-peak/", olive)
    yield Scene("household-off-peak-mistake", "/household/off-peak/", olive, then=_off_grid)


def _under_way(car: Vehicle, path: str, olive: Any) -> Iterator[Scene]:
    """A plan on its way, taken, and refused; and somebody else's change."""
    schedules = copy.deepcopy(FULL["schedules"])
    schedules[0]["saturday"] = {"startTime": "T10:00Z", "duration": 180}
    now = clock.now()
    command = Command.objects.create(
        vehicle=car,
        asked_by=olive,
        asked_by_name=olive.name,
        kind="charge_schedules",
        arguments={"schedules": schedules},
        key="00000000-0000-4000-8000-0000000000aa",
        asked_at=now - timedelta(minutes=2),
        sending_at=now - timedelta(minutes=2),
        answered_at=now - timedelta(minutes=2),
        next_check_at=now + timedelta(minutes=1),
        confirm_until=now + timedelta(minutes=50),
        expires_at=now + timedelta(minutes=10),
        state=CommandState.ACCEPTED,
    )
    yield Scene("planner-on-its-way", path, olive)
    Command.objects.filter(pk=command.pk).update(
        state=CommandState.CONFIRMED, settled_at=now, proof="charging-settings", next_check_at=None
    )
    tell(car, "charging-settings", {**FULL, "schedules": schedules})
    VehicleEndpoint.objects.filter(vehicle=car).update(answered_at=now)
    yield Scene("planner-confirmed", path, olive)
    Command.objects.filter(pk=command.pk).update(
        state=CommandState.REFUSED, settled_at=now, proof="", reason="changed"
    )
    yield Scene("planner-refused", path, olive)
    yield Scene("planner-foreign", path, olive, then=lambda page: _be_overtaken(page, car))


def _unfold_list(page: Page) -> None:
    page.locator("details.program:not([hidden]) [data-list] > summary").click()


def _change(page: Page) -> None:
    page.get_by_role("slider", name="Saturday").focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#plan-preview")).to_contain_text("02:30")
    page.locator("#plan-preview summary").click()


def _open_day(page: Page) -> None:
    page.get_by_role("slider", name="Wednesday").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


def _send_nonsense(page: Page) -> None:
    _unfold_list(page)
    page.locator("[name=p1-2-length]").fill("26:00")
    page.locator("[name=p1-4-start]").fill("06:20")
    page.locator("[name=p4-active]").evaluate("box => { box.checked = true }")
    page.get_by_role("button", name="Send to the car").first.click()
    expect(page.get_by_text("This cannot be sent yet")).to_be_visible()


def _be_overtaken(page: Page, car: Vehicle) -> None:
    page.get_by_role("slider", name="Monday").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#plan-preview")).to_contain_text("00:45")
    tell(car, "charging-settings", {"schedules": FULL["schedules"][1:]})
    page.get_by_role("button", name="Send to the car").first.click()
    expect(page.get_by_role("alert")).to_contain_text("changed meanwhile")


def _no_days(page: Page) -> None:
    for box in page.locator("[name=d1-days]").all():
        box.uncheck()
    page.locator("[name=d2-time]").fill("07:30")
    page.locator("[name=d2-active]").check()
    page.get_by_role("button", name="See what will be sent").click()
    expect(page.locator("ul.errors")).to_have_count(2)


def _off_grid(page: Page) -> None:
    page.get_by_label("And from").fill("12:10")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("ul.errors")).to_have_count(1)
