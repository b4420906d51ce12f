"""Where a fuel gauge rose: the car does not tell that it was filled up."""

from collections.abc import Iterable
from dataclasses import dataclass

# Fuel sloshes, and a car on a slope tells some litres more or less.
LEAST_L = 4.0
# Readings of one filling up: the gauge may follow slowly.
STILL_RISING_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Refuel:
    """One rise of the gauge, between two instants in epoch seconds, by about that many litres."""

    start: int
    end: int
    litres: float


def from_readings(told: Iterable[tuple[int, float]]) -> list[Refuel]:
    """Return the refuels among (instant, litres), in time order."""
    rises: list[Refuel] = []
    before: tuple[int, float] | None = None
    fell = False
    for at, litres in told:
        if before is not None and litres > before[1]:
            rise = Refuel(before[0], at, litres - before[1])
            if rises and not fell and at - rises[-1].end <= STILL_RISING_SECONDS:
                rise = Refuel(rises[-1].start, at, rises.pop().litres + rise.litres)
            rises.append(rise)
            fell = False
        elif before is not None and litres < before[1]:
            fell = True
        before = (at, litres)
    return [rise for rise in rises if rise.litres >= LEAST_L]


def of_day(before: float | None, low: float, high: float, last: float) -> float | None:
    """Return about how many litres a day put in; None where the gauge did not rise enough to be sure.

    `before` is the gauge at the end of the day known before. A day says no more than its lowest, highest
    and last, in no order: only what is above the evening before, or stands at the end, came in for sure.
    """
    litres = max(high - (high if before is None else before), last - low)
    return litres if litres >= LEAST_L else None
