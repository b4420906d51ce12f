"""What single sides say of a vehicle's past, as spans of time: its charges, its plug, its silence."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from .drives import EXACT, Drive
from .past import HORIZON, BatteryReading, Past

# Between two readings no further apart the car was as both say, though no mileage proves it.
SILENCE = timedelta(hours=24)
# A car that charges speaks each 5 to 30 minutes.
CHARGING_SILENCE = timedelta(hours=1)


class Span(NamedTuple):
    """A stretch of time and what was said of it."""

    start: datetime
    end: datetime
    what: object = None


def charging(past: Past) -> list[Span]:
    """Return the charges, and what the battery told of charging where no session says anything."""
    last = past.battery[-1].at if past.battery else None
    spans: list[Span] = []
    taken: list[Span] = []
    for charge in sorted(past.charges, key=lambda each: each.start):
        end = charge.end or last or charge.start
        # One cable: what overlaps belongs to the first.
        start = max(charge.start, spans[-1].end) if spans else charge.start
        if not charge.deleted and start < end:
            spans.append(Span(start, end, charge))
        taken.append(Span(charge.start - EXACT, end + EXACT))
    spans += _without(_told_charging(past.battery), taken)
    spans.sort(key=lambda span: span.start)
    return spans


def _told_charging(battery: Sequence[BatteryReading]) -> list[Span]:
    spans: list[Span] = []
    for before, after in pairwise(battery):
        if before.charging and after.at - before.at <= CHARGING_SILENCE:
            if spans and spans[-1].end == before.at:
                spans[-1] = Span(spans[-1].start, after.at)
            else:
                spans.append(Span(before.at, after.at))
    return spans


def _without(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """Return what of the spans does not lie within the taken ones."""
    left: list[Span] = []
    for span in spans:
        start = span.start
        for other in taken:
            if other.end <= start or other.start >= span.end:
                continue
            if start < other.start:
                left.append(Span(start, other.start))
            start = max(start, other.end)
        if start < span.end:
            left.append(Span(start, span.end))
    return left


def plug_told(past: Past, drives: Sequence[Drive]) -> list[Span]:
    """Return since when until when the car was told to be plugged in or not, as it last said.

    What it said before a drive holds up to its start: nobody drives with the cable in.
    """
    spans: list[Span] = []
    starts = [drive.start for drive in drives]
    last = past.last_instant()
    for before, after in zip(past.battery, [*past.battery[1:], None], strict=False):
        end = min((after.at if after is not None else last) or before.at, before.at + HORIZON)
        place = bisect_left(starts, before.at)
        if place < len(starts) and starts[place] < end and before.plugged:
            end = starts[place]
        if before.plugged is None or end <= before.at:
            continue
        if spans and spans[-1].end == before.at and spans[-1].what == before.plugged:
            spans[-1] = Span(spans[-1].start, end, before.plugged)
        else:
            spans.append(Span(before.at, end, before.plugged))
    return spans


def sure(battery: Sequence[BatteryReading]) -> list[Span]:
    """Return what two readings in a row say, no longer apart than SILENCE, without asking the mileage:
    plugged in at both ends, or unplugged with no charge lost."""
    spans: list[Span] = []
    for before, after in pairwise(battery):
        if after.at - before.at > SILENCE or before.plugged is None or before.plugged != after.plugged:
            continue
        if not before.plugged and not _keeps_charge(before, after):
            continue
        if spans and spans[-1].end == before.at and spans[-1].what == before.plugged:
            spans[-1] = Span(spans[-1].start, after.at, before.plugged)
        else:
            spans.append(Span(before.at, after.at, before.plugged))
    return spans


def _keeps_charge(before: BatteryReading, after: BatteryReading) -> bool:
    if before.state_of_charge is None or after.state_of_charge is None:
        return False
    return abs(before.state_of_charge - after.state_of_charge) <= 1.0


class Pointer:
    """Walks through spans that follow each other without overlap."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self.place = 0

    def at(self, start: datetime) -> Span | None:
        """Return the span that covers the time from `start`, which only ever grows."""
        while self.place < len(self.spans) and self.spans[self.place].end <= start:
            self.place += 1
        if self.place < len(self.spans) and self.spans[self.place].start <= start:
            return self.spans[self.place]
        return None
