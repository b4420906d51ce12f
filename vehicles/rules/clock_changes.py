"""Changes of clocks: when the next one is, and what it does to plans that a car keeps in UTC."""

import zoneinfo
from dataclasses import dataclass
from datetime import datetime, timedelta

NOTICE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A change of a zone's clock at `at` (UTC), by so many minutes forward (negative: back)."""

    at: datetime
    minutes: int


def next_change(zone: zoneinfo.ZoneInfo, now: datetime, within: timedelta = NOTICE) -> ClockChange | None:
    """Return the first change of clocks after `now` (UTC) and at most `within` later, to the minute."""
    start = now.replace(second=0, microsecond=0)
    return _first_change(zone, start, start + within)


def last_change(zone: zoneinfo.ZoneInfo, now: datetime, within: timedelta = NOTICE) -> ClockChange | None:
    """Return the last change of clocks before `now` (UTC) and at most `within` earlier, to the minute."""
    found = None
    end = now.replace(second=0, microsecond=0)
    start = end - within
    while (change := _first_change(zone, start, end)) is not None:
        found, start = change, change.at
    return found


def _first_change(zone: zoneinfo.ZoneInfo, start: datetime, end: datetime) -> ClockChange | None:
    """Look day by day, then halve the day: no zone changes its clock twice within one and back."""
    low, offset = start, _offset(zone, start)
    while low < end:
        high = min(low + timedelta(days=1), end)
        if _offset(zone, high) != offset:
            return _between(zone, low, high)
        low = high
    return None


def _between(zone: zoneinfo.ZoneInfo, low: datetime, high: datetime) -> ClockChange:
    before, after = _offset(zone, low), _offset(zone, high)
    while high - low > timedelta(minutes=1):
        middle = low + timedelta(minutes=(high - low) // timedelta(minutes=1) // 2)
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return ClockChange(high, int((after - before) / timedelta(minutes=1)))


def _offset(zone: zoneinfo.ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)
