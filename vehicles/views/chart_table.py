"""The numbers of a chart as a table: figures in the reader's locale, on the vehicle's clock."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ..charts.chart import Chart, Column, Heat
from ..dates import date_format
from .figures import UNKNOWN, day_and_time, number, quantity

_DARKEST = 9


@dataclass(frozen=True, slots=True)
class Table:
    """What shared/figures_frame.html shows."""

    columns: list[str]
    rows: list[list[str]]
    caption: str


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One field of a heat map; `level` is 0 (nothing) to 9 (the highest)."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    label: str
    cells: list[HeatCell]


@dataclass(frozen=True, slots=True)
class HeatTable:
    columns: list[str]
    rows: list[HeatRow]


def table(chart: Chart, zone: ZoneInfo) -> Table:
    """Return the chart's table."""
    # The same figures come again and again in a column, and putting one into words takes the longest.
    of_columns = [cache(partial(cell, column, zone=zone)) for column in chart.columns]
    rows = [[words(value) for words, value in zip(of_columns, row, strict=True)] for row in chart.rows]
    return Table([column.label for column in chart.columns], rows, _caption(chart, len(rows)))


def _caption(chart: Chart, rows: int) -> str:
    if not chart.more_rows:
        return _("%(title)s, the numbers.") % {"title": chart.title}
    return _("%(title)s, the newest %(rows)s numbers; zoom in or take the file for the rest.") % {
        "title": chart.title,
        "rows": rows,
    }


def cell(column: Column, value: object, zone: ZoneInfo) -> str:
    """Return one plain value as people read it; what is unknown is a dash."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, datetime):
        return day_and_time(value, zone)
    if isinstance(value, date):
        return date_format(value, "WEEKDAY_DAY_YEAR")
    if isinstance(value, int | float):
        return quantity(value, column.unit, column.digits) if column.unit else number(value, column.digits)
    return str(value)


def heat_table(heat: Heat) -> HeatTable:
    """Return a heat map as a table."""
    highest = max((value for row in heat.values for value in row if value is not None), default=0.0)
    column = Column("", "", unit=heat.unit, digits=heat.digits)
    rows = [
        HeatRow(label, [_heat_cell(value, highest, column) for value in row])
        for label, row in zip(heat.rows, heat.values, strict=True)
    ]
    return HeatTable(list(heat.columns), rows)


def _heat_cell(value: float | None, highest: float, column: Column) -> HeatCell:
    if value is None or highest <= 0:
        return HeatCell(UNKNOWN if value is None else quantity(value, column.unit, column.digits), 0)
    level = 0 if value <= 0 else max(1, round(_DARKEST * value / highest))
    return HeatCell(quantity(value, column.unit, column.digits), level)
