"""Weeks of day programs, as read from a car and as sent to it.

Times are `Thh:mmZ`: UTC on some cars, local on others (owners' reports). Ids run from 1 to 5.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from ..exceptions import InvalidInputError
from .answer import Answer

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_TIME = re.compile(r"T([01]\d|2[0-3]):([0-5]\d)Z")
_DAY_MINUTES = 24 * 60


def _minutes(time: str | None) -> int | None:
    match = _TIME.fullmatch(time or "")
    return None if match is None else int(match[1]) * 60 + int(match[2])


@dataclass
class ChargeDaySchedule(Answer):
    """When a charge starts (`Thh:mmZ`) and how long it takes (minutes)."""

    startTime: str | None = None
    duration: int | None = None

    def get_end_time(self) -> str | None:
        """Return when the charge ends (`Thh:mmZ`), on the next day perhaps; None if it cannot be told."""
        start = _minutes(self.startTime)
        if start is None or self.duration is None:
            return None
        end = (start + self.duration) % _DAY_MINUTES
        return f"T{end // 60:02}:{end % 60:02}Z"

    def to_wire(self) -> dict[str, Any]:
        """Return what is sent; raises InvalidInputError if a car could not read it."""
        if _minutes(self.startTime) is None:
            raise InvalidInputError("A charge starts at a time like T22:30Z.")
        if not _is_whole(self.duration) or not 0 <= (self.duration or 0) <= 7 * _DAY_MINUTES:
            raise InvalidInputError("A charge lasts a whole number of minutes.")
        return {"startTime": self.startTime, "duration": self.duration}


@dataclass
class HvacDaySchedule(Answer):
    """When the cabin shall be ready (`Thh:mmZ`)."""

    readyAtTime: str | None = None

    def to_wire(self) -> dict[str, Any]:
        """Return what is sent; raises InvalidInputError if a car could not read it."""
        if _minutes(self.readyAtTime) is None:
            raise InvalidInputError("A cabin is ready at a time like T07:45Z.")
        return {"readyAtTime": self.readyAtTime}


@dataclass
class ChargeSchedule(Answer):
    """A week of charges; a day without one is None."""

    id: int | None = None
    activated: bool | None = None
    monday: ChargeDaySchedule | None = None
    tuesday: ChargeDaySchedule | None = None
    wednesday: ChargeDaySchedule | None = None
    thursday: ChargeDaySchedule | None = None
    friday: ChargeDaySchedule | None = None
    saturday: ChargeDaySchedule | None = None
    sunday: ChargeDaySchedule | None = None


@dataclass
class HvacSchedule(Answer):
    """A week of preconditionings; a day without one is None."""

    id: int | None = None
    activated: bool | None = None
    monday: HvacDaySchedule | None = None
    tuesday: HvacDaySchedule | None = None
    wednesday: HvacDaySchedule | None = None
    thursday: HvacDaySchedule | None = None
    friday: HvacDaySchedule | None = None
    saturday: HvacDaySchedule | None = None
    sunday: HvacDaySchedule | None = None


_Week = TypeVar("_Week", ChargeSchedule, HvacSchedule)


def weeks_to_wire(schedules: Iterable[_Week], week_type: type[_Week]) -> list[dict[str, Any]]:
    """Return the schedules as they are sent, every day named; raises InvalidInputError."""
    weeks = list(schedules) if isinstance(schedules, Iterable) else [None]
    if not all(isinstance(week, week_type) for week in weeks):
        raise InvalidInputError(f"A list of {week_type.__name__} is needed.")
    return [_week_to_wire(week) for week in weeks if week is not None]


def _week_to_wire(week: ChargeSchedule | HvacSchedule) -> dict[str, Any]:
    if not _is_whole(week.id) or week.id not in range(1, 6):
        raise InvalidInputError("A schedule has an id from 1 to 5.")
    days = {day: getattr(week, day) for day in DAYS}
    return {
        "id": week.id,
        "activated": bool(week.activated),
        **{day: None if program is None else program.to_wire() for day, program in days.items()},
    }


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
