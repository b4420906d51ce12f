"""How many calls a Renault login may still make: 60 in any hour, all its vehicles together.

Nothing official is known of Renault's quota; 60 an hour per login has proved safe for owners. Ten of them
are kept for what people ask of their cars: reads go up to 50 only. Where Renault says all the same that its
own limit is reached, the login pauses, longer each time that it comes again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

CALLS_PER_HOUR = 60
READS_PER_HOUR = 50
# Polls plan with so many: lists of charges, plans and people who look need some of the others.
PLANNED_PER_HOUR = 36
HOUR = timedelta(hours=1)
SHORTEST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(minutes=60)


def free_again_at(
    calls: Sequence[datetime], now: datetime, *, for_command: bool = False, can_wait: bool = False
) -> datetime | None:
    """Return when the next call may be made, or None where it may be made now.

    `calls` are the instants of the calls of the last hour, in any order, whatever they were for. What belongs
    to a command may use all of them; what can wait for a later poll leaves room for what cannot.
    """
    most = CALLS_PER_HOUR if for_command else PLANNED_PER_HOUR if can_wait else READS_PER_HOUR
    recent = sorted(at for at in calls if now - HOUR < at)
    if len(recent) < most:
        return None
    return recent[-most] + HOUR


def next_pause(last_pause: timedelta, ended_at: datetime | None, now: datetime) -> timedelta:
    """Return how long to pause when Renault's own limit is reached: 15 minutes, doubled up to 60.

    `last_pause` ended at `ended_at` (None: there never was one). After an hour without another it is
    forgotten.
    """
    if ended_at is None or now - ended_at > HOUR:
        return SHORTEST_PAUSE
    return min(LONGEST_PAUSE, max(SHORTEST_PAUSE, 2 * last_pause))
