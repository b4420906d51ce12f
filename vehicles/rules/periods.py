"""Days gathered into weeks, months and years of the calendar that people hang on the wall."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo

STEPS = ("day", "week", "month", "year")  # the finest first
MOST_PERIODS = 2000


def first_day(of: date, step: str) -> date:
    """Return the first day of the period in which a day lies; weeks begin on Monday (ISO 8601)."""
    if step == "week":
        return of - timedelta(days=of.weekday())
    if step == "month":
        return of.replace(day=1)
    if step == "year":
        return of.replace(month=1, day=1)
    return of


def next_first_day(first: date, step: str) -> date:
    """Return the first day of the period after the one that begins on `first`."""
    if step == "year":
        return date(first.year + 1, 1, 1)
    if step == "month":
        return date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first + timedelta(days=7 if step == "week" else 1)


def periods(first: date, last: date, step: str) -> Iterator[date]:
    """Yield the first day of each period from the one of `first` to the one of `last`."""
    start = first_day(first, step)
    while start <= last:
        yield start
        start = next_first_day(start, step)


def step_that_fits(first: date, last: date, wanted: str, most: int = MOST_PERIODS) -> str:
    """Return the wanted step, or the finest coarser one of which at most `most` lie in that time."""
    days = (last - first).days + 1
    for step, length in zip(STEPS, (1, 7, 28, 365), strict=True):
        # A step that begins before `first` and one that ends after `last` are shown, too.
        if STEPS.index(step) >= STEPS.index(wanted) and days // length + 2 <= most:
            return step
    return STEPS[-1]


def days_between(start: date, step: str, last: date) -> int:
    """Return how many days the period that begins on `start` has up to `last`, both counted."""
    return (min(next_first_day(start, step) - timedelta(days=1), last) - start).days + 1


def first_instant(day: date, zone: tzinfo) -> int:
    """Return the day's first instant on the clock of that zone, in epoch seconds."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
