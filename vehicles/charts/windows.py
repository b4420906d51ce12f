"""Which part of time a chart shows."""

from datetime import datetime, timedelta
from functools import cache

from django.db.models import Model, OuterRef, Subquery

from ..models import BatterySnapshot, ChargeSession, CockpitSnapshot, DailySummary, Vehicle
from ..models.prepared import Prepared, key_slot
from ..rules import periods
from .chart import Asked, Window

RANGES: dict[str, timedelta | None] = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=31),
    "year": timedelta(days=366),
    "all": None,
}
# Which periods suit a range, where nobody asked for others.
STEPS = {"day": "day", "week": "day", "month": "day", "year": "month", "all": "month"}
# Longer windows are drawn from the daily summaries.
LONGEST_OF_READINGS = timedelta(days=62)


def first_known(vehicle: Vehicle) -> datetime | None:
    """Return the first instant of which anything is known; each table tells its own by its key."""
    (*found, day), *_none = _first_known().ask({"vehicle": vehicle.pk})
    if day is not None:
        found.append(periods.midnight(day, vehicle.zone))
    return min((at for at in found if at is not None), default=None)


@cache
def _first_known() -> Prepared:
    """Return the question for a vehicle's first battery reading, mileage, charge and day."""

    def first(of: type[Model], name: str) -> Subquery:
        mine = of._default_manager.filter(vehicle_id=OuterRef("pk"))
        return Subquery(mine.order_by(name).values(name)[:1])

    of_vehicle = Vehicle.objects.filter(pk=key_slot("vehicle"))
    return Prepared(
        of_vehicle.values_list(
            first(BatterySnapshot, "reported_at"),
            first(CockpitSnapshot, "reported_at"),
            first(ChargeSession, "started_at"),
            first(DailySummary, "on"),
        )
    )


def window(range_key: str, now: datetime, first: datetime | None) -> Window:
    """Return the window of a range key that ends now; `first` is where all of it begins."""
    length = RANGES[range_key]
    if length is None:
        return Window(min(first or now, now - timedelta(days=1)), now)
    return Window(now - length, now)


def is_long(asked: Asked) -> bool:
    """Whether the window is drawn from daily summaries; what lies before all that is known does not count."""
    start = asked.window.start if asked.first is None else max(asked.window.start, asked.first)
    return asked.window.end - start > LONGEST_OF_READINGS
