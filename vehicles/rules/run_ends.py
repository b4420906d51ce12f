"""Which ends of runs are written at once, and which may wait for the next poll.

A run of equal readings ends at our last fetch, so each poll moves the end of several runs on, each in a
table of its own. A poll in which nothing changed writes few of them; the others wait with their endpoint,
where a poll writes anyway, and come first the next time. What is shown knows both places.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .history import Key

AT_ONCE = 2  # with the endpoints' own rows that makes three writes


@dataclass(frozen=True, slots=True)
class RunEnd:
    """The end of a stored run: where it stands in its table, and where it has moved to."""

    endpoint: str
    key: Key
    written: datetime
    until: datetime

    def days(self, zone: ZoneInfo) -> set[date]:
        """Return the local days of what the run has grown by."""
        return self.new_days(zone) | {self.written.astimezone(zone).date()}

    def new_days(self, zone: ZoneInfo) -> set[date]:
        """Return the local days that the run reaches by moving on."""
        first, last = self.written.astimezone(zone).date(), self.until.astimezone(zone).date()
        return {first + timedelta(days=number) for number in range(1, (last - first).days + 1)}


def choose(
    ends: Iterable[RunEnd], zone: ZoneInfo, *, changed: bool, marked: bool = False
) -> tuple[list[RunEnd], list[RunEnd]]:
    """Return the ends that are written now, and those that wait: the furthest behind come first.

    Where something `changed`, all are written. A run that reaches a new day makes that day's summary due,
    which is a write of its own; with `marked` a day is made due anyway.
    """
    in_turn: Sequence[RunEnd] = sorted(ends, key=lambda end: (end.written, end.endpoint))
    now = len(in_turn) if changed else AT_ONCE
    if not changed and (marked or any(end.new_days(zone) for end in in_turn[:now])):
        now -= 1
    return list(in_turn[:now]), list(in_turn[now:])
