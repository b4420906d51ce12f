"""What a vehicle did, one stretch of time after the other, from what it told.

Nothing is invented: limits are those of readings, and `about` where these lie further apart than some
minutes. What is not known is a stretch of its own. Preconditioning lies beside the others: a car that
is warmed up stands, or charges, all the same.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from . import spans
from .drives import EXACT, Drive, Standing, moves
from .past import BatteryReading, ChargeTold, HvacReading, Past
from .spans import Pointer, Span

# Heating before a drive ends by itself.
LONGEST_WARM_UP = timedelta(hours=2)
NEXT_POLL = timedelta(minutes=45)


class Kind(StrEnum):
    DRIVING = "driving"
    CHARGING = "charging"
    PLUGGED = "plugged"  # stands, plugged in
    PARKED = "parked"  # stands, not plugged in or not known to be
    PRECONDITIONING = "preconditioning"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time; aware datetimes, state of charge in %.

    An unknown stretch with a distance: the car was driven some time in it. `unplugged` is False where the
    car stands and nothing is known of its plug. `mark` tells apart neighbours of one kind.
    """

    kind: Kind
    start: datetime
    end: datetime
    about: bool = False
    distance_km: float | None = None
    from_percent: float | None = None
    to_percent: float | None = None
    charge: ChargeTold | None = None
    drive: Drive | None = None
    unplugged: bool = True

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    @property
    def mark(self) -> tuple[object, ...]:
        return self.kind, self.charge, self.drive, self.unplugged


class Course(NamedTuple):
    """A vehicle's past: stretches that follow each other without gap or overlap, and what lay beside them:
    times of preconditioning, and drives all of whose time other readings claim."""

    stretches: list[Stretch]
    beside: list[Stretch]
    drives: list[Drive]
    standing: list[Standing]  # by the mileage


def course(past: Past) -> Course:
    """Return what the vehicle did between its first and its last reading."""
    moved = moves(past.battery, past.cockpit)
    charging = spans.charging(past)
    layers = _Layers(
        charging=charging,
        driving=[Span(d.start, d.end, d) for d in moved.drives],
        standing=[Span(each.start, each.end) for each in moved.standing],
        plug=spans.plug_told(past, moved.drives),
        sure=spans.sure(past.battery),
    )
    stretches = _about(_distances_shared(layers.stretches()), past.battery)
    beside = _warm_ups(past.hvac, stretches) + _hidden(moved.drives, stretches)
    stretches, beside = ([_with_percent(each, past.battery) for each in part] for part in (stretches, beside))
    return Course(stretches, beside, moved.drives, moved.standing)


def _hidden(drives: Sequence[Drive], stretches: Sequence[Stretch]) -> list[Stretch]:
    seen = {each.drive for each in stretches}
    return [_driven(each.start, each.end, each) for each in drives if each not in seen]


def _driven(start: datetime, end: datetime, drive: Drive) -> Stretch:
    kind = Kind.UNKNOWN if drive.vague else Kind.DRIVING
    return Stretch(kind, start, end, about=drive.about, distance_km=drive.distance_km, drive=drive)


@dataclass(slots=True)
class _Layers:
    """What is known of each instant, from several sides; the strongest word counts."""

    charging: list[Span]
    driving: list[Span]
    standing: list[Span]
    plug: list[Span]
    sure: list[Span]

    def stretches(self) -> list[Stretch]:
        layers = (self.charging, self.driving, self.standing, self.plug, self.sure)
        limits = sorted({limit for layer in layers for span in layer for limit in (span.start, span.end)})
        pointers = [Pointer(layer) for layer in layers]
        found: list[Stretch] = []
        for start, end in pairwise(limits):
            stretch = _said(start, end, *(pointer.at(start) for pointer in pointers))
            if found and found[-1].mark == stretch.mark:
                found[-1] = replace(found[-1], end=end)
            else:
                found.append(stretch)
        return found


def _said(
    start: datetime,
    end: datetime,
    charging: Span | None,
    driving: Span | None,
    standing: Span | None,
    plug: Span | None,
    sure: Span | None,
) -> Stretch:
    if charging is not None:
        charge = charging.what if isinstance(charging.what, ChargeTold) else None
        return Stretch(Kind.CHARGING, start, end, about=charge is None or charge.about, charge=charge)
    drive = driving.what if driving is not None and isinstance(driving.what, Drive) else None
    if drive is not None and not (drive.narrowed and sure is not None and sure.what):
        return _driven(start, end, drive)
    if standing is None and sure is None:
        return Stretch(Kind.UNKNOWN, start, end, about=True, unplugged=False)
    told = plug if standing is not None else sure
    plugged = None if told is None else told.what
    kind = Kind.PLUGGED if plugged else Kind.PARKED
    return Stretch(kind, start, end, unplugged=plugged is False)


def _distances_shared(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches with each drive's distance shared by time where a stop cut it into pieces."""
    whole: dict[Drive, timedelta] = {}
    for each in stretches:
        if each.drive is not None:
            whole[each.drive] = whole.get(each.drive, timedelta(0)) + each.length
    shared = []
    for each in stretches:
        if each.drive is not None and each.length < whole[each.drive]:
            part = each.length / whole[each.drive]
            each = replace(each, distance_km=each.drive.distance_km * part, about=True)
        shared.append(each)
    return shared


def _about(stretches: Sequence[Stretch], battery: Sequence[BatteryReading]) -> list[Stretch]:
    """Return the stretches of standing with `about` where a limit is a drive's or lies between readings."""
    loose = {
        after.at
        for before, after in pairwise(battery)
        if before.plugged != after.plugged and after.at - before.at > EXACT
    }
    marked = []
    for before, each, after in zip([None, *stretches], stretches, [*stretches[1:], None], strict=False):
        if each.kind in (Kind.PARKED, Kind.PLUGGED):
            beside = [other for other in (before, after) if other is not None]
            about = any(other.about for other in beside) or not loose.isdisjoint((each.start, each.end))
            each = replace(each, about=about)
        marked.append(each)
    return marked


def _with_percent(stretch: Stretch, battery: Sequence[BatteryReading]) -> Stretch:
    """Return the stretch with the state of charge at its ends, as far as it was told."""
    drive, charge = stretch.drive, stretch.charge
    if charge is not None and (charge.start_percent is not None or charge.end_percent is not None):
        return replace(stretch, from_percent=charge.start_percent, to_percent=charge.end_percent)
    if drive is not None and drive.narrowed and (stretch.start, stretch.end) == (drive.start, drive.end):
        return replace(stretch, from_percent=drive.from_percent, to_percent=drive.to_percent)
    first = bisect_left(battery, stretch.start, key=lambda reading: reading.at)
    last = bisect_right(battery, stretch.end, key=lambda reading: reading.at)
    told = [each.state_of_charge for each in battery[first:last] if each.state_of_charge is not None]
    if not told:
        return stretch
    return replace(stretch, from_percent=told[0], to_percent=told[-1])


def _warm_ups(hvac: Sequence[HvacReading], stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return the times of heating or cooling while the car was not driven."""
    found: list[Stretch] = []
    for reading, after in zip(hvac, [*hvac[1:], None], strict=False):
        if not reading.on:
            continue
        until = reading.until
        if after is not None and after.at - until <= (LONGEST_WARM_UP if reading.exact else NEXT_POLL):
            until = after.at
        about = not reading.exact or until == reading.at
        if found and found[-1].end >= reading.at:
            found[-1] = replace(found[-1], end=until, about=found[-1].about or about)
        else:
            found.append(Stretch(Kind.PRECONDITIONING, reading.at, until, about=about))
    driven = [Span(each.start, each.end) for each in stretches if each.kind is Kind.DRIVING]
    starts = [span.start for span in driven]
    kept = []
    for each in found:
        place = bisect_right(starts, each.start) - 1
        if place < 0 or driven[place].end <= each.start:
            limit = driven[place + 1].start if place + 1 < len(driven) else each.end
            kept.append(replace(each, end=min(each.end, max(limit, each.start))))
    return kept
