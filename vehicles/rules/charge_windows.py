"""Where a vehicle's history of charges can be cut, so that a part of it can be made anew by itself.

At a boundary no charge goes on, none before it can be joined with one after it, and no figure of one side
is taken from the other: the sessions before and after it follow from what was told there.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from .charge_facts import KEEPS
from .charge_groups import MERGE, Span
from .charge_readings import BRIDGE, SILENCE, BatteryReading

# Without readings: nothing reaches over so much emptiness.
EMPTY = max(KEEPS, BRIDGE) + timedelta(hours=1)
# What must be loaded before a boundary, for the figures of the first charge after it.
BEFORE = KEEPS + MERGE


def boundaries(readings: Sequence[BatteryReading], spans: Iterable[Span], start: datetime) -> list[datetime]:
    """Return the instants at which the history can be cut, in order.

    `readings` in order of time and `spans` (of records and drawn intervals, in any order) are all that is
    known from `start` on; what lies before is not known, so that nothing is said of the first hours.
    """
    charging = _united((each.at, each.until) for each in readings if each.charging)
    told = _united(spans)
    signs = _united([*charging, *told])
    by_reading = [
        each.at
        for each in readings
        if each.contrary
        and each.state_of_charge is not None
        and each.at - SILENCE - MERGE >= start
        and _is_clear(charging, each.at - SILENCE - MERGE, each.at)
        and _is_clear(told, each.at - MERGE, each.at)
    ]
    ends = [end for _, end in signs if end >= start]
    if not signs or signs[0][0] > start:
        ends.append(start)
    starts = [first for first, _ in signs]
    by_emptiness = [
        end + EMPTY
        for end in ends
        if (place := bisect_right(starts, end)) == len(starts) or starts[place] > end + EMPTY
    ]
    return sorted({*by_reading, *by_emptiness})


def _united(spans: Iterable[Span]) -> list[Span]:
    united: list[Span] = []
    for first, last in sorted(spans):
        if united and first <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], last))
        else:
            united.append((first, last))
    return united


def _is_clear(spans: Sequence[Span], low: datetime, high: datetime) -> bool:
    """Whether none of the spans, in order and apart, touches the time from `low` to `high`."""
    place = bisect_right(spans, (high, high))
    place += place < len(spans) and spans[place][0] <= high
    return place == 0 or spans[place - 1][1] < low
