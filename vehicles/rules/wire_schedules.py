"""Week plans as cars and Renault's servers write them, to and from our own.

`charging-settings` and `hvac-settings` hold `schedules[]` with days and times `Thh:mmZ`; the older
`charge-schedule` holds a `calendar` with lists per day and times `hhmm` (recordings). What is sent has the
first form. Times may be UTC or local, and the car's day is a day of that same clock.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from vehicles.renault_api.kamereon.schedules import DAYS

from .schedules import DAY, PROGRAMS, WEEK, Entry, PlanKind, Program, WeekPlan, one_a_day

_TIME = re.compile(r"T?([01]\d|2[0-3]):?([0-5]\d)Z?")
_STARTS = {PlanKind.CHARGE: "startTime", PlanKind.CLIMATE: "readyAtTime"}


class UnreadablePlan(ValueError):
    """What the car told is no plan that we understand; the text names the place."""


def plan_from_wire(kind: PlanKind, raw: Mapping[str, Any], offset: int) -> WeekPlan:
    """Return the plan in an answer's attributes; `offset` is what local times are ahead of its times.

    Nothing is passed over: raises UnreadablePlan, since what we do not understand we would overwrite.
    """
    calendar = raw.get("calendar")
    if isinstance(calendar, Mapping):
        return WeekPlan.of(kind, _programs_of_calendar(calendar, offset))
    schedules = raw.get("schedules")
    if schedules is None:
        return WeekPlan.of(kind)
    if not isinstance(schedules, list):
        raise UnreadablePlan("schedules is no list")
    programs = [_program(kind, schedule, offset) for schedule in schedules]
    numbers = [program.number for program in programs]
    if len(set(numbers)) != len(numbers) or not set(numbers) <= set(PROGRAMS):
        raise UnreadablePlan(f"programs are numbered {numbers}")
    return WeekPlan.of(kind, programs)


def _program(kind: PlanKind, schedule: Any, offset: int) -> Program:
    if not isinstance(schedule, Mapping):
        raise UnreadablePlan("a program is no object")
    number = schedule.get("id")
    if not isinstance(number, int) or isinstance(number, bool):
        raise UnreadablePlan("a program has no number")
    entries = [
        _entry(kind, day, schedule[name], offset)
        for day, name in enumerate(DAYS)
        if schedule.get(name) is not None
    ]
    return Program(number, schedule.get("activated") is True).holding(entries)


def _entry(kind: PlanKind, day: int, told: Any, offset: int) -> Entry:
    if not isinstance(told, Mapping):
        raise UnreadablePlan(f"{DAYS[day]} is no object")
    minutes = told.get("duration", 0) if kind is PlanKind.CHARGE else 0
    if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 0:
        raise UnreadablePlan(f"{DAYS[day]} has no length")
    return Entry((day * DAY + _time(told.get(_STARTS[kind]), day) + offset) % WEEK, minutes)


def _time(text: Any, day: int) -> int:
    match = _TIME.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise UnreadablePlan(f"{DAYS[day]} has no time")
    return int(match[1]) * 60 + int(match[2])


def _programs_of_calendar(calendar: Mapping[str, Any], offset: int) -> list[Program]:
    """Return a program for each row of the calendar that shares its place in the day and its activation."""
    rows: dict[tuple[int, bool], list[Entry]] = {}
    for day, name in enumerate(DAYS):
        entries = calendar.get(name) or []
        if not isinstance(entries, list):
            raise UnreadablePlan(f"{name} is no list")
        for place, told in enumerate(entries):
            entry = _entry(PlanKind.CHARGE, day, told, offset)
            rows.setdefault((place, told.get("activationState") is True), []).append(entry)
    if len(rows) > len(PROGRAMS):
        raise UnreadablePlan(f"the calendar has {len(rows)} rows")
    return [
        Program(number, active).holding(entries)
        for number, ((_place, active), entries) in zip(PROGRAMS, sorted(rows.items()), strict=False)
    ]


def plan_to_wire(plan: WeekPlan, offset: int) -> list[dict[str, Any]]:
    """Return all five programs as they are sent, every day named; raises NoRoom.

    Where a program would start twice on a day of the car's clock, a free program takes the second start.
    """
    fitting, _moved = one_a_day(plan, offset)
    return [_schedule(plan.kind, program, offset) for program in fitting.programs]


def _schedule(kind: PlanKind, program: Program, offset: int) -> dict[str, Any]:
    schedule: dict[str, Any] = {
        "id": program.number,
        "activated": program.active,
        **dict.fromkeys(DAYS),
    }
    for entry in program.entries:
        day, time = divmod((entry.start - offset) % WEEK, DAY)
        told: dict[str, Any] = {_STARTS[kind]: f"T{time // 60:02}:{time % 60:02}Z"}
        if kind is PlanKind.CHARGE:
            told["duration"] = entry.minutes
        schedule[DAYS[day]] = told
    return schedule


def same_schedules(kind: PlanKind, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two answers, or an answer and `{"schedules": …}` as sent, plan the same.

    Programs that are off and empty count for nothing, and a day left out is a day of nothing. Numbers
    count only where both have them: the calendar of older cars has none.
    """
    plans = [plan_from_wire(kind, raw, 0) for raw in (one, other)]
    if "calendar" in one or "calendar" in other:
        return _by_activation(plans[0].programs) == _by_activation(plans[1].programs)
    return plans[0] == plans[1]


def _by_activation(programs: Iterable[Program]) -> set[tuple[bool, Entry]]:
    return {(program.active, entry) for program in programs for entry in program.entries}


def fingerprint(told: object) -> str:
    """Return a short mark of what was told, equal for what plans the same and different for all else."""
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=repr).encode()).hexdigest()[:16]


def fingerprint_of(kind: PlanKind, raw: Mapping[str, Any]) -> str:
    """Return the mark of the plan in an answer, whatever else is in it; raises UnreadablePlan."""
    plan = plan_from_wire(kind, raw, 0)
    return fingerprint([[each.number, each.active, *map(repr, each.entries)] for each in plan.programs])
