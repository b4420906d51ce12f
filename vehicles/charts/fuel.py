"""The tank of one vehicle over time: how full it is, where it was filled up, how far it still goes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Avg, Max, Min
from django.utils.translation import gettext as _

from ..models import Vehicle
from ..rules import refuels, series
from .calendar import Calendar, Row, days_or_weeks, listed
from .chart import Asked, Chart, Column, Kind, Series, Span, Value
from .runs import Run, told_runs
from .windows import is_long

# In a longer time a refuel is thinner than a hair.
_MOST_DAYS = 2 * 366 + 2

Point = tuple[int, Value]


def fuel_level(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the fuel in the tank, with the refuels shaded."""
    return _long_level(vehicle, asked) if is_long(asked) else _short_level(vehicle, asked)


def _short_level(vehicle: Vehicle, asked: Asked) -> Chart:
    runs = told_runs(vehicle, asked.window, "fuel_l")
    points = _points(runs)
    found = refuels.from_readings((at, fuel) for at, fuel in points if fuel is not None)
    filled = {each.end: each.litres for each in found}
    points = _thinned(points, asked)
    return Chart(
        "fuel_level",
        _("Fuel in the tank"),
        [*_time_columns(), _fuel_column(), _filled_column()],
        **listed(asked, runs, lambda run: [*_times(vehicle, run), run[2], filled.get(run[0])]),
        x=[at for at, _fuel in points],
        series=[_line((), [fuel for _at, fuel in points])],
        shaded=[_shade(each.start, each.end) for each in found],
        notes=[_how()] if runs else [],
        y_range=_from_nought(fuel for _since, _until, fuel in runs),
        empty=_nothing(),
    )


def _long_level(vehicle: Vehicle, asked: Asked) -> Chart:
    calendar = days_or_weeks(asked, vehicle, _MOST_DAYS)
    bounds = {"low": Min("fuel_min_l"), "high": Max("fuel_max_l")}
    rows = _daily(vehicle, calendar, "fuel_last_l", **bounds)
    points = list(calendar.with_gaps(rows))
    by_day = calendar.step == "day"
    filled = _filled(rows) if by_day else {}
    columns = [*calendar.columns(), _fuel_column(), *_bounds_columns()]
    if by_day:
        columns.append(_filled_column())

    def cells(row: Row) -> list[object]:
        return [*calendar.cells(row[0]), *row[1:], *([filled.get(row[0])] if by_day else [])]

    return Chart(
        "fuel_level",
        _("Fuel in the tank"),
        columns,
        **listed(asked, rows, cells),
        x=[calendar.middle(row[0]) for row in points],
        series=[_line(*(list(each) for each in zip(*points, strict=True)))] if points else [],
        shaded=[_shade(calendar.seconds(day), calendar.end(day)) for day in filled],
        notes=_long_notes(calendar) if rows else [],
        y_range=_from_nought(row[3] or row[1] for row in rows),
        empty=_nothing(),
    )


def _filled(rows: Sequence[Row]) -> dict[date, float]:
    """Return about how many litres came in on which day; rows are (day, last, lowest, highest)."""
    found: dict[date, float] = {}
    before: float | None = None
    for day, last, low, high in rows:
        litres = refuels.of_day(before, low, high, last)
        if litres is not None:
            found[day] = litres
        before = last
    return found


def _long_notes(calendar: Calendar) -> list[str]:
    if calendar.step == "day":
        return [_("The line is each day's last figure, the band its lowest to its highest."), _how()]
    return [
        *calendar.notes(),
        _("The line is each week's mean, the band its lowest to its highest."),
        _("Where it was filled up shows in up to two years at a time, and in the file."),
    ]


def fuel_range(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the range that the car foresees with the fuel in its tank."""
    return _long_range(vehicle, asked) if is_long(asked) else _short_range(vehicle, asked)


def _short_range(vehicle: Vehicle, asked: Asked) -> Chart:
    runs = told_runs(vehicle, asked.window, "fuel_range_km")
    points = _thinned(_points(runs), asked)
    table = listed(asked, runs, lambda run: [*_times(vehicle, run), run[2]])
    return _range_chart(_time_columns(), table, points, [])


def _long_range(vehicle: Vehicle, asked: Asked) -> Chart:
    calendar = days_or_weeks(asked, vehicle, _MOST_DAYS)
    told = _daily(vehicle, calendar, "fuel_range_km")
    table = listed(asked, told, lambda row: [*calendar.cells(row[0]), row[1]])
    points = [(calendar.middle(start), km) for start, km in calendar.with_gaps(told)]
    return _range_chart(calendar.columns(), table, points, calendar.notes() if told else [])


def _range_chart(
    columns: Sequence[Column], table: dict[str, Any], points: Sequence[Point], notes: Sequence[str]
) -> Chart:
    title = _("Range on fuel")
    return Chart(
        "fuel_range",
        title,
        [*columns, Column("fuel_range", title, unit="km")],
        **table,
        x=[at for at, _km in points],
        series=[Series("fuel_range", title, "km", [km for _at, km in points], tone="fuel")],
        notes=notes,
        empty=_("The car has told no range on fuel in this time."),
    )


def _daily(vehicle: Vehicle, calendar: Calendar, column: str, **more: Min | Max) -> list[Row]:
    """Return (first day, figure, more …) of each period of which the figure is known; of weeks its mean."""
    found: Any = calendar.summaries(vehicle.pk).exclude(**{column: None})
    summed = found.values("start").annotate(figure=Avg(column), **more)
    return list(summed.order_by("start").values_list("start", "figure", *more))


def _points(runs: Sequence[Run]) -> list[Point]:
    """Return a point where each run begins and where it ends, and a gap where nothing was told for a day."""
    points: list[Point] = []
    for since, until, figure in runs:
        if points and since - points[-1][0] > series.GAP_SECONDS:
            points.append((points[-1][0] + 1, None))
        points.append((since, figure))
        if until > since:
            points.append((until, figure))
    return points


def _thinned(points: Sequence[Point], asked: Asked) -> list[Point]:
    start, end = asked.window.start, asked.window.end
    return series.thinned(points, int(start.timestamp()), int(end.timestamp()))


def _time_columns() -> list[Column]:
    return [Column("since", _("From"), "time"), Column("until", _("Until"), "time")]


def _times(vehicle: Vehicle, run: Run) -> list[object]:
    return [datetime.fromtimestamp(at, vehicle.zone) for at in run[:2]]


def _bounds_columns() -> list[Column]:
    return [Column("low", _("Lowest"), unit="L", digits=1), Column("high", _("Highest"), unit="L", digits=1)]


def _fuel_column() -> Column:
    return Column("fuel", _("Fuel"), unit="L", digits=1)


def _filled_column() -> Column:
    return Column("filled_up", _("Filled up, about"), unit="L")


def _line(
    _x: Sequence[object],
    values: Sequence[Value],
    low: Sequence[Value] | None = None,
    high: Sequence[Value] | None = None,
) -> Series:
    return Series("fuel", _("Fuel"), "L", values, digits=1, tone="fuel", low=low, high=high)


def _from_nought(litres: Iterable[float]) -> tuple[float, float]:
    """Return the range of an axis on which an empty tank is at the bottom."""
    return 0.0, max(max(litres, default=0.0) * 1.08, 10.0)


def _shade(start: int, end: int) -> Span:
    return Span(start, end, "fuel", _("Filled up"))


def _how() -> str:
    return _("Where it is shaded the gauge rose: the car was filled up in that time.")


def _nothing() -> str:
    return _("The car has told no fuel level in this time.")


def _burns_fuel(vehicle: Vehicle) -> bool:
    return vehicle.burns_fuel


RANGES = ("week", "month", "year", "all")
KINDS = (
    Kind("fuel_level", fuel_level, _burns_fuel, RANGES),
    Kind("fuel_range", fuel_range, _burns_fuel, RANGES),
)
