"""A chart with one bar, or one for each vehicle, in each period of a calendar."""

from collections.abc import Callable, Sequence
from datetime import date

from .calendar import Calendar, listed
from .chart import Asked, Chart, Column, Series


def bar_chart(
    key: str,
    title: str,
    calendar: Calendar,
    asked: Asked,
    starts: Sequence[date],
    *,
    columns: Sequence[Column],
    cells: Callable[[date], Sequence[object]],
    series: Sequence[Series],
    notes: Sequence[str],
    empty: str,
) -> Chart:
    """Return the chart of the periods that begin on `starts`; without any it is empty.

    `columns` and `cells` are those beside the period's own.
    """
    return Chart(
        key,
        title,
        [*calendar.columns(), *columns],
        **listed(asked, starts, lambda start: [*calendar.cells(start), *cells(start)]),
        x_kind="period",
        x=[calendar.seconds(start) for start in starts],
        x_end=calendar.end(starts[-1]) if starts else None,
        x_labels=[calendar.label(start) for start in starts],
        series=series,
        notes=[*calendar.notes(), *notes] if starts else [],
        empty=empty,
    )
