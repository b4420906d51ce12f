"""Builds week plans for the tests of their rules, in a line each."""

from typing import Any

from vehicles.rules.schedules import DAY, Entry, PlanKind, Program, WeekPlan

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


def charges(*entries: tuple[int, str, int], active: bool = True, number: int = 1) -> Program:
    """A program from (day, "hh:mm", minutes)."""
    return Program(number, active).holding(
        Entry(day * DAY + at(time), length) for day, time, length in entries
    )


def plan(*programs: Program, kind: PlanKind = PlanKind.CHARGE) -> WeekPlan:
    return WeekPlan.of(kind, programs)


def at(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def wire(*programs: dict[str, Any]) -> dict[str, Any]:
    return {
        "schedules": [{"id": number, "activated": True, **days} for number, days in enumerate(programs, 1)]
    }


def windows(of: WeekPlan) -> set[tuple[bool, Entry]]:
    """What the car does by a plan, whatever program it is in."""
    return {(program.active, entry) for program in of.programs for entry in program.entries}
