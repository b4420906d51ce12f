"""What many figures come to: sums of what is known, medians and their spread, consumption."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10

# A car tells its charge in whole percent, about half a kWh: over less than this nothing can be said.
LEAST_KM = 10.0
# Of one day: there the same half kWh is to weigh less than a quarter.
LEAST_KM_OF_A_DAY = 20.0
# Fewer than this have no middle worth the name.
LEAST_FOR_A_MEDIAN = 3

MINUTES_OF_A_DAY = 24 * 60
# A loss of one percent may be one of rounding: a day and a half of standing is the least.
LEAST_PARKED_MINUTES = 36 * 60


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of some figures, the quarter marks below and above it, and how many there are."""

    low: float
    median: float
    high: float
    count: int


def consumption(energy_kwh: float | None, km: float | None, least_km: float = LEAST_KM) -> float | None:
    """Return kWh per 100 km; None where either is unknown or too little was driven to say."""
    if energy_kwh is None or km is None or km < least_km:
        return None
    return energy_kwh / km * 100


def loss_per_day(percent: float | None, minutes: float | None) -> float | None:
    """Return the percent points lost in a day of standing; None where too little standing is known."""
    if percent is None or minutes is None or minutes < LEAST_PARKED_MINUTES:
        return None
    return percent / minutes * MINUTES_OF_A_DAY


def spread(values: Iterable[float]) -> Spread | None:
    """Return the middle and the quarter marks; None for fewer than LEAST_FOR_A_MEDIAN figures."""
    ordered = sorted(values)
    return _spread(ordered) if len(ordered) >= LEAST_FOR_A_MEDIAN else None


def _spread(ordered: Sequence[float]) -> Spread:
    return Spread(_at(ordered, 0.25), _at(ordered, 0.5), _at(ordered, 0.75), len(ordered))


def _at(ordered: Sequence[float], share: float) -> float:
    """Return the figure below which that share lies, between two neighbours where it falls there."""
    place = (len(ordered) - 1) * share
    below = int(place)
    if below + 1 == len(ordered):
        return ordered[below]
    return ordered[below] + (ordered[below + 1] - ordered[below]) * (place - below)


def running_spread(values: Sequence[float], most: int) -> list[Spread | None]:
    """Return for each figure the spread of the last `most` up to it, itself among them."""
    ordered: list[float] = []
    found: list[Spread | None] = []
    for place, value in enumerate(values):
        insort(ordered, value)
        if place >= most:
            del ordered[bisect_left(ordered, values[place - most])]
        found.append(_spread(ordered) if len(ordered) >= LEAST_FOR_A_MEDIAN else None)
    return found


def binned(points: Iterable[tuple[float, float]], width: float) -> dict[int, Spread | None]:
    """Return the spread of y by bin of x; bin n reaches from n × width up to below (n + 1) × width."""
    bins: dict[int, list[float]] = {}
    for x, y in points:
        bins.setdefault(floor(x / width), []).append(y)
    return {number: spread(values) for number, values in sorted(bins.items())}


def round_width(low: float, high: float, most: int) -> float:
    """Return the smallest of 1, 2, 5, 10, 20, 50 … with which at most `most` bins cover low to high."""
    least = max((high - low) / most, 1.0)
    tens: float = 10.0 ** floor(log10(least))
    return next(times * tens for times in (1, 2, 5, 10) if times * tens >= least)
