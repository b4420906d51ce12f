"""When a figure is too old to be shown as fresh."""

from datetime import datetime, timedelta

CHARGING = timedelta(hours=1)  # a car that charges reports every 5 to 30 minutes
OTHERWISE = timedelta(hours=6)


def is_stale(at: datetime, now: datetime, *, charging: bool = False) -> bool:
    """Whether a figure of that instant is to be shown in grey."""
    return now - at > (CHARGING if charging else OTHERWISE)


def is_charging_still(told_charging: bool, at: datetime, now: datetime) -> bool:
    """Whether a report of charging holds: it is not older than a charging car stays silent."""
    return told_charging and not is_stale(at, now, charging=True)


def is_asleep(reported_at: datetime, fetched_at: datetime | None) -> bool:
    """Whether the car sleeps: it had told nothing new for long when Renault last answered."""
    return fetched_at is not None and fetched_at - reported_at > OTHERWISE
