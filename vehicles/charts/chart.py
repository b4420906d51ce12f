"""What a chart is, whatever page shows it and whatever draws it.

A chart is built once and used three times: as JSON for the script that draws it, as the table beneath
it, and as a CSV file.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..models import Vehicle

MOST_POINTS = 2000  # of one series
MOST_ROWS = 200  # of the table on a page

Value = float | None


@dataclass(frozen=True, slots=True)
class Window:
    """The part of time a chart shows, aware datetimes."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Series:
    """One line, row of bars, or cloud of points over the chart's `x`; None breaks a line.

    `kind` is "line", "steps", "bars" or "points". `low` and `high`, where given, are drawn as a band
    behind the line. `axis` is "left" or "right"; series on one axis share its unit. Bars of one `stack`
    stand on each other, others side by side. `tone` is the name of a colour in app.css: "charging",
    "plugged", "parked", "fuel", "attention", "failed", "unknown".
    """

    key: str
    label: str
    unit: str
    values: Sequence[Value]
    kind: str = "line"
    axis: str = "left"
    digits: int = 0
    tone: str = "charging"
    low: Sequence[Value] | None = None
    high: Sequence[Value] | None = None
    stack: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in epoch seconds in which something held."""

    start: int
    end: int
    tone: str
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of a timeline, drawn below the lines on the same time axis."""

    key: str
    label: str
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Heat:
    """Values by row and column, such as hours by weekdays."""

    rows: Sequence[str]
    columns: Sequence[str]
    values: Sequence[Sequence[Value]]
    unit: str
    digits: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table and the CSV file; `kind` is "time", "day", "number" or "text"."""

    key: str
    label: str
    kind: str = "number"
    unit: str = ""
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of one question, which is its title.

    `x` ascends. `x_kind` is "time" (epoch seconds), "period" (epoch seconds of each period's first
    instant, one bar each, with `x_labels`; `x_end` is the last one's end), "number" (any figure, with
    `x_label` and `x_unit`) or "none" (a heat map). Periods without a figure have their place too, with
    None. `notes` say what is estimated and what is missing. `rows` hold plain values in the order of
    `columns`: aware datetimes, dates, numbers, texts, None. On a page they are the newest first, at most
    MOST_ROWS, and `more_rows` tells that older ones were left out; for a file all, the oldest first. They
    may be read once only, and from the database as they are read. `y_range` is that of the left axis,
    where it is to be the same at any time. `empty` says why there is nothing, where there is nothing.
    """

    key: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    x_kind: str = "time"
    x: Sequence[float] = ()
    x_end: float | None = None
    x_labels: Sequence[str] = ()
    x_label: str = ""
    x_unit: str = ""
    series: Sequence[Series] = ()
    shaded: Sequence[Span] = ()
    lanes: Sequence[Lane] = ()
    heat: Heat | None = None
    notes: Sequence[str] = ()
    more_rows: bool = False
    y_range: tuple[float, float] | None = None
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a chart: its window, the length of its periods, and now by the cars' clock.

    `step` is "day", "week", "month" or "year"; charts without periods do not look at it. `all_rows` asks
    for a file: every row of the window and nothing to draw. `zoomed` tells that the window is a part of
    `whole`, to which leaving the zoom leads. `first` is the first instant of which anything is known.
    """

    window: Window
    now: datetime
    range: str = "month"
    step: str = "day"
    all_rows: bool = False
    zoomed: bool = False
    first: datetime | None = None
    whole: Window | None = None


def every_vehicle(_vehicle: Vehicle) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the list of charts: how it is built, and for which vehicles.

    `range` and, where it has periods, its `steps` are what its buttons offer; `range` is that of a page
    opened without one.
    """

    key: str
    build: Callable[[Vehicle, Asked], Chart]
    fits: Callable[[Vehicle], bool] = every_vehicle
    ranges: Sequence[str] = ("day", "week", "month", "year", "all")
    steps: Sequence[str] = ()
    range: str = "month"
