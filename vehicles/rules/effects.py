"""Whether what a car tells proves that it did what it was told.

Two facts decide. An answer with the car's own time counts when that time is after the command was sent; an
answer without one counts when it was read after Renault took the command, for it then shows the new value.
And an old value refutes nothing: cars tell late, and servers answer from memory. Only a car that says, after
the command, that it is not plugged in, has said no to a charge.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from vehicles.renault_api.kamereon.schedules import DAYS

from .readings import Columns, Reading

_MODES = {
    "always": "always_charging",
    "always_charging": "always_charging",
    "scheduled": "schedule_mode",
    "schedule_mode": "schedule_mode",
}
_SAME_MINUTE = timedelta(minutes=1)


class Effect(Enum):
    """What an answer says of a command."""

    SHOWN = auto()
    NOT_PLUGGED = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Asked:
    """A command that Renault took: `start_at` where the car itself keeps a time to begin at."""

    kind: str
    arguments: Mapping[str, Any]
    sent_at: datetime
    accepted_at: datetime
    start_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One answer: raw, when it was read, and as a reading where the endpoint has one."""

    endpoint: str
    raw: Mapping[str, Any]
    fetched_at: datetime
    reading: Reading | None = None

    @property
    def reported_at(self) -> datetime | None:
        """The car's own time, where it told one."""
        return self.reading.reported_at if self.reading else None


def effect_of(asked: Asked, told: Told) -> Effect:
    """Return what the answer proves about the command."""
    if not _is_newer(asked, told):
        return Effect.NOTHING
    if told.reading is not None:
        seen = _OF_READINGS.get((asked.kind, told.endpoint))
        return seen(asked, told.reading.columns, told.reported_at) if seen else Effect.NOTHING
    same = _OF_SETTINGS.get(asked.kind)
    return Effect.SHOWN if same is not None and same(asked.arguments, told.raw) else Effect.NOTHING


def _is_newer(asked: Asked, told: Told) -> bool:
    if told.reported_at is not None:
        return told.reported_at > asked.sent_at
    return told.fetched_at > asked.accepted_at


_Seen = Callable[[Asked, Columns, datetime | None], Effect]


def _charging(asked: Asked, columns: Columns, reported_at: datetime | None) -> Effect:
    begun = asked.start_at is None or (reported_at is not None and reported_at >= asked.start_at)
    if columns["charge_state"] == "charging" and begun:
        return Effect.SHOWN
    if columns["plug_state"] == "unplugged" and begun and reported_at is not None:
        return Effect.NOT_PLUGGED
    return Effect.NOTHING


def _not_charging(_asked: Asked, columns: Columns, _reported_at: datetime | None) -> Effect:
    return Effect.SHOWN if columns["charge_state"] not in ("charging", "") else Effect.NOTHING


def _warming(asked: Asked, columns: Columns, reported_at: datetime | None) -> Effect:
    if asked.start_at is None:
        return Effect.SHOWN if columns["hvac_on"] else Effect.NOTHING
    planned = columns["next_start_at"]
    if planned is not None and abs(planned - asked.start_at) < _SAME_MINUTE:
        return Effect.SHOWN
    begun = reported_at is not None and reported_at >= asked.start_at
    return Effect.SHOWN if columns["hvac_on"] and begun else Effect.NOTHING


def _not_warming(_asked: Asked, columns: Columns, _reported_at: datetime | None) -> Effect:
    return Effect.SHOWN if columns["hvac_on"] is False else Effect.NOTHING


def _placed(_asked: Asked, columns: Columns, reported_at: datetime | None) -> Effect:
    """A position as such proves nothing: it must carry the car's time."""
    told = columns["latitude"] is not None and reported_at is not None
    return Effect.SHOWN if told else Effect.NOTHING


_OF_READINGS: Mapping[tuple[str, str], _Seen] = {
    ("start_charge", "battery-status"): _charging,
    ("stop_charge", "battery-status"): _not_charging,
    ("start_preconditioning", "hvac-status"): _warming,
    ("stop_preconditioning", "hvac-status"): _not_warming,
    ("refresh_position", "location"): _placed,
}


def _same_mode(arguments: Mapping[str, Any], raw: Mapping[str, Any]) -> bool:
    told = raw.get("chargeMode", raw.get("mode"))
    return isinstance(told, str) and _MODES.get(told.lower()) == arguments["mode"]


def _same_limits(arguments: Mapping[str, Any], raw: Mapping[str, Any]) -> bool:
    return (raw.get("socMin"), raw.get("socTarget")) == (arguments["minimum"], arguments["target"])


def _same_weeks(arguments: Mapping[str, Any], raw: Mapping[str, Any]) -> bool:
    """Compare week by week; the oldest cars answer with a calendar instead."""
    if isinstance(raw.get("calendar"), dict):
        return _of_calendar(raw["calendar"]) == _of_weeks(arguments["schedules"])
    told = {week.get("id"): week for week in _objects(raw.get("schedules"))}
    return all(_week(sent) == _week(told.get(sent["id"], {})) for sent in arguments["schedules"])


def _week(week: Mapping[str, Any]) -> tuple[bool, list[Any]]:
    days = [week.get(day) for day in DAYS]
    kept = [
        (day.get("startTime"), day.get("duration"), day.get("readyAtTime")) if isinstance(day, dict) else None
        for day in days
    ]
    return bool(week.get("activated")), kept


def _of_weeks(weeks: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    return {
        (day, week[day]["startTime"].strip("TZ").replace(":", ""), week[day]["duration"], week["activated"])
        for week in weeks
        for day in DAYS
        if week.get(day)
    }


def _of_calendar(calendar: Mapping[str, Any]) -> set[tuple[Any, ...]]:
    return {
        (day, str(entry.get("startTime")), entry.get("duration"), bool(entry.get("activationState")))
        for day in DAYS
        for entry in _objects(calendar.get(day))
    }


def _same_settings(arguments: Mapping[str, Any], raw: Mapping[str, Any]) -> bool:
    """Compare the programs alone: all else was sent as it was, and others may change it meanwhile."""
    return bool(raw.get("programs") == arguments["settings"]["programs"])


def _same_programs(arguments: Mapping[str, Any], raw: Mapping[str, Any]) -> bool:
    return bool(raw.get("programs") == arguments["programs"])


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


_OF_SETTINGS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], bool]] = {
    "charge_mode": _same_mode,
    "charge_limits": _same_limits,
    "charge_schedules": _same_weeks,
    "hvac_schedules": _same_weeks,
    "departure_programs": _same_settings,
    "give_programs_back": _same_programs,
}
