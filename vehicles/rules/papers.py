"""How often what is written about a vehicle is asked for again: its details, its contracts, its picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

PACE = {
    "details": timedelta(days=30),
    "contracts": timedelta(days=7),
    "picture": timedelta(days=30),
}
AFTER_FAILURE = timedelta(hours=6)
# How long a queued task has the work for itself.
LEASE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """When one of them was last told and last tried, and until when it is left alone."""

    answered_at: datetime | None = None
    tried_at: datetime | None = None
    try_again_at: datetime | None = None


def due_at(what: str, asked: Asked) -> datetime | None:
    """Return when it is to be asked again; None is at once, for it was never tried."""
    times = [
        asked.answered_at and asked.answered_at + PACE[what],
        # What failed since it was last told is tried again soon, but not at every tick.
        asked.tried_at + AFTER_FAILURE if _failed(asked) and asked.tried_at else None,
        asked.try_again_at,
    ]
    if _failed(asked):
        times[0] = None
    return max((time for time in times if time is not None), default=None)


def _failed(asked: Asked) -> bool:
    if asked.tried_at is None:
        return False
    return asked.answered_at is None or asked.tried_at > asked.answered_at


def is_due(what: str, asked: Asked, now: datetime) -> bool:
    """Whether it is to be asked at `now`."""
    at = due_at(what, asked)
    return at is None or at <= now


def earliest(times: Iterable[datetime | None], now: datetime) -> datetime:
    """Return when the first of them is due; `now` where one is due at once."""
    return min(now if time is None else time for time in times)
