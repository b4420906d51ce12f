"""What a car does on a day: the drives its people take, drawn from the day itself."""

import math
import random
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from .cars import CarRow
from .zone import midnight

KM_PER_DEGREE = 111.2
SATURDAY, SUNDAY = 5, 6


class Leg(NamedTuple):
    """One drive: when it starts (seconds since 1970), how far and to where.

    `position` is in degrees. `outing` numbers the outing of the day it belongs
    to; `last` says that it ends the outing at home; `far` that it may need a
    stop at a fast charger.
    """

    at: int
    km: float
    place: str
    position: tuple[float, float]
    outing: int
    last: bool
    far: bool = False


class Plan(NamedTuple):
    """A day's legs in time order and the chances drawn for it."""

    legs: tuple[Leg, ...]
    plugs_in: float
    public: float


def _beside(home: tuple[float, float], km: float, bearing: float) -> tuple[float, float]:
    north = km / KM_PER_DEGREE * math.cos(bearing)
    east = km / KM_PER_DEGREE * math.sin(bearing) / math.cos(math.radians(home[0]))
    return round(home[0] + north, 6), round(home[1] + east, 6)


@lru_cache(maxsize=64)
def _haunts(seed: int, row: CarRow) -> dict[str, tuple[float, float]]:
    """Return where a car's people go, by name; roads are longer than the crow's way."""
    rng = random.Random(f"{seed}:{row.vin}:haunts")
    habits = row.habits
    far = {"work": habits.commute_km, "away": habits.trip_km, "shop": 4.0, "friends": 9.0, "sea": 0.5}
    far["sea"] = habits.weekend_km / 2
    return {name: _beside(row.home, km * 0.78, rng.uniform(0, 2 * math.pi)) for name, km in far.items()}


@lru_cache(maxsize=256)
def _weeks_off(seed: int, vin: str, year: int) -> frozenset[int]:
    """Return the weeks of a year in which the car stays where it is."""
    rng = random.Random(f"{seed}:{vin}:holidays:{year}")
    return frozenset(
        (rng.choice((7, 8, 9)), rng.choice((29, 30, 31, 32, 33)), rng.choice((16, 17, 43, 44, 52)))
    )


def _is_trip(seed: int, row: CarRow, day: date) -> bool:
    year, week, _ = day.isocalendar()
    return random.Random(f"{seed}:{row.vin}:trip:{year}:{week}").random() < row.habits.trip_chance


def plan_of_day(seed: int, row: CarRow, day: date) -> Plan:
    """Return what a car does on a local day; the same seed, car and day give the same plan."""
    rng = random.Random(f"{seed}:{row.vin}:{day.toordinal()}")
    plugs_in, public = rng.random(), rng.random()
    year, week, _ = day.isocalendar()
    if week in _weeks_off(seed, row.vin, year):
        return Plan((), plugs_in, public)
    if day.weekday() in (SATURDAY, SUNDAY) and _is_trip(seed, row, day):
        return Plan((_trip(seed, row, day, rng),), plugs_in, public)
    stays: list[tuple[float, float, float, str]] = []
    habits = row.habits
    if day.weekday() in habits.commute_days and rng.random() < 0.94:
        stays.append(
            (habits.leaves + rng.gauss(0, 0.2), habits.returns + rng.gauss(0, 0.4), habits.commute_km, "work")
        )
    elif rng.random() < habits.errand_chance:
        start = rng.uniform(9.5, 11.5)
        stays.append((start, start + rng.uniform(0.6, 1.5), rng.uniform(2.5, 6), "shop"))
    if day.weekday() in (SATURDAY, SUNDAY) and rng.random() < 0.62:
        start = rng.uniform(13.5, 15.5)
        stays.append(
            (start, start + rng.uniform(1.5, 4), habits.weekend_km / 2 * rng.uniform(0.6, 1.5), "sea")
        )
    if rng.random() < habits.errand_chance * 0.7:
        start = max(18.9, stays[-1][1] + 1.4 if stays else 0.0) + rng.uniform(0, 0.6)
        if start < 21:
            stays.append((start, start + rng.uniform(0.5, 1.6), rng.uniform(2.5, 9), "friends"))
    return Plan(tuple(_legs(seed, row, day, stays, rng)), plugs_in, public)


def _legs(
    seed: int, row: CarRow, day: date, stays: list[tuple[float, float, float, str]], rng: random.Random
) -> list[Leg]:
    haunts = _haunts(seed, row)
    start = midnight(day)
    legs = []
    for outing, (leaves, returns, km, place) in enumerate(stays):
        out, back = km * rng.uniform(0.97, 1.06), km * rng.uniform(0.97, 1.06)
        legs.append(Leg(start + int(leaves * 3600), out, place, haunts[place], outing, last=False))
        legs.append(Leg(start + int(returns * 3600), back, "home", row.home, outing, last=True))
    return legs


def _trip(seed: int, row: CarRow, day: date, rng: random.Random) -> Leg:
    """Return the one long drive of a weekend away: out on Saturday, home on Sunday."""
    km = row.habits.trip_km * rng.uniform(0.97, 1.05)
    away = _haunts(seed, row)["away"]
    if day.weekday() == SATURDAY:
        return Leg(
            midnight(day) + int(rng.uniform(8.5, 10) * 3600), km, "away", away, 0, last=False, far=True
        )
    return Leg(midnight(day) + int(rng.uniform(14, 16) * 3600), km, "home", row.home, 0, last=True, far=True)


def minutes_for(km: float) -> float:
    """Return how long a drive takes: slow in town, faster the further it goes."""
    return 3 + km / (26 if km < 8 else 44 if km < 45 else 82) * 60
