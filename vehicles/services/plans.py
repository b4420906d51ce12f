"""A vehicle's week plans in its own time: what it has, what is on its way to it, and sending another one."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .. import clock
from ..models import Command, CommandKind, CommandState, User, Vehicle
from ..renault_api import RenaultVehicle
from ..rules.departures import Departure, departures_from_wire, settings_to_wire
from ..rules.schedules import Moved, PlanKind, WeekPlan, WireClock, one_a_day, wire_offset
from ..rules.wire_schedules import UnreadablePlan, fingerprint, fingerprint_of, plan_from_wire, plan_to_wire
from . import commands, confirming, schedules, storing
from .schedules import Told

PLAN_OF = {CommandKind.CHARGE_SCHEDULES: PlanKind.CHARGE, CommandKind.HVAC_SCHEDULES: PlanKind.CLIMATE}
KIND_OF = {PlanKind.CHARGE: CommandKind.CHARGE_SCHEDULES, PlanKind.CLIMATE: CommandKind.HVAC_SCHEDULES}
UNDER_WAY = (CommandState.QUEUED, CommandState.SENDING, CommandState.ACCEPTED)
# It may have reached the car, whatever is known of it.
TAKEN = (CommandState.ACCEPTED, CommandState.CONFIRMED, CommandState.UNCONFIRMED, CommandState.UNKNOWN)


class ChangedMeanwhile(Exception):
    """The car's plan is another one than that which was shown, and none that was sent from here."""


@dataclass(frozen=True, slots=True)
class CarPlan:
    """What a car has, in its local time: `plan` as it is, `shown` so that each program starts once a day.

    `moved` tells what stands in another program for that; `offset` is what local times are ahead of the
    car's own, in minutes. `awaited` is a plan that was sent and that the car has not been read since with.
    `seen` is the mark of that plan, else of the car's; `marks` are both, for the car may be slow.
    """

    plan: WeekPlan
    shown: WeekPlan
    moved: tuple[Moved, ...]
    offset: int
    seen: str
    marks: frozenset[str]
    awaited: WeekPlan | None = None

    @property
    def basis(self) -> WeekPlan:
        """The plan to change: what was sent last, else what the car has."""
        return self.awaited or self.shown


def offset_of(vehicle: Vehicle, now: datetime) -> int:
    """Return what local times are ahead of the car's own, in minutes; raises OffGridOffset."""
    return wire_offset(WireClock(vehicle.wire_clock), vehicle.zone, now)


def last_command(vehicle: Vehicle, kind: str) -> Command | None:
    """Return the last command of this kind."""
    return Command.objects.filter(vehicle=vehicle, kind=kind).newest_first().first()


def is_awaited(command: Command | None, told: Told) -> bool:
    """Return whether what this command sent may have reached the car since the car was last read."""
    if command is None:
        return False
    if command.state in UNDER_WAY:
        return True
    is_newer = told.read_at is None or (command.sending_at is not None and command.sending_at > told.read_at)
    return command.state in TAKEN and is_newer


def car_plan(vehicle: Vehicle, kind: PlanKind, told: Told, now: datetime) -> CarPlan:
    """Return the plan that was read; raises UnreadablePlan, OffGridOffset, NoRoom (too full to be shown)."""
    offset, raw = offset_of(vehicle, now), told.raw or {}
    plan = plan_from_wire(kind, raw, offset)
    shown, moved = one_a_day(plan)
    read, awaited = fingerprint_of(kind, raw), None
    seen = read
    last = last_command(vehicle, KIND_OF[kind])
    if last is not None and is_awaited(last, told):
        seen, awaited = fingerprint_of(kind, last.arguments), plan_of_command(last, kind, offset)
    return CarPlan(plan, shown, moved, offset, seen, frozenset((read, seen)), awaited)


def plan_of_command(command: Command, kind: PlanKind, offset: int) -> WeekPlan:
    """Return what was sent, in local time, so that each program starts once a day; raises NoRoom."""
    return one_a_day(plan_from_wire(kind, command.arguments, offset))[0]


def send_plan(
    vehicle: Vehicle, user: User, plan: WeekPlan, *, of_car: CarPlan, seen: str, key: uuid.UUID
) -> Command:
    """Have a plan sent, unless the car's is another one than was shown (`seen`).

    Raises ChangedMeanwhile, CommandRefused and NoRoom.
    """
    known = Command.objects.filter(key=key).exists()
    if seen != of_car.seen and not known:
        raise ChangedMeanwhile
    arguments = {"schedules": plan_to_wire(plan, of_car.offset), "seen": sorted(of_car.marks)}
    return commands.ask(vehicle, user, KIND_OF[plan.kind], arguments, key)


def mark_of(kind: str, raw: Mapping[str, Any]) -> str:
    """Return the mark of what an answer plans; of what is not understood, of all that it says."""
    if kind == CommandKind.DEPARTURE_PROGRAMS:
        return fingerprint(raw.get("programs"))
    try:
        return fingerprint_of(PLAN_OF[kind], raw)
    except UnreadablePlan:
        return fingerprint(raw)


def read_again(vehicle: Vehicle, of_renault: RenaultVehicle, kind: str) -> dict[str, Any]:
    """Ask the car's servers for what it has now, keep it, and return it; raises RenaultException."""
    endpoint = schedules.endpoint_of(vehicle, kind)
    data = confirming.read(of_renault, endpoint)
    storing.store(vehicle, [storing.Answer(endpoint, data, clock.now())])
    return dict(data.raw_data)


@dataclass(frozen=True, slots=True)
class CarDepartures:
    """The departure programs that a car has, or that were sent and not read since; `settings` holds them.

    `seen` and `marks` are as with a CarPlan.
    """

    departures: tuple[Departure, ...]
    settings: Mapping[str, Any]
    seen: str
    marks: frozenset[str]
    awaited: bool


def car_departures(vehicle: Vehicle, told: Told) -> CarDepartures:
    """Return the departure programs that were read, or sent since; raises UnreadablePlan."""
    kind, settings, awaited = CommandKind.DEPARTURE_PROGRAMS, told.raw or {}, False
    read = mark_of(kind, settings)
    last = last_command(vehicle, kind)
    if last is not None and is_awaited(last, told):
        settings, awaited = {**settings, "programs": last.arguments["settings"]["programs"]}, True
    seen = mark_of(kind, settings)
    return CarDepartures(departures_from_wire(settings), settings, seen, frozenset((read, seen)), awaited)


def send_departures(
    vehicle: Vehicle,
    user: User,
    departures: Sequence[Departure],
    *,
    of_car: CarDepartures,
    seen: str,
    key: uuid.UUID,
) -> Command:
    """Have departure programs sent with all else of their object, unless the car's are others than `seen`.

    Raises ChangedMeanwhile and CommandRefused.
    """
    if seen != of_car.seen and not Command.objects.filter(key=key).exists():
        raise ChangedMeanwhile
    arguments = {"settings": settings_to_wire(of_car.settings, departures), "seen": sorted(of_car.marks)}
    return commands.ask(vehicle, user, CommandKind.DEPARTURE_PROGRAMS, arguments, key)
