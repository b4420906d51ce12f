"""The time in the cars' world, asked in one place.

It is the machine's clock, unless the demo lets its played cars live faster:
then ages, due times and the hourly budget follow the cars' clock, so that the
pages stay true. Rules never ask: the time comes in as an argument.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings


def now() -> datetime:
    """Return the present instant in UTC.

    With CLOCK_SPEED other than 1 it is CLOCK_START (an aware datetime) plus
    CLOCK_SPEED times what has passed since CLOCK_STARTED_AT.
    """
    real = datetime.now(UTC)
    if settings.CLOCK_SPEED == 1:
        return real
    passed: timedelta = real - settings.CLOCK_STARTED_AT
    return settings.CLOCK_START + passed * settings.CLOCK_SPEED


def machine_now() -> datetime:
    """Return the machine's own time in UTC: for leases, heartbeats and what expires here."""
    return datetime.now(UTC)


def machine_time(at: datetime) -> datetime:
    """Return what the machine's clock shows when the cars' clock shows `at`."""
    passes: timedelta = (at - now()) / settings.CLOCK_SPEED
    return machine_now() + passes
