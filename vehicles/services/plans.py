"""A vehicle's week plans in its own time: what it has, what is on its way to it, and sending another one."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from ..models import Command, CommandKind, CommandState, User, Vehicle
from ..rules.schedules import Moved, PlanKind, WeekPlan, WireClock, one_a_day, wire_offset
from ..rules.wire_schedules import fingerprint_of, plan_from_wire, plan_to_wire
from . import commands
from .schedules import Told

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
    `seen` is the mark of that plan, else of the car's.
    """

    plan: WeekPlan
    shown: WeekPlan
    moved: tuple[Moved, ...]
    offset: int
    seen: str
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
    """Return the plan that was read; raises UnreadablePlan, OffGridOffset, and NoRoom where it is too full."""
    offset, raw = offset_of(vehicle, now), told.raw or {}
    plan = plan_from_wire(kind, raw, offset)
    shown, moved = one_a_day(plan)
    seen, awaited = fingerprint_of(kind, raw), None
    last = last_command(vehicle, KIND_OF[kind])
    if last is not None and is_awaited(last, told):
        seen, awaited = fingerprint_of(kind, last.arguments), plan_of_command(last, kind, offset)
    return CarPlan(plan, shown, moved, offset, seen, awaited)


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
    schedules = plan_to_wire(plan, of_car.offset)
    return commands.ask(vehicle, user, KIND_OF[plan.kind], {"schedules": schedules}, key)
