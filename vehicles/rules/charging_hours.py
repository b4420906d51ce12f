"""At which hours of the week a vehicle charges, on the clock of its time zone."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS, HOURS = 7, 24
_HOUR = 3600
_FIRST_WEEKDAY = 3  # 1 January 1970 was a Thursday


class LocalClock:
    """What the clocks of a zone show, as seconds, between two instants; for thousands of questions."""

    def __init__(self, start: datetime, end: datetime, zone: ZoneInfo) -> None:
        self._changes: list[int] = []
        self._offsets: list[int] = []
        at, week = start - timedelta(days=7), timedelta(days=7)
        while at < end + 2 * week:
            offset = _offset(at, zone)
            if not self._offsets or offset != self._offsets[-1]:
                self._changes.append(_change(at - week, at, zone) if self._offsets else -(2**62))
                self._offsets.append(offset)
            at += week

    def stretches(self, start: int, end: int) -> Iterable[tuple[int, int]]:
        """Yield (from, to) as the clocks show them, one pair for each stretch without a change."""
        place = bisect_right(self._changes, start) - 1
        while start < end:
            after = self._changes[place + 1] if place + 1 < len(self._changes) else end
            until = min(end, after)
            yield start + self._offsets[place], until + self._offsets[place]
            start, place = until, place + 1


def _offset(at: datetime, zone: ZoneInfo) -> int:
    offset = at.astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> int:
    """Return the second between the two at which the clocks are changed."""
    low, high = int(before.timestamp()), int(after.timestamp())
    new = _offset(after, zone)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(datetime.fromtimestamp(middle, UTC), zone) == new:
            high = middle
        else:
            low = middle
    return high


def minutes_by_hour(charges: Iterable[tuple[int, int]], clock: LocalClock) -> list[list[float]]:
    """Return the minutes charged in each hour of the week: seven rows from Monday, 24 columns each.

    `charges` are (start, end) in epoch seconds. The hour that the clocks repeat in autumn counts twice, the
    one that they skip in spring never.
    """
    seconds = [0] * (WEEKDAYS * HOURS)
    for charge in charges:
        for start, end in clock.stretches(*charge):
            hour = start // _HOUR
            while hour * _HOUR < end:
                place = (hour + _FIRST_WEEKDAY * HOURS) % (WEEKDAYS * HOURS)
                seconds[place] += min(end, (hour + 1) * _HOUR) - max(start, hour * _HOUR)
                hour += 1
    return [[each / 60 for each in seconds[day * HOURS : (day + 1) * HOURS]] for day in range(WEEKDAYS)]
