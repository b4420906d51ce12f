"""Days, weeks, months and years on a calendar: weeks begin on Monday, days have 23, 24 or 25 hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STEPS = ("day", "week", "month", "year")
# As many bars as a wide screen can show.
MOST_PERIODS = 400
_SHORTEST_DAYS = {"day": 1, "week": 7, "month": 28, "year": 365}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole days, from `first` up to `after`, which belongs to the next; seconds since 1970."""

    first: date
    after: date
    start: int
    end: int


def first_day(of: date, step: str) -> date:
    """Return the first day of the day's own day, week, month or year."""
    if step == "week":
        return of - timedelta(days=of.weekday())
    if step == "month":
        return of.replace(day=1)
    return of.replace(month=1, day=1) if step == "year" else of


def next_first_day(of: date, step: str) -> date:
    """Return the first day of the next period; `of` is the first day of one."""
    if step == "month":
        return (of + timedelta(days=31)).replace(day=1)
    if step == "year":
        return of.replace(year=of.year + 1)
    return of + timedelta(days=7 if step == "week" else 1)


def midnight(of: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a day; where the clock leaps over midnight, the first after it."""
    return datetime.combine(of, time(), zone)


def fitting_step(start: datetime, end: datetime, step: str, most: int = MOST_PERIODS) -> str:
    """Return `step`, or the shortest longer one of which no more than `most` lie between the instants."""
    days = (end - start).total_seconds() / 86400
    longer = STEPS[STEPS.index(step) :]
    return next((each for each in longer if days / _SHORTEST_DAYS[each] <= most - 2), STEPS[-1])


def periods(start: datetime, end: datetime, step: str, zone: ZoneInfo) -> list[Period]:
    """Return the whole periods of the zone's calendar that hold any instant from `start` to `end`."""
    return list(_periods(start.astimezone(zone).date(), end.astimezone(zone).date(), step, zone))


def _periods(first: date, last: date, step: str, zone: ZoneInfo) -> Iterator[Period]:
    begin = first_day(first, step)
    start = int(midnight(begin, zone).timestamp())
    while begin <= last:
        after = next_first_day(begin, step)
        end = int(midnight(after, zone).timestamp())
        yield Period(begin, after, start, end)
        begin, start = after, end
