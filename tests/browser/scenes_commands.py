"""The controls, the log with a command in every state, and the sheet of abilities."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests import builders
from vehicles import clock
from vehicles.models import CommandKind, CommandState, Heartbeat, Role, User, Vehicle
from vehicles.rules.refusals import Reason
from vehicles.simulator import Server

from .chromium import Page, expect

if TYPE_CHECKING:
    from .scenes import Scene

ZOE, ZOE_50, RENAULT_5 = "VF1PLAYEDZE400001", "VF1PLAYEDZE500002", "VF1PLAYEDR5500003"
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Maximiliane von Hohenberg und Thal"


def commands(_played: Server) -> Iterator[Scene]:
    """What can be asked, what was asked, and how it went."""
    from .scenes import Scene

    home = builders.household("The Martins")
    Heartbeat.beat("worker", clock.machine_now())
    olive, denis, vera = (
        builders.member(home, role, f"{role}.commands@example.com")
        for role in (Role.OWNER, Role.DRIVER, Role.VIEWER)
    )
    for user, name in ((olive, "Olive Martin"), (denis, "Denis Martin"), (vera, "Vera Martin")):
        user.name = name
        user.save()
    builders.linked(home, olive, "alex@example.com")
    cars = {vehicle.vin: vehicle for vehicle in Vehicle.objects.filter(household=home)}
    zoe, five = cars[ZOE_50], cars[RENAULT_5]
    duster = builders.vehicle(
        home, "Duster", zoe.account.login if zoe.account else None, energy="fuel", model_code="DU31SU"
    )
    for car in (zoe, five):
        told_at = (clock.now() - timedelta(minutes=4)).isoformat()
        told = {"batteryLevel": 62, "batteryAutonomy": 205, "plugStatus": 1, "chargingStatus": 0.1}
        builders.tell(car, "battery-status", clock.now(), timestamp=told_at, **told)

    yield Scene("controls", f"/vehicles/{zoe.pk}/controls/", olive)
    yield Scene("controls-programs", f"/vehicles/{five.pk}/controls/", denis)
    yield Scene("controls-timed", f"/vehicles/{five.pk}/controls/", denis, then=_open_times)
    yield Scene("controls-viewer", f"/vehicles/{zoe.pk}/controls/", vera)
    yield Scene("controls-petrol", f"/vehicles/{duster.pk}/controls/", olive)
    yield Scene("controls-mistake", f"/vehicles/{zoe.pk}/controls/", olive, then=_too_hot)
    yield Scene("commands-empty", f"/vehicles/{five.pk}/commands/", olive)
    yield Scene("abilities", f"/vehicles/{zoe.pk}/abilities/", olive)
    yield Scene("abilities-programs", f"/vehicles/{five.pk}/abilities/", vera)
    yield Scene("abilities-petrol", f"/vehicles/{duster.pk}/abilities/", olive, alike=True)
    yield Scene("controls-asked", f"/vehicles/{zoe.pk}/controls/", denis, then=_start)

    builders.forget_commands()
    _in_every_state(zoe, olive, denis)
    log = f"/vehicles/{zoe.pk}/commands/"
    yield Scene("commands", log, denis)
    yield Scene("commands-viewer", log, vera, alike=True)
    yield Scene("commands-steps", log, denis, then=lambda page: page.locator("summary").nth(2).click())
    yield Scene("commands-filtered", f"{log}?state=asks", olive)
    yield Scene("commands-none-fits", f"{log}?state=done&kind=horn", olive)

    for state, fields in _LAST.items():
        builders.forget_commands()
        builders.command(zoe, denis, state=state, **{"kind": "start_charge", **fields})
        yield Scene(f"vehicle-command-{state}", f"/vehicles/{zoe.pk}/", denis, alike=state != "unknown")
    yield Scene("garage-command", "/", denis)


def _too_hot(page: Page) -> None:
    page.get_by_label("Temperature, °C").fill("31")
    page.get_by_role("button", name="Warm up or cool down").click()
    expect(page.locator(".errors")).to_be_visible()


def _open_times(page: Page) -> None:
    for fold in page.locator(".control-time summary").all():
        fold.click()


def _start(page: Page) -> None:
    page.get_by_role("button", name="Start charging").click()
    expect(page.get_by_text("On its way.")).to_be_visible()


_LAST: dict[str, dict[str, Any]] = {
    "queued": {},
    "sending": {},
    "accepted": {"kind": "start_preconditioning", "arguments": {"temperature_c": 20.5}},
    "confirmed": {},
    "refused": {"reason": Reason.NOT_PLUGGED},
    "unconfirmed": {"reason": Reason.NOT_SHOWN},
    "failed": {"reason": Reason.NO_CONNECTION},
    "expired": {"reason": Reason.LATE},
    "cancelled": {},
    "unknown": {"reason": Reason.WORKER_DIED},
}


def _in_every_state(zoe: Vehicle, olive: User, denis: User) -> None:
    """One command in each state, the newest first as they are listed."""
    later = clock.now() + timedelta(hours=9)
    long = User.objects.create_user("long.commands@example.com", "a long password", name=LONG_NAME)
    rows: list[tuple[str, CommandState, User, dict[str, Any]]] = [
        ("start_charge", CommandState.QUEUED, olive, {"start_at": later, "send_at": later}),
        ("lights", CommandState.SENDING, denis, {}),
        (
            "start_preconditioning",
            CommandState.ACCEPTED,
            denis,
            {"arguments": {"temperature_c": 20.5}, "start_at": later},
        ),
        ("stop_charge", CommandState.UNKNOWN, denis, {"reason": Reason.WORKER_DIED}),
        ("charge_limits", CommandState.CONFIRMED, olive, {"arguments": {"minimum": 20, "target": 80}}),
        (
            "start_charge",
            CommandState.CONFIRMED,
            olive,
            {"programs": [{"programActivationStatus": True}], "offer_back": "by_press"},
        ),
        (
            "start_charge",
            CommandState.REFUSED,
            long,
            {"reason": Reason.NOT_PLUGGED, "proof": "battery-status"},
        ),
        (
            "charge_mode",
            CommandState.REFUSED,
            olive,
            {
                "arguments": {"mode": "schedule_mode"},
                "reason": Reason.IN_PROGRESS,
                "error_code": "409001",
                "error_details": "409001: A change of the charge mode is in progress already",
            },
        ),
        ("horn", CommandState.UNCONFIRMED, denis, {"reason": Reason.CANNOT_TELL}),
        ("start_charge", CommandState.FAILED, olive, {"reason": Reason.NO_CONNECTION}),
        ("horn", CommandState.EXPIRED, denis, {"reason": Reason.LATE}),
        ("start_charge", CommandState.CANCELLED, olive, {"start_at": later, "send_at": later}),
    ]
    for number, (kind, state, user, fields) in enumerate(rows):
        assert kind in CommandKind.values
        builders.command(zoe, user, kind, state, minutes_ago=3 + number * 95, **fields)
