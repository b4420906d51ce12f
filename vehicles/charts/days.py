"""Daily summaries of a window as lines: one point a day, or for some days where there are thousands."""

from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from ..models import DailySummary, SummaryDue, Vehicle
from ..rules import periods
from .chart import MOST_POINTS, Window
from .readings import Told

NOON = 12 * 3600
_MOST_DAYS = MOST_POINTS // 2  # so that each may have a gap beside it

Row = tuple[Any, ...]  # (date, figure …)


def rows(vehicle: Vehicle, window: Window, *columns: str) -> list[Row]:
    """Return (day, column …) of each day of the window that has a summary, the oldest first."""
    zone = vehicle.zone
    mine = DailySummary.objects.filter(
        vehicle_id=vehicle.pk,
        on__gte=window.start.astimezone(zone).date(),
        on__lte=window.end.astimezone(zone).date(),
    )
    return list(mine.order_by("on").values_list("on", *columns))


def notes(vehicle: Vehicle) -> list[str]:
    """Return what is to be said where some days have still to be summed up."""
    if SummaryDue.objects.filter(vehicle_id=vehicle.pk).exists():
        return [_("Some days are still being summed up.")]
    return []


def line(vehicle: Vehicle, window: Window, last: str, low: str, high: str) -> tuple[Told, list[Row]]:
    """Return a column's last, lowest and highest figure over time, and the days' rows, the newest first.

    A day of which nothing is known is a gap. Where there are more days than points, some share one.
    """
    told = [row for row in rows(vehicle, window, last, low, high) if row[1] is not None]
    line = Told(values={last: []}, low={last: []}, high={last: []})
    seen: date | None = None
    for first, after, *figures in _together(told):
        if seen is not None and (first - seen).days > 1:
            _add(line, vehicle, last, seen, NOON + 1, (None, None, None))
        _add(line, vehicle, last, after, NOON, figures)
        seen = after
    return line, told[::-1]


def _together(told: list[Row]) -> list[Row]:
    """Return (first day, last day, last figure, lowest, highest) of one day each, or of some in a row."""
    if not told:
        return []
    length = -(-(told[-1][0].toordinal() - told[0][0].toordinal() + 1) // _MOST_DAYS)
    if length == 1:
        return [(row[0], *row) for row in told]
    groups = groupby(told, key=lambda row: row[0].toordinal() // length)
    return [_one(list(group)) for _length, group in groups]


def _one(group: list[Row]) -> Row:
    lowest = min((row[2] for row in group if row[2] is not None), default=None)
    highest = max((row[3] for row in group if row[3] is not None), default=None)
    return group[0][0], group[-1][0], group[-1][1], lowest, highest


def _add(line: Told, vehicle: Vehicle, name: str, on: date, second: int, figures: Any) -> None:
    line.at.append(int(periods.midnight(on, vehicle.zone).timestamp()) + second)
    for lists, figure in zip((line.values, line.low, line.high), figures, strict=True):
        lists[name].append(figure)
