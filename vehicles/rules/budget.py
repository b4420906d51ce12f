"""How many calls a Renault login may still make: 60 in any hour, all its vehicles together.

Nothing official is known of Renault's quota; 60 an hour per login has proved safe for owners. Ten of them
are kept for what people ask of their cars: reads go up to 50 only.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

CALLS_PER_HOUR = 60
READS_PER_HOUR = 50
HOUR = timedelta(hours=1)
COOL_DOWN = timedelta(minutes=15)


def free_again_at(calls: Sequence[datetime], now: datetime, *, for_command: bool = False) -> datetime | None:
    """Return when the next call may be made, or None where it may be made now.

    `calls` are the instants of the calls of the last hour, in any order, whatever they were for.
    """
    most = CALLS_PER_HOUR if for_command else READS_PER_HOUR
    recent = sorted(at for at in calls if now - HOUR < at)
    if len(recent) < most:
        return None
    return recent[-most] + HOUR
