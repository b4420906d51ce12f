"""A cloud of points, one for each day, with the median of those that lie side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor

from ..rules import statistics
from .calendar import Calendar, listed
from .chart import Asked, Chart, Column, Series, Value


@dataclass(frozen=True, slots=True)
class Dot:
    """One point; `more` are the further cells of its row in the table."""

    start: date
    x: float
    y: float
    more: Sequence[object] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """What is laid along one side."""

    label: str
    unit: str
    digits: int = 0


def cloud_chart(
    key: str,
    title: str,
    calendar: Calendar,
    asked: Asked,
    dots: Sequence[Dot],
    *,
    across: Axis,
    up: Axis,
    width: float,
    median: str,
    columns: Sequence[Column] = (),
    notes: Sequence[str],
    empty: str,
) -> Chart:
    """Return the chart of the dots (the oldest first), with the median and quarters of each `width` of x.

    The median, which `median` names, is drawn as steps: so it shares the points' x.
    """
    sorted_dots = sorted(dots, key=lambda dot: dot.x)
    return Chart(
        key,
        title,
        [
            *calendar.columns(),
            Column("x", across.label, unit=across.unit, digits=across.digits),
            Column("y", up.label, unit=up.unit, digits=up.digits),
            *columns,
        ],
        **listed(asked, dots, lambda dot: [*calendar.cells(dot.start), dot.x, dot.y, *dot.more]),
        x_kind="number",
        x=[dot.x for dot in sorted_dots],
        x_label=across.label,
        x_unit=across.unit,
        series=[
            Series(
                "points", up.label, up.unit, [dot.y for dot in sorted_dots], kind="points", digits=up.digits
            ),
            _median(sorted_dots, width, median, up),
        ],
        notes=[*calendar.notes(), *notes] if dots else [],
        empty=empty,
    )


def _median(dots: Sequence[Dot], width: float, label: str, up: Axis) -> Series:
    bins = statistics.binned(((dot.x, dot.y) for dot in dots), width)
    spreads = [bins[floor(dot.x / width)] for dot in dots]

    def marks(name: str) -> list[Value]:
        return [None if spread is None else getattr(spread, name) for spread in spreads]

    return Series(
        "median",
        label,
        up.unit,
        marks("median"),
        kind="steps",
        digits=up.digits,
        tone="plugged",
        low=marks("low"),
        high=marks("high"),
    )
