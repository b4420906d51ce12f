"""What may go with each kind of command: checked here before anything is kept or sent.

The shapes are those of the client after conversion: schedules are the wire's own dicts, times of day in
the wire's own clock.
"""

from collections.abc import Callable, Mapping
from typing import Any

from vehicles.renault_api import ChargeSchedule, HvacSchedule, InvalidInputError
from vehicles.renault_api.kamereon.charging import CHARGE_MODES
from vehicles.renault_api.kamereon.schedules import DAYS, weeks_to_wire
from vehicles.renault_api.wire_values import soc_levels

COLDEST_C, WARMEST_C, STEP_C = 16.0, 26.0, 0.5
GRID_MINUTES = 15
MOST_MARKS, LONGEST_MARK = 4, 64
LARGEST_SETTINGS = 20_000  # characters; the real ones have under 3,000


def cabin_steps_c() -> list[float]:
    """Return each temperature that the cabin can be set to."""
    return [COLDEST_C + STEP_C * step for step in range(round((WARMEST_C - COLDEST_C) / STEP_C) + 1)]


class BadArguments(ValueError):
    """Something that cannot be sent; `field` names the argument."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def checked(kind: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments as they are kept; raises BadArguments for what cannot be sent."""
    check, names = _CHECKS.get(kind, (_nothing, ()))
    for name in arguments:
        if name not in names:
            raise BadArguments(str(name))
    return check(arguments)


def _nothing(_arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _start_charge(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`give_back`: whether programs that had to be switched off are given back by themselves."""
    give_back = arguments.get("give_back", False)
    if not isinstance(give_back, bool):
        raise BadArguments("give_back")
    return {"give_back": give_back}


def _start_preconditioning(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`temperature_c`: 16 to 26 °C in half degrees."""
    value = arguments.get("temperature_c")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadArguments("temperature_c")
    if not COLDEST_C <= value <= WARMEST_C or value % STEP_C:
        raise BadArguments("temperature_c")
    return {"temperature_c": float(value)}


def _charge_mode(arguments: Mapping[str, Any]) -> dict[str, Any]:
    if arguments.get("mode") not in CHARGE_MODES:
        raise BadArguments("mode")
    return {"mode": arguments["mode"]}


def _charge_limits(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`minimum` 15 to 45 %, `target` 55 to 100 %, in steps of 5."""
    minimum, target = arguments.get("minimum"), arguments.get("target")
    for field, levels in (("minimum", (minimum, 100)), ("target", (15, target))):
        try:
            soc_levels(*levels)
        except InvalidInputError:
            raise BadArguments(field) from None
    return {"minimum": minimum, "target": target}


def _charge_schedules(arguments: Mapping[str, Any]) -> dict[str, Any]:
    weeks = _weeks(arguments, ChargeSchedule)
    for week in weeks:
        for day in DAYS:
            program = week[day]
            if program is None:
                continue
            minutes = program["duration"]
            if minutes % GRID_MINUTES or not 0 < minutes <= 24 * 60 or _off_grid(program["startTime"]):
                raise BadArguments("schedules")
    return {"schedules": weeks, **_seen(arguments)}


def _hvac_schedules(arguments: Mapping[str, Any]) -> dict[str, Any]:
    weeks = _weeks(arguments, HvacSchedule)
    if any(week[day] and _off_grid(week[day]["readyAtTime"]) for week in weeks for day in DAYS):
        raise BadArguments("schedules")
    return {"schedules": weeks, **_seen(arguments)}


def _seen(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`seen`: the marks of what the car may have; where it has anything else, nothing is overwritten."""
    seen = arguments.get("seen")
    if seen is None:
        return {}
    if not isinstance(seen, list) or not 0 < len(seen) <= MOST_MARKS:
        raise BadArguments("seen")
    if not all(isinstance(mark, str) and 0 < len(mark) <= LONGEST_MARK for mark in seen):
        raise BadArguments("seen")
    return {"seen": seen}


def _weeks(arguments: Mapping[str, Any], of_type: type[Any]) -> list[dict[str, Any]]:
    """Return the weeks as they are sent, every day named; ids are unique."""
    given = arguments.get("schedules")
    if not isinstance(given, list) or not given or not all(isinstance(each, dict) for each in given):
        raise BadArguments("schedules")
    if any(each.get(day) is not None and not isinstance(each[day], dict) for each in given for day in DAYS):
        raise BadArguments("schedules")
    try:
        weeks = weeks_to_wire([of_type.from_raw(each) for each in given], of_type)
    except InvalidInputError:
        raise BadArguments("schedules") from None
    if len({week["id"] for week in weeks}) != len(weeks):
        raise BadArguments("schedules")
    return weeks


def _off_grid(time: str) -> bool:
    return int(time[4:6]) % GRID_MINUTES != 0


def _departure_programs(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`settings`: the whole object of ev/settings, changed; unknown fields are kept."""
    settings = arguments.get("settings")
    if not isinstance(settings, dict) or not isinstance(settings.get("programs"), list):
        raise BadArguments("settings")
    if len(str(settings)) > LARGEST_SETTINGS or not all(isinstance(p, dict) for p in settings["programs"]):
        raise BadArguments("settings")
    return {"settings": settings, **_seen(arguments)}


def _give_programs_back(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`programs`: as they were before a start of a charge switched them off."""
    programs = arguments.get("programs")
    if not isinstance(programs, list) or not programs or not all(isinstance(p, dict) for p in programs):
        raise BadArguments("programs")
    return {"programs": programs}


_CHECKS: Mapping[str, tuple[Callable[[Mapping[str, Any]], dict[str, Any]], tuple[str, ...]]] = {
    "start_charge": (_start_charge, ("give_back",)),
    "start_preconditioning": (_start_preconditioning, ("temperature_c",)),
    "charge_mode": (_charge_mode, ("mode",)),
    "charge_limits": (_charge_limits, ("minimum", "target")),
    "charge_schedules": (_charge_schedules, ("schedules", "seen")),
    "hvac_schedules": (_hvac_schedules, ("schedules", "seen")),
    "departure_programs": (_departure_programs, ("settings", "seen")),
    "give_programs_back": (_give_programs_back, ("programs",)),
}
