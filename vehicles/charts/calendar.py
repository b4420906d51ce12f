"""The calendar of a chart: its days, weeks, months or years, and what the daily summaries tell of each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateField, Func, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..dates import date_format
from ..models import DailySummary, Vehicle
from ..rules import periods
from .chart import MOST_POINTS, MOST_ROWS, Asked, Column

Row = tuple[Any, ...]

# A gap takes a point, too.
_MOST_LINED = MOST_POINTS // 2


class FirstDay(Func):
    """The first day of the period in which a day lies, worked out by the database."""

    output_field = DateField()
    SQLITE = {
        "day": "%(expressions)s",
        "week": "date(%(expressions)s, '-6 days', 'weekday 1')",
        "month": "substr(%(expressions)s, 1, 7) || '-01'",
        "year": "substr(%(expressions)s, 1, 4) || '-01-01'",
    }

    def __init__(self, expression: str, step: str) -> None:
        super().__init__(expression)
        self.step = step

    def as_sqlite(self, compiler, connection, **context):  # type: ignore[no-untyped-def]
        return super().as_sql(compiler, connection, template=self.SQLITE[self.step], **context)

    def as_postgresql(self, compiler, connection, **context):  # type: ignore[no-untyped-def]
        template = f"DATE_TRUNC('{self.step}', %(expressions)s)::date"
        return super().as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Whole periods on the clock of one zone, from the one of day `first` to the one of day `last`."""

    first: date
    last: date  # no later than today
    step: str
    wanted: str
    zone: ZoneInfo
    for_file: bool

    @classmethod
    def of(cls, asked: Asked, zone: ZoneInfo, most: int = periods.MOST_PERIODS) -> "Calendar":
        """Return the periods that the window touches; longer ones where there would be too many to draw."""
        start, end = asked.window.start, min(asked.window.end, asked.now)
        step = asked.step if asked.all_rows else periods.fitting_step(start, end, asked.step, most)
        # A window that ends at midnight does not touch the day that begins there.
        last = max(start, end - timedelta(microseconds=1)).astimezone(zone).date()
        first = periods.first_day(start.astimezone(zone).date(), step)
        return cls(first, last, step, asked.step, zone, asked.all_rows)

    def summaries(self, *vehicle_ids: int) -> QuerySet[DailySummary]:
        """Return the vehicles' daily summaries with `start`, the first day of each one's period."""
        after = periods.next_first_day(periods.first_day(self.last, self.step), self.step)
        mine = DailySummary.objects.filter(vehicle_id__in=vehicle_ids, on__gte=self.first, on__lt=after)
        return mine.annotate(start=FirstDay("on", self.step))

    def starts(self) -> list[date]:
        """Return the first day of each period."""
        found, start = [], self.first
        while start <= self.last:
            found.append(start)
            start = periods.next_first_day(start, self.step)
        return found

    def seconds(self, day: date) -> int:
        """Return the first instant of a day, in epoch seconds."""
        return int(periods.midnight(day, self.zone).timestamp())

    def middle(self, start: date) -> int:
        """Return the noon in the middle of a period, in epoch seconds."""
        days = (periods.next_first_day(start, self.step) - start).days // 2
        return self.seconds(start + timedelta(days=days)) + 12 * 3600

    def end(self, start: date) -> int:
        """Return the instant after a period, in epoch seconds."""
        return self.seconds(periods.next_first_day(start, self.step))

    def name(self, start: date) -> str:
        """Return what a period is called."""
        return period_name(start, self.step, get_language() or "")

    def label(self, start: date) -> str:
        """Return what a period is called where there is little room: its year stands on a second line."""
        return period_label(start, self.step, get_language() or "")

    def columns(self) -> list[Column]:
        """Return the columns of a table that tell the period; a file also has its first day."""
        if self.step == "day":
            return [Column("day", _("Day"), "day")]
        names = {"week": _("Week"), "month": _("Month"), "year": _("Year")}
        name = Column(self.step, names[self.step], "text")
        return [Column("from", _("From"), "day"), name] if self.for_file else [name]

    def cells(self, start: date) -> list[object]:
        """Return what stands in those columns."""
        if self.step == "day":
            return [start]
        return [start, self.name(start)] if self.for_file else [self.name(start)]

    def days_in(self, start: date) -> int:
        """Return how many days the period has, of the running one those up to the last."""
        after = periods.next_first_day(start, self.step)
        return (min(after, self.last + timedelta(days=1)) - start).days

    def with_gaps(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield the rows, which begin with a period's first day, and one of None for each gap between."""
        expected: date | None = None
        for row in rows:
            if expected is not None and row[0] > expected:
                yield (expected, *(None for _ in row[1:]))
            yield row
            expected = periods.next_first_day(row[0], self.step)

    def notes(self) -> list[str]:
        """Return what is to be said of the step."""
        if self.step == self.wanted:
            return []
        words = {
            "week": _("Shown by the week: for single days the time is too long."),
            "month": _("Shown by the month: for shorter periods the time is too long."),
            "year": _("Shown by the year: for shorter periods the time is too long."),
        }
        return [words[self.step]]


def days_or_weeks(asked: Asked, vehicle: Vehicle, most: int = _MOST_LINED) -> Calendar:
    """Return the calendar of a chart with a point for each day, in a long time for each week or month."""
    return Calendar.of(replace(asked, step="day"), vehicle.zone, most)


def listed(asked: Asked, told: Sequence[Any], row: Callable[[Any], Sequence[object]]) -> dict[str, Any]:
    """Return the arguments of a Chart for its table, made of what is told, the oldest first.

    A page shows the newest, and no row is made that it does not show.
    """
    if asked.all_rows:
        return {"rows": map(row, told)}
    newest = told[: -MOST_ROWS - 1 : -1]
    return {"rows": [row(each) for each in newest], "more_rows": len(told) > MOST_ROWS}


@lru_cache(maxsize=8192)
def period_name(start: date, step: str, language: str) -> str:  # noqa: ARG001
    """Return what a period is called in the active language, which is told for the sake of the cache."""
    if step == "week":
        year, week, _weekday = start.isocalendar()
        return _("Week %(week)s, %(year)s") % {"week": week, "year": year}
    return date_format(start, {"day": "WEEKDAY_DAY_YEAR", "month": "F Y", "year": "Y"}[step])


@lru_cache(maxsize=8192)
def period_label(start: date, step: str, language: str) -> str:  # noqa: ARG001
    """Return what a period is called in the active language, in two short lines."""
    if step == "week":
        year, week, _weekday = start.isocalendar()
        return _("Week %(week)s") % {"week": week} + f"\n{year}"
    return date_format(start, {"day": "DAY_IN_TWO_LINES", "month": "MONTH_IN_TWO_LINES", "year": "Y"}[step])


def has_battery(vehicle: Vehicle) -> bool:
    """Whether charts of a battery fit the vehicle."""
    return vehicle.charges
