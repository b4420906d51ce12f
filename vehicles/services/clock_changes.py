"""Which vehicles' plans move when the clocks change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ..models import Vehicle, VehicleStatus
from ..rules.clock_changes import ClockChange, next_change
from ..rules.schedules import PlanKind, WeekPlan, WireClock
from ..rules.wire_schedules import plan_from_wire
from . import plans, schedules
from .schedules import Told


@dataclass(frozen=True, slots=True)
class MovingVehicle:
    """A vehicle that keeps its times in UTC and has an active plan, and the change that moves it."""

    vehicle: Vehicle
    change: ClockChange


def moving_vehicles(vehicles: Iterable[Vehicle], now: datetime) -> list[MovingVehicle]:
    """Return those whose plans a change of clocks moves soon; asks the database only where one comes."""
    found = []
    for vehicle in vehicles:
        if vehicle.wire_clock != WireClock.UTC or vehicle.status != VehicleStatus.FOLLOWED:
            continue
        change = next_change(vehicle.zone, now)
        if change is None:
            continue
        told = schedules.told_by(vehicle)
        if any(active_plan(vehicle, kind, told[plans.KIND_OF[kind]], now) for kind in PlanKind):
            found.append(MovingVehicle(vehicle, change))
    return found


def active_plan(vehicle: Vehicle, kind: PlanKind, told: Told, now: datetime) -> WeekPlan | None:
    """Return the plan by which the car lives, in local time; None where it has none that can be read."""
    if told.raw is None:
        return None
    try:
        plan = plan_from_wire(kind, told.raw, plans.offset_of(vehicle, now))
    except ValueError:
        return None
    return plan if plan.active else None
