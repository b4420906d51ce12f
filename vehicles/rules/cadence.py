"""When a vehicle is due again, and which of its endpoints a poll asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

CHARGING = timedelta(minutes=5)
OTHERWISE = timedelta(minutes=30)

# How long each endpoint rests between two questions; battery-status goes with every poll.
PACE: Mapping[str, timedelta] = {
    "battery-status": timedelta(0),
    "cockpit": timedelta(minutes=30),
    "hvac-status": timedelta(minutes=30),
    "location": timedelta(minutes=30),
    "lock-status": timedelta(minutes=30),
    "pressure": timedelta(hours=6),
}
# Half a tick: an endpoint of 30 minutes belongs to the poll that comes 29 min 50 s later.
SLACK = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class EndpointRecord:
    """What is known of one endpoint: when it was last tried, and until when it is left alone."""

    tried_at: datetime | None = None
    try_again_at: datetime | None = None


def interval(*, charging: bool) -> timedelta:
    """Return how long after a poll the next one is due."""
    return CHARGING if charging else OTHERWISE


def endpoints_to_ask(
    possible: list[str], records: Mapping[str, EndpointRecord], now: datetime, *, look: bool
) -> list[str]:
    """Return which of the possible endpoints this poll asks, in order.

    An endpoint that is left alone until later is not asked; with `look` (a person pressed "Look now")
    every other one is, whatever its pace.
    """
    chosen = []
    for endpoint in possible:
        record = records.get(endpoint, EndpointRecord())
        if record.try_again_at is not None and now < record.try_again_at:
            continue
        rested = record.tried_at is None or now - record.tried_at >= PACE[endpoint] - SLACK
        if look or rested:
            chosen.append(endpoint)
    return chosen
