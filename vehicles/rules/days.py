"""What each local day of a vehicle came to.

- Distance: what the mileage gained. A drive across midnight is shared by time; what was driven some time
  in a window too wide to be a drive belongs to the day on which the mileage told of it.
- Energy charged: the sessions' energy, shared by time where one crosses midnight; of charges whose energy
  is not known nothing is added, and a day with no other charges has no sum.
- Energy used: state of charge lost while driving, by the usable capacity: an estimate. Unknown on a day
  with a drive whose loss is not known.
- Loss while parked: between readings in a row, unplugged at both, in one time of standing.
- Outside: the mean of the day's readings, each counted once.
None is unknown, 0 is nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from statistics import fmean, median

from .calendar_days import Days
from .past import HORIZON, CockpitReading, Past
from .stretches import Course, Kind, course

# With less in it the battery's range at 100 % is mostly rounding.
ENOUGH_PERCENT = 20.0


@dataclass(slots=True)
class Day:
    """One day; the names are those of the stored summary."""

    state_of_charge_min: float | None = None
    state_of_charge_max: float | None = None
    state_of_charge_last: float | None = None
    range_full_km: float | None = None
    distance_km: float | None = None
    mileage_km: float | None = None
    energy_charged_kwh: float | None = None
    energy_used_kwh: float | None = None
    charges: int = 0
    plugged_minutes: float | None = None
    charging_minutes: float | None = None
    parked_minutes: float | None = None
    known_minutes: float = 0.0
    parked_loss_percent: float | None = None
    parked_loss_minutes: float | None = None
    outside_c: float | None = None
    fuel_min_l: float | None = None
    fuel_max_l: float | None = None
    fuel_last_l: float | None = None
    fuel_range_km: float | None = None


@dataclass(slots=True)
class _Tally:
    """A day while it is counted."""

    day: Day = field(default_factory=Day)
    told: bool = False
    plug_known: bool = False
    used_percent: float | None = 0.0
    minutes: dict[Kind, float] = field(default_factory=dict)
    ranges: list[float] = field(default_factory=list)
    outside: list[float] = field(default_factory=list)


def summarise(past: Past, days: Days, capacity_kwh: float | None, *, plugs_in: bool) -> Mapping[date, Day]:
    """Return the days of which anything is known.

    `past` reaches beyond the days as far as the readings next to them do; `plugs_in` says whether the
    vehicle has a battery to charge.
    """
    tallies = [_Tally() for _ in days.dates]
    lived = course(past)
    _count_time(lived, days, tallies)
    _count_cockpit(past, lived, days, tallies)
    _count_drives(lived, days, tallies)
    _count_battery(past, days, tallies)
    _count_parked_loss(past, lived, days, tallies)
    _count_charges(past, days, tallies)
    for reading in past.hvac:
        if reading.outside_c is not None:
            for tally in _within(days, tallies, reading.at, reading.until):
                tally.outside.append(reading.outside_c)
    finished = (_finished(tally, capacity_kwh, plugs_in=plugs_in) for tally in tallies)
    return {on: day for on, day in zip(days.dates, finished, strict=True) if day is not None}


def _within(days: Days, tallies: Sequence[_Tally], start: datetime, end: datetime) -> Sequence[_Tally]:
    """Return the days that a reading, or a run of equal ones, was told on."""
    if end < days.start or start >= days.end:
        return ()
    first = days.index(max(start, days.start)) or 0
    last = days.index(end)
    return tallies[first : len(tallies) if last is None else last + 1]


def _count_time(lived: Course, days: Days, tallies: Sequence[_Tally]) -> None:
    for stretch in lived.stretches:
        for place, minutes in days.shares(stretch.start, stretch.end):
            tally = tallies[place]
            tally.minutes[stretch.kind] = tally.minutes.get(stretch.kind, 0.0) + minutes
            if stretch.kind in (Kind.PLUGGED, Kind.CHARGING) or (
                stretch.kind is Kind.PARKED and stretch.unplugged
            ):
                tally.plug_known = True


def _count_drives(lived: Course, days: Days, tallies: Sequence[_Tally]) -> None:
    for drive in lived.drives:
        told_on = days.index(drive.end)
        whole = (drive.end - drive.start).total_seconds() / 60
        shares = list(days.shares(drive.start, drive.end)) if whole else []
        if drive.vague or not whole:
            shares, whole = ([(told_on, 1.0)], 1.0) if told_on is not None else ([], 1.0)
        for place, minutes in shares:
            tally, part = tallies[place], minutes / whole
            tally.told = True
            tally.day.distance_km = (tally.day.distance_km or 0.0) + drive.distance_km * part
            if drive.lost_percent is None or drive.vague or tally.used_percent is None:
                tally.used_percent = None
            else:
                tally.used_percent += drive.lost_percent * part


def _count_battery(past: Past, days: Days, tallies: Sequence[_Tally]) -> None:
    for reading in past.battery:
        place = days.index(reading.at)
        if place is None:
            continue
        tally, percent = tallies[place], reading.state_of_charge
        day = tally.day
        tally.told = True
        if percent is None:
            continue
        if day.state_of_charge_min is None or percent < day.state_of_charge_min:
            day.state_of_charge_min = percent
        if day.state_of_charge_max is None or percent > day.state_of_charge_max:
            day.state_of_charge_max = percent
        day.state_of_charge_last = percent
        if reading.range_km is not None and percent >= ENOUGH_PERCENT:
            tally.ranges.append(reading.range_km / percent * 100)


def _count_parked_loss(past: Past, lived: Course, days: Days, tallies: Sequence[_Tally]) -> None:
    parked = [each for each in lived.stretches if each.kind is Kind.PARKED and each.unplugged]
    here = 0
    for before, after in pairwise(past.battery):
        while here < len(parked) and parked[here].end <= before.at:
            here += 1
        if here == len(parked):
            return
        if before.at < parked[here].start or after.at > parked[here].end or after.at - before.at > HORIZON:
            continue
        if before.plugged is not False or after.plugged is not False:
            continue
        if before.state_of_charge is None or after.state_of_charge is None:
            continue
        lost = before.state_of_charge - after.state_of_charge
        whole = (after.at - before.at).total_seconds() / 60
        for place, minutes in days.shares(before.at, after.at):
            day = tallies[place].day
            day.parked_loss_percent = (day.parked_loss_percent or 0.0) + lost * minutes / whole
            day.parked_loss_minutes = (day.parked_loss_minutes or 0.0) + minutes


def _count_cockpit(past: Past, lived: Course, days: Days, tallies: Sequence[_Tally]) -> None:
    told = [(each.at, each.until, each.mileage_km) for each in past.cockpit if each.mileage_km is not None]
    for start, end, mileage in sorted([*told, *lived.standing]):
        for tally in _within(days, tallies, start, end):
            tally.day.mileage_km = mileage
            tally.day.distance_km = tally.day.distance_km or 0.0
    for reading in past.cockpit:
        for tally in _within(days, tallies, reading.at, reading.until):
            tally.told = True
            _count_fuel(tally.day, reading)


def _count_fuel(day: Day, reading: CockpitReading) -> None:
    if reading.fuel_range_km is not None:
        day.fuel_range_km = reading.fuel_range_km
    if reading.fuel_l is not None:
        day.fuel_last_l = reading.fuel_l
        day.fuel_min_l = reading.fuel_l if day.fuel_min_l is None else min(day.fuel_min_l, reading.fuel_l)
        day.fuel_max_l = reading.fuel_l if day.fuel_max_l is None else max(day.fuel_max_l, reading.fuel_l)


def _count_charges(past: Past, days: Days, tallies: Sequence[_Tally]) -> None:
    for charge in past.charges:
        if charge.deleted:
            continue
        began_on = days.index(charge.start)
        if began_on is not None:
            tallies[began_on].day.charges += 1
        if charge.energy_kwh is None:
            continue
        if charge.end is None or charge.end <= charge.start:
            # While it goes on there is no telling how much flowed on which side of midnight.
            shares = [] if began_on is None else [(began_on, 1.0)]
            whole = 1.0
        else:
            shares = list(days.shares(charge.start, charge.end))
            whole = (charge.end - charge.start).total_seconds() / 60
        for place, minutes in shares:
            day = tallies[place].day
            day.energy_charged_kwh = (day.energy_charged_kwh or 0.0) + charge.energy_kwh * minutes / whole


def _finished(tally: _Tally, capacity_kwh: float | None, *, plugs_in: bool) -> Day | None:
    """Return the day with what follows from its counts, or None where nothing is known of it."""
    day, minutes = tally.day, tally.minutes
    charging, plugged = minutes.get(Kind.CHARGING, 0.0), minutes.get(Kind.PLUGGED, 0.0)
    day.known_minutes = sum(length for kind, length in minutes.items() if kind is not Kind.UNKNOWN)
    known = day.known_minutes > 0
    if known:
        day.parked_minutes = minutes.get(Kind.PARKED, 0.0) + plugged + charging
    if tally.plug_known and plugs_in:
        day.plugged_minutes, day.charging_minutes = plugged + charging, charging
    if plugs_in and known and not day.charges and day.energy_charged_kwh is None and not charging:
        day.energy_charged_kwh = 0.0
    if (
        plugs_in
        and capacity_kwh is not None
        and day.distance_km is not None
        and tally.used_percent is not None
    ):
        day.energy_used_kwh = tally.used_percent / 100 * capacity_kwh
    day.range_full_km = median(tally.ranges) if tally.ranges else None
    day.outside_c = fmean(tally.outside) if tally.outside else None
    if not (tally.told or known or day.charges or day.energy_charged_kwh is not None or tally.outside):
        return None
    return _rounded(day)


def _rounded(day: Day) -> Day:
    """Return the day without the dust of binary fractions."""
    for name in Day.__slots__:
        value = getattr(day, name)
        if isinstance(value, float):
            setattr(day, name, round(value, 4))
    return day
