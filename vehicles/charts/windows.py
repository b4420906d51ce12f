"""Which part of time a chart shows."""

from datetime import datetime, timedelta

from django.db.models import Min

from ..models import BatterySnapshot, ChargeSession, CockpitSnapshot, DailySummary, Vehicle
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
    mine = {"vehicle_id": vehicle.pk}
    found: list[datetime | None] = [
        BatterySnapshot.objects.filter(**mine).aggregate(first=Min("reported_at"))["first"],
        CockpitSnapshot.objects.filter(**mine).aggregate(first=Min("reported_at"))["first"],
        ChargeSession.objects.filter(**mine).aggregate(first=Min("started_at"))["first"],
    ]
    day = DailySummary.objects.filter(**mine).aggregate(first=Min("on"))["first"]
    if day is not None:
        found.append(periods.midnight(day, vehicle.zone))
    return min((at for at in found if at is not None), default=None)


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
