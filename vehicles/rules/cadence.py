"""When a vehicle is due again, and which of its endpoints a poll asks.

A vehicle goes at one of five paces. Of a poll the first endpoint (the battery's, where there is one) is
always asked; what it tells decides whether anything else can have changed since it was last asked. Where
the cars of one login would need more than the hour's calls, those that go fastest go slower, so far that
all find room.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from zlib import crc32

from . import ages
from .budget import HOUR, PLANNED_PER_HOUR

NO_TIME = timedelta(0)
MINUTE = timedelta(minutes=1)


class Pace(StrEnum):
    """How often a vehicle is asked, and why."""

    CHARGING = "charging"
    LIVELY = "lively"  # just driven, plugged in or out, or told what to do
    PARKED = "parked"
    ASLEEP = "asleep"  # the car has told nothing new for six hours
    PRIVATE = "private"  # privacy mode: it tells nothing at all


INTERVALS: Mapping[Pace, timedelta] = {
    Pace.CHARGING: 5 * MINUTE,
    Pace.LIVELY: 5 * MINUTE,
    Pace.PARKED: 30 * MINUTE,
    Pace.ASLEEP: 60 * MINUTE,
    Pace.PRIVATE: 60 * MINUTE,
}
LIVELY_FOR = 20 * MINUTE
# So much of the longer intervals is moved to and fro, so that cars which were asked together part.
JITTER = 1 / 12
WITHOUT_JITTER = 10 * MINUTE
# Half a tick: what is due in the minute of a tick belongs to that tick.
SLACK = timedelta(seconds=30)
# Where cars are spaced out: in whole minutes, at most, and how much further their other endpoints are.
LONGEST_SPACING = 24 * 60
OTHERS_SPACED = 4


class News(IntEnum):
    """What the first answers of a poll say of the vehicle, since the poll before."""

    NOTHING = 0
    CHARGES = 1  # it told something, and it stands and charges
    TOLD = 2
    MOVED = 3  # it was driven, or plugged in or out


# How long each endpoint rests between two questions, after nothing, charging, something, a drive.
_RESTS: Mapping[str, tuple[int, int, int, int]] = {
    "battery-status": (0, 0, 0, 0),
    "cockpit": (120, 60, 10, 10),
    "location": (120, 60, 30, 10),
    "hvac-status": (120, 30, 30, 30),
    "lock-status": (120, 60, 30, 30),
    "pressure": (24 * 60, 6 * 60, 6 * 60, 6 * 60),
}
USUAL_NEWS: Mapping[Pace, News] = {
    Pace.CHARGING: News.CHARGES,
    Pace.LIVELY: News.MOVED,
    Pace.PARKED: News.TOLD,
    Pace.ASLEEP: News.NOTHING,
    Pace.PRIVATE: News.NOTHING,
}
# After a failure that may pass, an endpoint is asked again sooner.
AFTER_FAILURE = 10 * MINUTE


@dataclass(frozen=True, slots=True)
class EndpointRecord:
    """What is known of one endpoint: when it was tried and answered, and until when it is left alone.

    `fails` says that the last time it did not answer, for now.
    """

    tried_at: datetime | None = None
    try_again_at: datetime | None = None
    answered_at: datetime | None = None
    fails: bool = False

    def is_left_alone(self, now: datetime) -> bool:
        return self.try_again_at is not None and now < self.try_again_at


NEVER_TRIED = EndpointRecord()


@dataclass(frozen=True, slots=True)
class Known:
    """What decides the pace of a vehicle after a poll.

    `told_at` is the latest instant of which the car told something new; `answered_at` when Renault last
    answered for it. `refused` says that it kept everything to itself (privacy mode).
    """

    charging: bool = False
    lively_until: datetime | None = None
    told_at: datetime | None = None
    answered_at: datetime | None = None
    refused: bool = False


def pace_of(known: Known, now: datetime) -> Pace:
    """Return at what pace the vehicle is asked from now on."""
    if known.refused:
        return Pace.PRIVATE
    if known.charging:
        return Pace.CHARGING
    if known.lively_until is not None and now < known.lively_until:
        return Pace.LIVELY
    if known.told_at is not None and ages.is_asleep(known.told_at, known.answered_at):
        return Pace.ASLEEP
    return Pace.PARKED


def interval(pace: Pace, spacing: timedelta = NO_TIME) -> timedelta:
    """Return how long after a poll the next one is due, by and large (see `spacing_of`)."""
    return max(INTERVALS[pace], spacing)


def jitter(vehicle_id: int, slot: int) -> float:
    """Return a number from -1 to 1 that is the same each time for a vehicle and a slot of time."""
    return float(crc32(f"{vehicle_id} {slot}".encode()) / 2**31 - 1)


def next_due(vehicle_id: int, pace: Pace, now: datetime, spacing: timedelta = NO_TIME) -> datetime:
    """Return when a vehicle that was asked now is due again."""
    after = interval(pace, spacing)
    if after > WITHOUT_JITTER:
        slot = int(now.timestamp() // after.total_seconds())
        after *= 1 + JITTER * jitter(vehicle_id, slot)
    return now + after - SLACK


def spacing_of(cars: Collection[tuple[Pace, Sequence[str]]]) -> timedelta:
    """Return the least time between two polls of a car that lets all cars of a login find room.

    It is none where the hour's calls are enough. Each car comes with its pace and the endpoints that it may
    be asked.
    """
    low, high = -1, LONGEST_SPACING
    while high - low > 1:  # `high` is enough, `low` is not
        middle = (low + high) // 2
        needed = sum(_calls_per_hour(pace, endpoints, middle * MINUTE) for pace, endpoints in cars)
        low, high = (low, middle) if needed <= PLANNED_PER_HOUR else (middle, high)
    return high * MINUTE


def _calls_per_hour(pace: Pace, endpoints: Sequence[str], spacing: timedelta) -> float:
    every = interval(pace, spacing)
    others = [] if pace is Pace.PRIVATE else endpoints[1:]
    rests = (max(every, _rest(endpoint, USUAL_NEWS[pace], spacing)) for endpoint in others)
    return HOUR / every + sum(HOUR / rest for rest in rests)


def _rest(endpoint: str, news: News, spacing: timedelta) -> timedelta:
    return max(_RESTS[endpoint][news] * MINUTE, OTHERS_SPACED * spacing)


def in_order(
    possible: Sequence[str], records: Mapping[str, EndpointRecord], now: datetime
) -> tuple[str | None, list[str]]:
    """Return which of the possible endpoints is asked first, and the others in the order to be considered.

    What is left alone for now is left out. After the cockpit, which tells whether the car was driven, come
    those that were not tried for the longest time.
    """
    open_ones = [each for each in possible if not records.get(each, NEVER_TRIED).is_left_alone(now)]
    if not open_ones:
        return None, []
    first, *others = open_ones
    long_ago = datetime.min.replace(tzinfo=now.tzinfo)
    tried = {each: records.get(each, NEVER_TRIED).tried_at or long_ago for each in others}
    others.sort(key=lambda each: (each != "cockpit", tried[each]))
    return first, others


def is_wanted(
    endpoint: str,
    record: EndpointRecord,
    now: datetime,
    news: News,
    *,
    spacing: timedelta = NO_TIME,
    look_asked_at: datetime | None = None,
) -> bool:
    """Return whether a poll asks this endpoint too, after what the first answers said.

    Where a person asked to look now, it is asked once since then, whatever its pace.
    """
    if record.tried_at is None:
        return True
    if look_asked_at is not None and record.tried_at < look_asked_at:
        return True
    rest = _rest(endpoint, news, spacing)
    return now - record.tried_at >= (min(rest, AFTER_FAILURE) if record.fails else rest) - SLACK


@dataclass(frozen=True, slots=True)
class Said:
    """What an endpoint said: the car's own time where it told one, when we first heard it, its figures."""

    at: datetime | None
    heard_at: datetime
    columns: Mapping[str, object]

    @property
    def told_at(self) -> datetime:
        return self.at or self.heard_at


def is_newer(before: Said | None, said: Said) -> bool:
    """Return whether the car has told something since; a repeated or an older report is nothing new."""
    if before is None:
        return True
    if before.at is not None and said.at is not None and said.at != before.at:
        return said.at > before.at
    return dict(said.columns) != dict(before.columns)


def news_in(before: Said | None, said: Said, *, charging: bool) -> News:
    """Return what an answer of the battery's or the cockpit's endpoint tells that the one before did not."""
    if not is_newer(before, said):
        return News.NOTHING
    if before is not None and _has_moved(before.columns, said.columns):
        return News.MOVED
    return News.CHARGES if charging else News.TOLD


def _has_moved(before: Mapping[str, object], now: Mapping[str, object]) -> bool:
    """Return whether its mileage or its plug is known to be another."""
    return any(
        before.get(name) not in (None, "") and now.get(name) not in (None, "", before[name])
        for name in ("mileage_km", "plug_state")
    )
