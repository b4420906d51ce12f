"""The charges of one vehicle as its charts need them, by thousands."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db.models import Case, F, IntegerField, When

from ..models import ChargeSession, Vehicle
from ..models.charging import ENERGY_IS_ESTIMATED, KNOWN_ENERGY
from ..models.columns import epoch_seconds
from .calendar import Calendar
from .readings import plain


class Charge(NamedTuple):
    """One charge: epoch seconds, kWh, percent; None is unknown, and the end of one that goes on."""

    start: int
    end: int | None
    energy_kwh: float | None
    is_estimated: int  # 1: worked out, 0: told or entered
    start_percent: float | None
    end_percent: float | None


def charges_between(vehicle: Vehicle, start: int, end: int) -> list[Charge]:
    """Return the charges that began from `start` up to before `end` (epoch seconds), the oldest first."""
    found = (
        ChargeSession.objects.that_count()
        .filter(
            vehicle_id=vehicle.pk,
            started_at__gte=datetime.fromtimestamp(start, UTC),
            started_at__lt=datetime.fromtimestamp(end, UTC),
        )
        .order_by("started_at")
        .values_list(
            epoch_seconds("started_at"),
            epoch_seconds("ended_at"),
            KNOWN_ENERGY,
            Case(When(ENERGY_IS_ESTIMATED, then=1), default=0, output_field=IntegerField()),
            F("start_percent"),
            F("end_percent"),
        )
    )
    return list(map(Charge._make, plain(found)))


def by_period(vehicle: Vehicle, calendar: Calendar, starts: Sequence[date]) -> list[list[Charge]]:
    """Return the charges that began in each of the periods that begin on `starts`, one list for each."""
    found = charges_between(vehicle, calendar.seconds(starts[0]), calendar.end(starts[-1]))
    return grouped(found, calendar, starts)


def grouped(charges: Iterable[Charge], calendar: Calendar, starts: Sequence[date]) -> list[list[Charge]]:
    """Return the charges of each period; none may have begun before the first."""
    limits = [calendar.seconds(start) for start in starts]
    groups: list[list[Charge]] = [[] for _start in starts]
    for charge in charges:
        groups[bisect_right(limits, charge.start) - 1].append(charge)
    return groups
