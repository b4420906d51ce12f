"""Snapshots of a window as lines: all of them, or one point for each stretch of time where there are many.

They are merged here and not by the database: both databases take longer to group rows than to hand them
over, and a window holds two months of them at most.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from django.db import connections
from django.db.models import QuerySet

from ..models import Snapshot, Vehicle
from ..models.columns import BEGINNING_EPOCH
from ..rules.series import GAP_SECONDS
from .chart import MOST_POINTS, Value, Window

# A gap needs a point of its own; two months have no more of a day each than this leaves room for.
_STRETCHES = MOST_POINTS - 70

Row = Sequence[Any]  # (instant in epoch seconds, figure …)


@dataclass(slots=True)
class Told:
    """What was told, by column, at instants in epoch seconds; `low` and `high` where points were merged."""

    at: list[int] = field(default_factory=list)
    values: dict[str, list[Value]] = field(default_factory=dict)
    low: dict[str, list[Value]] = field(default_factory=dict)
    high: dict[str, list[Value]] = field(default_factory=dict)
    readings: int = 0  # from which this is made

    def states(self, name: str, code: int) -> Iterable[tuple[int, bool]]:
        """Return (instant, whether that column has that code)."""
        return zip(self.at, [value == code for value in self.values[name]], strict=True)


def rows(vehicle: Vehicle, of: type[Snapshot], window: Window) -> QuerySet[Any]:
    """Return the vehicle's snapshots in the window, in the car's order, corrections last."""
    return of._default_manager.filter(
        vehicle_id=vehicle.pk, reported_at__gte=window.start, reported_at__lte=window.end
    ).order_by("reported_at", "correction")


def told(vehicle: Vehicle, of: type[Snapshot], window: Window, columns: Mapping[str, str]) -> Told:
    """Return what the snapshots say, at most MOST_POINTS instants, of columns (name to column).

    Rows without a figure in the first column do not count. Where there are too many, one point stands for
    each stretch of time, with the last figure of each column, and the lowest and highest of the first.
    Of several rows of one instant the last correction counts. States are the codes of the database.
    """
    first = next(iter(columns.values()))
    mine = rows(vehicle, of, window).filter(**{f"{first}__isnull": False})
    found = plain(mine.values_list("reported_at", *columns.values()))
    if len(set(map(itemgetter(0), found))) < len(found):
        found = list({row[0]: row for row in found}.values())
    if len(found) <= _STRETCHES:
        made = _listed(found, columns)
    else:
        made = _listed(_merged(found, window), columns, with_band=True)
    made.readings = len(found)
    return made


def plain(found: QuerySet[Any]) -> list[Row]:
    """Return the rows as the database hands them over: thousands of numbers need no second look by Django.

    So instants are seconds since the beginning of 2020, and states are codes.
    """
    sql, params = found.query.sql_with_params()
    with connections[found.db].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _merged(found: Iterable[Row], window: Window) -> list[Row]:
    """Return (instant, figure …, lowest, highest) of each stretch, of which the last row is kept whole."""
    start = int(window.start.timestamp()) - BEGINNING_EPOCH
    width = -(-(int(window.end.timestamp()) - BEGINNING_EPOCH - start + 1) // _STRETCHES)
    merged: list[Row] = []
    until, last, low, high = start, None, 0.0, 0.0
    for row in found:
        value = row[1]
        if row[0] >= until:
            if last is not None:
                merged.append((*last, low, high))
            until = start + ((row[0] - start) // width + 1) * width
            low = high = value
        elif value < low:
            low = value
        elif value > high:
            high = value
        last = row
    if last is not None:
        merged.append((*last, low, high))
    return merged


def _listed(points: Iterable[Row], columns: Mapping[str, Any], with_band: bool = False) -> Told:
    """Return the points as lists, with a None between two that lie more than a day apart."""
    listed: list[Row] = []
    seen = None
    for point in points:
        if seen is not None and point[0] - seen > GAP_SECONDS:
            listed.append((seen + 1, *[None] * (len(point) - 1)))
        listed.append(point)
        seen = point[0]
    width = 1 + len(columns) + 2 * with_band
    at, *lists = map(list, zip(*listed, strict=True)) if listed else ([] for _ in range(width))
    told = Told([BEGINNING_EPOCH + second for second in at], dict(zip(columns, lists, strict=False)))
    if with_band:
        first = next(iter(columns))
        told.low, told.high = {first: lists[-2]}, {first: lists[-1]}
    return told
