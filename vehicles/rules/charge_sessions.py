"""From Renault's claims and our own readings to charge sessions: one for each physical charge.

Pure, and a matter of sets: the same records, readings and drawn intervals give the same sessions, in
whatever order, however often and however late they came. What happens:

1. Rows with the same start and end are versions of one claim (`charge_records.claims`).
2. What overlaps an interval that a person has drawn or deleted belongs to that, and to nothing else.
3. Records that overlap or lie within MERGE of each other are one charge, but not across an unplugging.
4. Readings of charging form stretches; those that touch a charge of records belong to it, others are
   charges of their own until Renault tells of them.
5. What would span a change of mileage is parted where the car can have driven.
6. Of each charge follow its limits and figures (`charge_facts`); what is not known stays None.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from . import ages
from .charge_facts import Facts, Known, facts_of
from .charge_groups import MERGE, Claim, Nearness, claims_of, grouped, parted_by_mileage
from .charge_readings import (
    BatteryReading,
    Breaks,
    MileageReading,
    Stretch,
    in_order,
    mileage_changes,
    stretches,
)
from .charge_records import ROUNDING, Record, claims


@dataclass(frozen=True, slots=True)
class Drawn:
    """An interval whose limits a person set, by adding, splitting, joining or deleting a charge."""

    id: int
    start: datetime
    end: datetime
    deleted: bool = False
    start_percent: float | None = None  # as the person said
    end_percent: float | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One physical charge; `ended_at` None means that it goes on, other Nones are not known."""

    started_at: datetime
    ended_at: datetime | None
    about: bool
    facts: Facts
    sources: tuple[tuple[str, str], ...]  # key and digest of every record that tells of it
    from_readings: bool
    drawn: int | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that is known of one vehicle's charges in a time; in any order, repeated at will."""

    records: Sequence[Record] = ()
    readings: Sequence[BatteryReading] = ()
    mileages: Sequence[MileageReading] = ()
    drawn: Sequence[Drawn] = ()
    capacity_kwh: float | None = None
    measures_power: bool = False


def sessions(inputs: Inputs, now: datetime) -> list[Session]:
    """Return the sessions in order of their start, drawn and deleted ones among them.

    Derived sessions do not overlap each other, and one at most goes on, the last.
    """
    records = claims(inputs.records)
    readings = in_order(inputs.readings)
    drawn = sorted(set(inputs.drawn), key=lambda each: (each.start, each.end, each.id))
    free = [record for record in records if not any(_belongs(record, each) for each in drawn)]
    loose = [_outside(each, drawn) for each in readings if not any(_within(each, one) for one in drawn)]
    breaks = Breaks.of(readings, [(each.start, each.end) for each in drawn])
    groups = grouped([Claim(each.first, each.last, record=each) for each in free], breaks)
    found = [
        stretch
        for stretch in stretches(loose, breaks, Nearness(groups).groups)
        if not any(_is_crumb(stretch, each, breaks) for each in drawn)
    ]
    charges = grouped(claims_of(free, found), breaks)
    charges = parted_by_mileage(charges, mileage_changes(inputs.mileages))
    mileages = sorted(set(inputs.mileages), key=lambda each: (each.at, each.until, each.km))
    known = Known(readings, mileages, inputs.capacity_kwh, inputs.measures_power)
    last_drawn = max((each.start for each in drawn), default=None)
    derived = []
    for place, charge in enumerate(charges):
        is_last = place == len(charges) - 1 and (last_drawn is None or last_drawn < charge[0].first)
        session = _derived(charge, known, now, is_last=is_last)
        if session is not None:
            derived.append(session)
    by_hand = [_drawn_session(each, records, readings, known) for each in drawn]
    return sorted([*derived, *by_hand], key=lambda each: (each.started_at, each.drawn or 0))


def _belongs(record: Record, drawn: Drawn) -> bool:
    """Whether a record overlaps a drawn interval by more than clocks differ."""
    shared = min(record.last, drawn.end) - max(record.first, drawn.start)
    return shared >= min(ROUNDING, record.last - record.first)


def _within(reading: BatteryReading, drawn: Drawn) -> bool:
    return reading.charging and drawn.start <= reading.at <= drawn.end


def _outside(reading: BatteryReading, drawn: Sequence[Drawn]) -> BatteryReading:
    """Return a reading of charging that lasted into a drawn interval as one that ended there."""
    cut = min((each.start for each in drawn if reading.at < each.start < reading.until), default=None)
    return reading if cut is None or not reading.charging else replace(reading, until=cut)


def _is_crumb(stretch: Stretch, drawn: Drawn, breaks: Breaks) -> bool:
    """Whether a stretch is no more than the fringe of a drawn interval."""
    if stretch.first < drawn.start - MERGE or (stretch.stopped_at or stretch.last) > drawn.end + MERGE:
        return False
    if not stretch.contradicted and stretch.first >= drawn.end:
        return False  # it may go on
    here, there = (drawn.start, drawn.end), (stretch.first, stretch.last)
    first, second = (there, here) if stretch.first < drawn.start else (here, there)
    return not _parted(breaks, first, second)


def _parted(breaks: Breaks, first: tuple[datetime, datetime], second: tuple[datetime, datetime]) -> bool:
    """Whether the car was unplugged strictly between two times, whatever was drawn at their edges."""
    place = bisect_right(breaks.ends, first[1])
    return place < len(breaks.starts) and breaks.starts[place] < second[0]


def _derived(charge: Sequence[Claim], known: Known, now: datetime, *, is_last: bool) -> Session | None:
    """Return the session of one charge, or None where it is no more than an instant."""
    records = [claim.record for claim in charge if claim.record is not None]
    found = [claim.stretch for claim in charge if claim.stretch is not None]
    start, end, about = _limits(records, charge)
    ended_at = None if is_last and found and _goes_on(records, found[-1], now) else end
    if ended_at is not None and ended_at <= start:
        return None
    readings = [reading for stretch in found for reading in stretch.readings]
    return Session(
        started_at=start,
        ended_at=ended_at,
        about=about[0] or (ended_at is not None and about[1]),
        facts=facts_of(start, ended_at, records, readings, known),
        sources=_sources(records),
        from_readings=bool(found),
    )


def _limits(
    records: Sequence[Record], charge: Sequence[Claim]
) -> tuple[datetime, datetime, tuple[bool, bool]]:
    """Return start and end, and whether each is only about: Renault's where it told them.

    Readings that show more of the charge than the clocks can differ stretch it.
    """
    first, last = min(claim.first for claim in charge), max(claim.last for claim in charge)
    told_first = min((record.start for record in records if record.start is not None), default=None)
    told_last = max((record.end for record in records if record.end is not None), default=None)
    starts_about = told_first is None or first < told_first - MERGE
    ends_about = told_last is None or last > told_last + MERGE
    start = first if told_first is None or starts_about else told_first
    end = last if told_last is None or ends_about else told_last
    return start, end, (starts_about, ends_about)


def _goes_on(records: Sequence[Record], stretch: Stretch, now: datetime) -> bool:
    if stretch.contradicted or any(record.last >= stretch.last for record in records):
        return False
    return ages.is_charging_still(True, stretch.last, now)


def _sources(records: Iterable[Record]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({source for record in records for source in record.sources}))


def _drawn_session(
    drawn: Drawn, records: Sequence[Record], readings: Sequence[BatteryReading], known: Known
) -> Session:
    mine = [record for record in records if _belongs(record, drawn)]
    seen = [reading for reading in readings if _within(reading, drawn)]
    return Session(
        started_at=drawn.start,
        ended_at=drawn.end,
        about=False,
        facts=facts_of(
            drawn.start,
            drawn.end,
            mine,
            seen,
            known,
            start_percent=drawn.start_percent,
            end_percent=drawn.end_percent,
        ),
        sources=_sources(mine),
        from_readings=bool(seen),
        drawn=drawn.id,
    )
