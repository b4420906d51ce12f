"""A chart in a reader's units, made of the metric one when it is about to be shown or sent."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..rules.units import Unit, Units
from .chart import Chart, Column, Heat, Series, Value

DIGITS = 4  # of figures that were converted: more than any page shows


def in_units(chart: Chart, units: Units) -> Chart:
    """Return the chart with its columns, series, axes and heat in these units; rows are read once only."""
    of_columns = [units.of(column.unit) for column in chart.columns]
    across = units.of(chart.x_unit)
    return replace(
        chart,
        columns=[_column(*pair) for pair in zip(chart.columns, of_columns, strict=True)],
        rows=chart.rows if all(unit.metric for unit in of_columns) else _rows(chart.rows, of_columns),
        x=chart.x if across.metric else [value or 0.0 for value in _values(chart.x, across)],
        x_unit=across.name,
        series=[_series(each, units.of(each.unit)) for each in chart.series],
        heat=chart.heat and _heat(chart.heat, units.of(chart.heat.unit)),
        y_range=_y_range(chart, units),
    )


def _value(value: Value, unit: Unit) -> Value:
    shown = None if value is None else unit.show(value)
    return None if shown is None else round(shown, DIGITS)


def _values(values: Sequence[Value], unit: Unit) -> list[Value]:
    return [_value(value, unit) for value in values]


def _column(column: Column, unit: Unit) -> Column:
    return column if unit.metric else replace(column, unit=unit.name, digits=unit.digits_of(column.digits))


def _rows(rows: Iterable[Sequence[object]], units: Sequence[Unit]) -> Iterator[list[object]]:
    for row in rows:
        yield [
            value if unit.metric or not isinstance(value, int | float) else _value(value, unit)
            for value, unit in zip(row, units, strict=True)
        ]


def _series(series: Series, unit: Unit) -> Series:
    if unit.metric:
        return series
    low, high = (each and _values(each, unit) for each in (series.low, series.high))
    if unit.turned:
        low, high = high, low
    return replace(
        series,
        unit=unit.name,
        digits=unit.digits_of(series.digits),
        values=_values(series.values, unit),
        low=low,
        high=high,
    )


def _heat(heat: Heat, unit: Unit) -> Heat:
    if unit.metric:
        return heat
    values = [_values(row, unit) for row in heat.values]
    return replace(heat, values=values, unit=unit.name, digits=unit.digits_of(heat.digits))


def _y_range(chart: Chart, units: Units) -> tuple[float, float] | None:
    """Return the range of the left axis; a turned unit has none, for nought is its infinity."""
    left = next((units.of(each.unit) for each in chart.series if each.axis == "left"), None)
    if chart.y_range is None or left is None or left.metric:
        return chart.y_range
    low, high = (left.show(value) for value in chart.y_range)
    return None if low is None or high is None else (low, high)
