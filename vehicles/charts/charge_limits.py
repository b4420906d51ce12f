"""From which state of charge to which the vehicle is charged, and at which hours of the week."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils import formats
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from ..models import Vehicle
from ..rules.charging_hours import HOURS, LocalClock, minutes_by_hour
from .calendar import Calendar, has_battery
from .charge_sums import RANGES
from .charges import Charge, charges_between, grouped
from .chart import MOST_ROWS, Asked, Chart, Column, Heat, Kind, Series, Value, Window

# More of them would lie on each other: then a point stands for the charges of a week, a month, a year.
_MOST_CHARGES = 400


def charge_limits(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the state of charge at the start and at the end of each charge."""
    charges = _in(vehicle, asked.window)
    listed = charges if asked.all_rows else charges[: -MOST_ROWS - 1 : -1]
    drawn = _each(charges) if len(charges) <= _MOST_CHARGES else _means(charges, vehicle, asked)
    return Chart(
        "charge_limits",
        _("State of charge at start and end"),
        _columns(),
        rows=map(_row, listed),
        more_rows=len(charges) > MOST_ROWS,
        **drawn,
        y_range=(0, 100),
        empty=_("No charge began in this time."),
    )


def _in(vehicle: Vehicle, window: Window) -> list[Charge]:
    return charges_between(vehicle, int(window.start.timestamp()), int(window.end.timestamp()) + 1)


def _each(charges: Sequence[Charge]) -> dict[str, Any]:
    return {
        "x": [charge.start for charge in charges],
        "series": [
            Series("end", _("At the end"), "%", [charge.end_percent for charge in charges], "points"),
            Series(
                "start",
                _("At the start"),
                "%",
                [charge.start_percent for charge in charges],
                "points",
                tone="parked",
            ),
        ],
    }


def _means(charges: Sequence[Charge], vehicle: Vehicle, asked: Asked) -> dict[str, Any]:
    """Return for each month what its charges began and ended with: the mean, and a band of all."""
    calendar = Calendar.of(_by_month(asked), vehicle.zone)
    starts = calendar.starts()
    groups = grouped(charges, calendar, starts)
    ends = [[each.end_percent for each in group if each.end_percent is not None] for group in groups]
    begins = [[each.start_percent for each in group if each.start_percent is not None] for group in groups]
    return {
        "x": [calendar.middle(start) for start in starts],
        "series": [
            _mean("end", _("At the end"), ends, "charging"),
            _mean("start", _("At the start"), begins, "parked"),
        ],
        "notes": [_("The lines are each month's mean, the bands its lowest to its highest.")],
    }


def _by_month(asked: Asked) -> Asked:
    return Asked(asked.window, asked.now, step="month", first=asked.first)


def _mean(key: str, label: str, groups: Sequence[Sequence[float]], tone: str) -> Series:
    means: list[Value] = [sum(group) / len(group) if group else None for group in groups]
    low = [min(group, default=None) for group in groups]
    high = [max(group, default=None) for group in groups]
    return Series(key, label, "%", means, tone=tone, low=low, high=high)


def _columns() -> list[Column]:
    return [
        Column("started_at", _("Start"), "time"),
        Column("ended_at", _("End"), "time"),
        Column("start_percent", _("At the start"), unit="%"),
        Column("end_percent", _("At the end"), unit="%"),
        Column("energy", _("Energy"), unit="kWh", digits=1),
        Column("how", _("How known"), "text"),
    ]


def _row(charge: Charge) -> tuple[object, ...]:
    how = None
    if charge.energy_kwh is not None:
        how = _("estimated") if charge.is_estimated else _("told or entered")
    end = None if charge.end is None else datetime.fromtimestamp(charge.end, UTC)
    begin = datetime.fromtimestamp(charge.start, UTC)
    return (begin, end, charge.start_percent, charge.end_percent, charge.energy_kwh, how)


def charge_times(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the heat map of the hours of the week at which the vehicle charges."""
    charges = _in(vehicle, asked.window)
    clock = LocalClock(asked.window.start, asked.window.end, vehicle.zone)
    now = int(asked.now.timestamp())
    minutes = minutes_by_hour(((charge.start, charge.end or now) for charge in charges), clock)
    hours = [[each / 60 for each in row] for row in minutes]
    days = [str(WEEKDAYS_ABBR[day]) for day in range(7)]
    return Chart(
        "charge_times",
        _("When it charges"),
        [Column("day", _("Day"), "text"), Column("hour", _("Hour"), "text"),
         Column("hours", _("Time charging"), unit="h", digits=1)],
        list(_hour_rows(days, hours)),
        x_kind="none",
        heat=Heat(days, [_hour(hour) if hour % 6 == 0 else "" for hour in range(HOURS)], hours, "h", 1),
        notes=[_("Hours charged by day and hour of the car's clock; the stronger the colour, the more.")],
        empty=_("No charge began in this time."),
    )  # fmt: skip


def _hour(hour: int) -> str:
    return formats.time_format(datetime(2000, 1, 1, hour, tzinfo=UTC).time(), "H:i")


def _hour_rows(days: Sequence[str], hours: Sequence[Sequence[float]]) -> Iterator[tuple[object, ...]]:
    """Yield only the hours at which it charged: the others would be a long list of noughts."""
    for day, row in zip(days, hours, strict=True):
        for hour, value in enumerate(row):
            if value:
                yield day, _hour(hour), value


KINDS = (
    Kind("charge_limits", charge_limits, has_battery, RANGES),
    Kind("charge_times", charge_times, has_battery, RANGES),
)
