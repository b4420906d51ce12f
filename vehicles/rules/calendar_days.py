"""The days of a time zone as stretches of time: 24 hours, and 23 or 25 where its clocks are changed."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


def day_start(on: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a local day, in UTC.

    Where the clocks skip midnight it is the instant at which they do.
    """
    midnight = datetime.combine(on, time(), zone)
    start = midnight.astimezone(UTC)
    if start.astimezone(zone).replace(tzinfo=None) == midnight.replace(tzinfo=None):
        return start
    before, after = start - ONE_DAY, start
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).date() < on:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """Return the local day of an instant."""
    return at.astimezone(zone).date()


def day_length(on: date, zone: ZoneInfo) -> timedelta:
    """Return how long a local day is."""
    return day_start(on + ONE_DAY, zone) - day_start(on, zone)


def days_between(first: date, last: date) -> list[date]:
    """Return the days from first to last, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


class Days:
    """Days in a row, with their limits; `limits` has one instant more than `dates`."""

    def __init__(self, dates: Sequence[date], zone: ZoneInfo) -> None:
        self.dates = dates
        self.limits = [day_start(on, zone) for on in dates]
        self.limits.append(day_start(dates[-1] + ONE_DAY, zone))

    @property
    def start(self) -> datetime:
        return self.limits[0]

    @property
    def end(self) -> datetime:
        return self.limits[-1]

    def index(self, at: datetime) -> int | None:
        """Return which of the days an instant is in, or None."""
        place = bisect_right(self.limits, at) - 1
        return place if 0 <= place < len(self.dates) else None

    def shares(self, start: datetime, end: datetime) -> Iterator[tuple[int, float]]:
        """Yield each day that a stretch of time reaches into, with its minutes in it."""
        place = max(0, bisect_right(self.limits, start) - 1)
        while place < len(self.dates) and self.limits[place] < end:
            within = min(end, self.limits[place + 1]) - max(start, self.limits[place])
            if within > timedelta(0):
                yield place, within.total_seconds() / 60
            place += 1
