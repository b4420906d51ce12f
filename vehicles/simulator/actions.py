"""Reads the commands that the wire brings: which order a body means, or why it means none."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from . import errors
from .exchange import Answer
from .zone import DAY_NAMES

_DAY_TIME = re.compile(r"T([01]\d|2[0-3]):(00|15|30|45)Z")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Order(NamedTuple):
    """An order for a car and its details."""

    name: str
    details: dict[str, Any]


class Refused(Exception):
    """Holds the answer for a body that means nothing."""

    def __init__(self, title: str, pointer: str, detail: str) -> None:
        super().__init__(title)
        self.answer: Answer = errors.invalid_input(title, pointer, detail)


def read_order(action: str, body: dict[str, Any]) -> Order:
    """Return the order that a posted body means; raises Refused where it means none."""
    return ACTIONS[action].read(body)


def _attributes(body: dict[str, Any], kind: str) -> dict[str, Any]:
    data = body.get("data")
    if not isinstance(data, dict) or data.get("type") != kind:
        raise Refused("wrong type", "/data/type", f"must be {kind}")
    attributes = data.get("attributes", {})
    if not isinstance(attributes, dict):
        raise Refused("wrong attributes", "/data/attributes", "must be an object")
    return attributes


def _choice(attributes: dict[str, Any], name: str, choices: tuple[str, ...]) -> str:
    value = attributes.get(name)
    if value not in choices:
        raise Refused(f"wrong {name}", f"/data/attributes/{name}", f"must be one of {', '.join(choices)}")
    return str(value)


def _moment(attributes: dict[str, Any]) -> dict[str, float]:
    text = attributes.get("startDateTime")
    if text is None:
        return {}
    try:
        at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except (TypeError, ValueError):
        raise Refused(
            "wrong startDateTime", "/data/attributes/startDateTime", "must be YYYY-MM-DDThh:mm:ssZ"
        ) from None
    return {"when": at.timestamp()}


def _charging_start(body: dict[str, Any]) -> Order:
    attributes = _attributes(body, "ChargingStart")
    if _choice(attributes, "action", ("start", "stop")) == "stop":
        return Order("charge_stop", {})
    return Order("charge_start", _moment(attributes))


def _pause_resume(body: dict[str, Any]) -> Order:
    action = _choice(_attributes(body, "ChargePauseResume"), "action", ("pause", "resume"))
    return Order("charge_stop" if action == "pause" else "charge_start", {})


def _charge_mode(body: dict[str, Any]) -> Order:
    modes = ("always_charging", "schedule_mode")
    return Order("charge_mode", {"mode": _choice(_attributes(body, "ChargeMode"), "action", modes)})


def _hvac_start(body: dict[str, Any]) -> Order:
    attributes = _attributes(body, "HvacStart")
    if _choice(attributes, "action", ("start", "cancel", "stop")) != "start":
        return Order("hvac_stop", {})
    temperature = attributes.get("targetTemperature", 21.0)
    if not isinstance(temperature, int | float) or not 14 <= temperature <= 30:
        raise Refused("wrong temperature", "/data/attributes/targetTemperature", "must be from 14 to 30")
    return Order("hvac_start", {"temperature": float(temperature), **_moment(attributes)})


def _charge_schedule(body: dict[str, Any]) -> Order:
    schedules = _schedules(_attributes(body, "ChargeSchedule"))
    for number, schedule in enumerate(schedules):
        for day in DAY_NAMES:
            entry = schedule.get(day)
            if entry is not None:
                pointer = f"/data/attributes/schedules/{number}/{day}"
                _check_time(entry, "startTime", pointer)
                minutes = entry.get("duration")
                if not isinstance(minutes, int) or minutes % 15 or not 0 < minutes <= 1440:
                    raise Refused("wrong duration", f"{pointer}/duration", "must be in steps of 15 minutes")
    return Order("charge_schedules", {"schedules": schedules})


def _hvac_schedule(body: dict[str, Any]) -> Order:
    schedules = _schedules(_attributes(body, "HvacSchedule"))
    for number, schedule in enumerate(schedules):
        for day in DAY_NAMES:
            if schedule.get(day) is not None:
                _check_time(schedule[day], "readyAtTime", f"/data/attributes/schedules/{number}/{day}")
    return Order("hvac_schedules", {"schedules": schedules})


def _schedules(attributes: dict[str, Any]) -> list[dict[str, Any]]:
    schedules = attributes.get("schedules")
    numbers = [s.get("id") if isinstance(s, dict) else None for s in schedules or []]
    if not numbers or not set(numbers) <= {1, 2, 3, 4, 5} or len(set(numbers)) != len(numbers):
        raise Refused("wrong schedules", "/data/attributes/schedules", "must be a list with ids from 1 to 5")
    return list(schedules or [])


def _check_time(entry: Any, name: str, pointer: str) -> None:
    if not isinstance(entry, dict) or not _DAY_TIME.fullmatch(str(entry.get(name))):
        raise Refused(f"wrong {name}", f"{pointer}/{name}", "must be Thh:mmZ in steps of 15 minutes")


def _horn_lights(body: dict[str, Any]) -> Order:
    attributes = _attributes(body, "HornLights")
    _choice(attributes, "action", ("start", "stop"))
    return Order(_choice(attributes, "target", ("horn", "lights")), {})


def _refresh_location(body: dict[str, Any]) -> Order:
    _attributes(body, "RefreshLocation")
    return Order("refresh_location", {})


def _soc_levels(body: dict[str, Any]) -> Order:
    low, high = body.get("socMin"), body.get("socTarget")
    for name, value, span in (("socMin", low, range(15, 46, 5)), ("socTarget", high, range(55, 101, 5))):
        if value not in span:
            raise Refused(f"wrong {name}", f"/{name}", f"must be {span[0]} to {span[-1]} in steps of 5")
    return Order("soc_levels", {"min": low, "target": high})


def _ev_settings(body: dict[str, Any]) -> Order:
    programs = body.get("programs", [])
    if not isinstance(programs, list) or not all(isinstance(p, dict) for p in programs):
        raise Refused("wrong programs", "/programs", "must be a list of objects")
    _check_clock(body.get("chargeTimeStart"), "/chargeTimeStart")
    minutes = body.get("chargeDuration")
    if minutes is not None and (not isinstance(minutes, int) or minutes < 0):
        raise Refused("wrong chargeDuration", "/chargeDuration", "must be a number of minutes")
    for number, program in enumerate(programs):
        _check_clock(program.get("programDepartureTime"), f"/programs/{number}/programDepartureTime")
        if not isinstance(program.get("programType", ""), str):
            raise Refused("wrong programType", f"/programs/{number}/programType", "must be a text")
    return Order("ev_settings", {"body": body})


def _check_clock(text: Any, pointer: str) -> None:
    if text is not None and not _CLOCK.fullmatch(str(text)):
        raise Refused("wrong time", pointer, "must be hh:mm")


class Action(NamedTuple):
    """An action's adapter and its reader."""

    adapter: str
    read: Callable[[dict[str, Any]], Order]


ACTIONS = {
    "charge-mode": Action("kca1", _charge_mode),
    "charge-schedule": Action("kca2", _charge_schedule),
    "charging-start": Action("kca1", _charging_start),
    "hvac-start": Action("kca1", _hvac_start),
    "hvac-schedule": Action("kca2", _hvac_schedule),
    "horn-lights": Action("kca1", _horn_lights),
    "refresh-location": Action("kca1", _refresh_location),
    "charge/pause-resume": Action("kcm1", _pause_resume),
    "charge/start": Action("kcm1", _charging_start),
    "charge/schedule": Action("kcm1", _charge_schedule),
    "ev/settings": Action("kcm1", _ev_settings),
    "ev/soc-levels": Action("kcm1", _soc_levels),
}
