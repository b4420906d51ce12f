"""Local days of the played world: every car lives in one time zone."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Paris")
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@lru_cache(maxsize=2048)
def midnight(day: date) -> int:
    """Return the instant at which a local day begins, in seconds since 1970."""
    return int(datetime.combine(day, time(), ZONE).timestamp())


def local_instant(day: date, minutes: int) -> int:
    """Return the instant of a wall-clock time of a local day, given in minutes since midnight."""
    return int(datetime.combine(day, time(minutes // 60 % 24, minutes % 60), ZONE).timestamp())


def utc_instant(day: date, minutes: int) -> int:
    return int(datetime.combine(day, time(minutes // 60 % 24, minutes % 60), UTC).timestamp())


def local_day(at: float) -> date:
    return datetime.fromtimestamp(at, ZONE).date()


def zulu(at: float) -> str:
    """Return an instant as the wire writes it: `2026-03-01T06:30:00Z`."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def with_offset(at: float) -> str:
    """Return an instant as older cars write it: `2026-03-01T07:30:00+01:00`."""
    return datetime.fromtimestamp(at, ZONE).isoformat(timespec="seconds")
