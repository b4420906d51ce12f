"""Snapshots of a window as lines: all of them, or one point for each stretch of time where there are many."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, ExpressionWrapper, F, FloatField, Max, Min, QuerySet, Value
from django.db.models.functions import Cast

from ..models import Snapshot, Vehicle
from ..models.columns import epoch_seconds
from ..rules.series import GAP_SECONDS
from .chart import MOST_POINTS, Window
from .chart import Value as Figure

# A gap needs a point of its own; a window of readings has no more than this many.
_STRETCHES = MOST_POINTS - 70
# The last figure of a stretch is found by packing its instant, correction and value into one number, whose
# highest has them all: databases have no plain way to say "the value of the last row" of a group.
_LARGEST = 4096  # more than any figure of a snapshot: km, %, kWh
_CORRECTIONS = 16


@dataclass(slots=True)
class Told:
    """What was told, by column, at instants in epoch seconds; `low` and `high` where points were merged."""

    at: list[int] = field(default_factory=list)
    values: dict[str, list[Figure]] = field(default_factory=dict)
    low: dict[str, list[Figure]] = field(default_factory=dict)
    high: dict[str, list[Figure]] = field(default_factory=dict)

    @property
    def merged(self) -> bool:
        return bool(self.low)


def rows(vehicle: Vehicle, of: type[Snapshot], window: Window) -> QuerySet[Any]:
    """Return the vehicle's snapshots in the window, in the car's order, corrections last."""
    return of._default_manager.filter(
        vehicle_id=vehicle.pk, reported_at__gte=window.start, reported_at__lte=window.end
    ).order_by("reported_at", "correction")


def told(vehicle: Vehicle, of: type[Snapshot], window: Window, columns: Mapping[str, Any], main: str) -> Told:
    """Return what the snapshots say, at most MOST_POINTS instants, of columns (name to expression).

    Where there are more rows, one point stands for each stretch of time, with the last figure of each
    column, and the lowest and highest of the column `main`. Rows without `main` do not count.
    """
    found = rows(vehicle, of, window).exclude(**{f"{main}__isnull": True})
    if found.count() <= _STRETCHES:
        return _with_gaps(_each(found, columns), columns)
    return _with_gaps(_merged(found, window, columns, main), columns, main)


def _each(found: QuerySet[Any], columns: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield (instant, instant, values …); of several rows of one instant the last correction counts."""
    newest: tuple[Any, ...] | None = None
    named = {f"of_{name}": expression for name, expression in columns.items()}
    for row in found.values_list(epoch_seconds("reported_at"), *named.values()):
        if newest is not None and newest[0] != row[0]:
            yield (newest[0], *newest)
        newest = row
    if newest is not None:
        yield (newest[0], *newest)


def _merged(
    found: QuerySet[Any], window: Window, columns: Mapping[str, Any], main: str
) -> Iterator[tuple[Any, ...]]:
    """Yield (first instant, last instant, last values …, lowest, highest) of each stretch."""
    start, end = int(window.start.timestamp()), int(window.end.timestamp())
    width = -(-(end - start + 1) // _STRETCHES)
    since = ExpressionWrapper(epoch_seconds("reported_at") - Value(start), BigIntegerField())
    place = ExpressionWrapper((since * _CORRECTIONS + F("correction")) * Value(_LARGEST), BigIntegerField())
    packed = {
        f"last_{name}": Max(
            ExpressionWrapper(Cast(place, FloatField()) + Cast(expression, FloatField()), FloatField())
        )
        for name, expression in columns.items()
    }
    grouped = (
        found.order_by()
        .annotate(stretch=ExpressionWrapper(since / Value(width), BigIntegerField()))
        .values("stretch")
        .annotate(begun=Min(since), ended=Max(since), **packed, low=Min(main), high=Max(main))
        .order_by("stretch")
    )
    names = ["begun", "ended", *packed, "low", "high"]
    for begun, ended, *lasts, low, high in grouped.values_list(*names):
        yield (start + begun, start + ended, *map(_unpacked, lasts), low, high)


def _unpacked(packed: float | None) -> Figure:
    return None if packed is None else round(packed % _LARGEST, 2)


def _with_gaps(points: Iterator[tuple[Any, ...]], columns: Mapping[str, Any], merged: str = "") -> Told:
    """Return the points as lists, with a None between two that lie a day or more apart."""
    listed: list[tuple[Any, ...]] = []
    seen = None
    for begun, ended, *figures in points:
        if seen is not None and begun - seen > GAP_SECONDS:
            listed.append((seen + 1, *(None for _ in figures)))
        listed.append((ended, *figures))
        seen = ended
    at, *lists = map(list, zip(*listed, strict=True)) if listed else ([], *([] for _ in columns), [], [])
    values = dict(zip(columns, lists, strict=False))
    if not merged:
        return Told(at, values)
    return Told(at, values, {merged: lists[-2]}, {merged: lists[-1]})
