"""Drives, from what the mileage gained between two readings, narrowed by what the battery told.

A car tells its mileage after a drive, and we ask each half hour, so a drive is known as "23 km, between
about 07:40 and 08:25". The mileage may be asked in the midst of a drive and be that of before:
it says when the drive had ended, not when it began.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from .past import HORIZON, BatteryReading, CockpitReading

# Nobody's drive is faster on the whole: so it had begun this long before its end.
FAST_KM_PER_HOUR = 80.0
# A window longer than a slow drive with some stops says only that the car was driven.
SLOW_KM_PER_HOUR = 30.0
STOPS = timedelta(minutes=90)
# A fall of less is the battery's own, or rounding.
FALL_PERCENT = 1.0
NIGHT = timedelta(hours=2)
EXACT = timedelta(minutes=15)


class Drive(NamedTuple):
    """Driven `distance_km` some time between start and end.

    `vague`: so wide a window that the time is not that of a drive. `narrowed`: the battery's readings
    drew the limits. `lost_percent` is the state of charge used, None where it is not known.
    """

    start: datetime
    end: datetime
    distance_km: float
    about: bool = True
    vague: bool = False
    narrowed: bool = False
    from_percent: float | None = None
    to_percent: float | None = None
    lost_percent: float | None = None


class Standing(NamedTuple):
    """Between these the mileage did not move."""

    start: datetime
    end: datetime
    mileage_km: float


class Mileage(NamedTuple):
    """A mileage as it was read from `at` to `until`."""

    at: datetime
    until: datetime
    km: float


class Moves(NamedTuple):
    """What the mileage tells: drives and times of standing, each in order and apart."""

    drives: list[Drive]
    standing: list[Standing]


def earliest_start(last: Mileage, told_at: datetime, gain_km: float) -> datetime:
    """Return when a drive of `gain_km` that `told_at` showed had begun at the latest; never before `last`."""
    by_speed = told_at - timedelta(hours=min(gain_km / FAST_KM_PER_HOUR, 24 * 31))
    return max(last.at, min(last.until, by_speed))


def moves(battery: Sequence[BatteryReading], cockpit: Sequence[CockpitReading]) -> Moves:
    """Return the drives and the times of standing that the mileages tell."""
    told = [Mileage(each.at, each.until, each.mileage_km) for each in cockpit if each.mileage_km is not None]
    times = [reading.at for reading in battery]
    found = Moves([], [])
    for last, following in zip(told, [*told[1:], None], strict=False):
        drive = _between(battery, times, last, following) if following is not None else None
        if following is not None and drive is not None:
            found.drives.append(drive)
            _stand(found.standing, last.at, drive.start, last.km)
            _stand(found.standing, drive.end, following.at, following.km)
        elif following is not None and _same(last, following):
            _stand(found.standing, last.at, following.at, last.km)
        else:
            _stand(found.standing, last.at, last.until, last.km)
    return found


def _same(last: Mileage, following: Mileage) -> bool:
    return following.km == last.km and following.at - last.until <= HORIZON


def _stand(standing: list[Standing], start: datetime, end: datetime, mileage_km: float) -> None:
    """Add a time of standing, in one piece with what it follows."""
    if standing and standing[-1].end == start and standing[-1].mileage_km == mileage_km:
        standing[-1] = standing[-1]._replace(end=end)
    elif start < end:
        standing.append(Standing(start, end, mileage_km))


def _between(
    battery: Sequence[BatteryReading], times: Sequence[datetime], last: Mileage, next_: Mileage
) -> Drive | None:
    """Return the drive between two mileages, or None where there was none (or the mileage fell)."""
    gain = next_.km - last.km
    if gain <= 0:
        return None
    if next_.at - last.until > HORIZON:
        return Drive(last.until, next_.at, gain, vague=True)
    earliest = earliest_start(last, next_.at, gain)
    gaps = _gaps(battery, times, earliest, next_.at)
    longest = timedelta(hours=min(gain / SLOW_KM_PER_HOUR, 24 * 31)) + STOPS
    if not gaps:
        return Drive(earliest, next_.at, gain, vague=next_.at - earliest > longest)
    first, final = gaps[0], gaps[-1]
    start, end = first[0].at, min(final[1].at, next_.at)
    if end - start > longest:
        start = max(start, earliest)
    start = max(start, last.at)
    lost = _lost(gaps)
    return Drive(
        start,
        end,
        gain,
        about=not _is_exact(battery, times, first, final, next_),
        vague=end - start > longest,
        narrowed=True,
        from_percent=first[0].state_of_charge,
        to_percent=final[1].state_of_charge if final[1].at <= next_.at + EXACT else None,
        lost_percent=lost,
    )


_Gap = tuple[BatteryReading, BatteryReading]


def _gaps(
    battery: Sequence[BatteryReading], times: Sequence[datetime], start: datetime, end: datetime
) -> list[_Gap]:
    """Return the pairs of readings between which the car may have been driven: those where it lost charge,
    or where it lost none, all between which it was not plugged in throughout."""
    first = max(0, bisect_right(times, start) - 1)
    last = bisect_left(times, end)
    pairs = list(zip(battery[first:last], battery[first + 1 : last + 1], strict=False))
    free = [
        pair
        for pair in pairs
        if not (pair[0].plugged and pair[1].plugged) and pair[1].at - pair[0].at <= HORIZON
    ]
    falling = [pair for pair in free if _fall(pair) >= FALL_PERCENT]
    greatest = max(map(_fall, falling), default=0.0)
    # A battery loses a little by itself over a night: that is no drive beside one that took much more.
    driven = [pair for pair in falling if _fall(pair) * 4 >= greatest or pair[1].at - pair[0].at < NIGHT]
    return driven or free


def _fall(pair: _Gap) -> float:
    before, after = pair[0].state_of_charge, pair[1].state_of_charge
    return 0.0 if before is None or after is None else before - after


def _lost(gaps: Sequence[_Gap]) -> float | None:
    lost = 0.0
    for pair in gaps:
        before, after = pair[0].state_of_charge, pair[1].state_of_charge
        if before is None or after is None or (after > before and pair[1].plugged is not False):
            return None
        lost += before - after
    return max(0.0, lost)


def _is_exact(
    battery: Sequence[BatteryReading],
    times: Sequence[datetime],
    first: _Gap,
    final: _Gap,
    next_: Mileage,
) -> bool:
    """Whether the car spoke when it was unplugged to leave, and when it had come."""
    place = bisect_left(times, first[0].at)
    left = place > 0 and bool(battery[place - 1].plugged) and first[0].plugged is False
    return left and first is final and abs(next_.at - final[1].at) <= EXACT
