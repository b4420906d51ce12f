"""Puts claims on charging together that are of one physical charge: records, and stretches of readings."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .charge_readings import Breaks, Stretch
from .charge_records import Record

MERGE = timedelta(minutes=10)
Span = tuple[datetime, datetime]  # from, to


@dataclass(frozen=True, slots=True)
class Claim:
    """A record or a stretch of readings, as a time."""

    first: datetime
    last: datetime
    record: Record | None = None
    stretch: Stretch | None = None

    @property
    def span(self) -> Span:
        return self.first, self.last


class Nearness:
    """Finds the groups of records that an instant lies in, or within MERGE of."""

    def __init__(self, groups: Sequence[Sequence[Claim]]) -> None:
        self._starts = [group[0].first for group in groups]
        self._ends = [max(claim.last for claim in group) for group in groups]

    def groups(self, at: datetime) -> frozenset[int]:
        low = bisect_left(self._ends, at - MERGE)
        high = bisect_right(self._starts, at + MERGE)
        return frozenset(range(low, high))


def claims_of(records: Iterable[Record], found: Iterable[Stretch]) -> list[Claim]:
    of_records = [Claim(record.first, record.last, record=record) for record in records]
    of_readings = [Claim(each.first, each.stopped_at or each.last, stretch=each) for each in found]
    return [*of_records, *of_readings]


def grouped(claimed: Iterable[Claim], breaks: Breaks) -> list[list[Claim]]:
    """Return claims by charge, each group and all groups in order of time."""
    groups: list[list[Claim]] = []
    reach: Span | None = None  # of the group that is being made
    for claim in sorted(claimed, key=_order):
        if reach is not None and _continues(reach, claim, breaks):
            groups[-1].append(claim)
            reach = (reach[0], max(reach[1], claim.last))
        else:
            groups.append([claim])
            reach = claim.span
    return groups


def _continues(reach: Span, claim: Claim, breaks: Breaks) -> bool:
    gap = claim.first - reach[1]
    return gap <= timedelta(0) or (gap <= MERGE and not breaks.between(reach, claim.span))


def _order(claim: Claim) -> tuple[datetime, datetime, str]:
    return claim.first, claim.last, claim.record.key if claim.record else ""


def parted_by_mileage(charges: list[list[Claim]], changes: Sequence[Span]) -> list[list[Claim]]:
    """Part a charge where the car drove in it: between two readings of mileage that both lie in it.

    Where the change may as well have been before or after the charge, it is taken to have been there: a
    car that charges does not drive.
    """
    parted: list[list[Claim]] = []
    starts = [change[0] for change in changes]
    for charge in charges:
        last = max(claim.last for claim in charge)
        low, high = bisect_left(starts, charge[0].first), bisect_right(starts, last)
        rest = charge
        for change in changes[low:high]:
            if change[1] <= last and (cut := _widest_gap(rest, change)) is not None:
                before, rest = _cut(rest, cut)
                parted.append(before)
        parted.append(rest)
    return parted


def _widest_gap(charge: Sequence[Claim], change: Span) -> datetime | None:
    """Return the end of the longest time without a sign of charging in which the mileage can have changed."""
    spans = [claim.span for claim in charge if claim.record is not None]
    stretched = [claim.stretch for claim in charge if claim.stretch is not None]
    spans += [(each.at, each.until) for stretch in stretched for each in stretch.readings]
    widest, cut, reach = timedelta(0), None, None
    for first, last in sorted(spans):
        if reach is not None and first - reach > widest and change[0] <= first and change[1] >= reach:
            widest, cut = first - reach, first
        reach = last if reach is None else max(reach, last)
    return cut


def _cut(charge: Sequence[Claim], at: datetime) -> tuple[list[Claim], list[Claim]]:
    before = [claim for claim in charge if claim.last < at]
    after = [claim for claim in charge if claim.first >= at]
    for claim in charge:
        if claim.first < at <= claim.last and claim.stretch is not None:
            early = tuple(reading for reading in claim.stretch.readings if reading.at < at)
            late = tuple(reading for reading in claim.stretch.readings if reading.at >= at)
            before += claims_of((), [Stretch(early, None, contradicted=True)])
            if late:
                after += claims_of((), [replace(claim.stretch, readings=late)])
    return sorted(before, key=_order), sorted(after, key=_order)
