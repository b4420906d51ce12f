"""The weather of the played world: warm summers, cold mornings, and days that differ."""

import math
import random
from functools import lru_cache

DAY = 86_400
YEAR = 365.2425 * DAY
COLDEST = 18 * DAY  # the year is coldest in the third week of January


@lru_cache(maxsize=1024)
def _whim(seed: int, day: int) -> float:
    return random.Random(f"{seed}:weather:{day}").gauss(0, 2.6)


def outside_c(seed: int, at: float) -> float:
    """Return the temperature outside in °C at an instant (seconds since 1970)."""
    season = 12.0 - 8.5 * math.cos(2 * math.pi * (at % YEAR - COLDEST) / YEAR)
    hour = -4.0 * math.cos(2 * math.pi * (at % DAY / DAY - 3.5 / 24))
    day = int(at // DAY)
    share = at % DAY / DAY
    return season + hour + _whim(seed, day) * (1 - share) + _whim(seed, day + 1) * share


def thirst(temperature: float) -> float:
    """Return what the weather makes of an electric car's consumption, 1.0 being a mild day."""
    return 1 + 0.013 * max(0.0, 18 - temperature) + 0.008 * max(0.0, temperature - 25)
