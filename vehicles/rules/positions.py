"""How exactly a position is kept, by its age."""

import math
from datetime import UTC, datetime, timedelta

# A thousandth of a degree is 111 m from south to north, and less from west to east.
STEPS_PER_DEGREE = 1000


def coarse(degrees: float | None) -> float | None:
    """Return a latitude or longitude to about 100 m; `services/positions.py` has the same in SQL."""
    return None if degrees is None else math.floor(degrees * STEPS_PER_DEGREE + 0.5) / STEPS_PER_DEGREE


def kept_since(now: datetime, days: int) -> datetime:
    """Return the instant before which a position is older than so many days; it moves on once a day."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days)
