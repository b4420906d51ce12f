"""Week plans in words: "weekdays 00:30 for 5 h, weekend 01:30 for 7 h"."""

from collections.abc import Sequence
from datetime import time
from itertools import pairwise

from django.utils import formats
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from ..rules.departures import BOTH, CHARGE, PRECONDITIONING, Departure
from ..rules.schedule_groups import EVERY_DAY, WEEKDAYS, WEEKEND, Change, Group, changes, groups_of
from ..rules.schedules import DAY, Entry, PlanKind, Program, WeekPlan
from .figures import duration


def clock_time(minutes: int) -> str:
    """Return minutes since midnight as a time of day."""
    return formats.time_format(time(minutes // 60 % 24, minutes % 60), "H:i")


def off_peak_words(hours: Sequence[Sequence[int]]) -> list[str]:
    """Return the household's off-peak hours as "22:30–06:30" each."""
    return [f"{clock_time(start)}–{clock_time((start + minutes) % DAY)}" for start, minutes in hours]


def days_words(days: Sequence[int]) -> str:
    """Return days as people say them: "weekdays", "every day", "Mon–Wed and Sat"."""
    whole = {EVERY_DAY: _("every day"), WEEKDAYS: _("weekdays"), WEEKEND: _("weekend")}
    if tuple(days) in whole:
        return whole[tuple(days)]
    if len(days) == 1:
        return str(DAY_NAMES[days[0]])
    runs: list[list[int]] = [[days[0]]]
    for before, day in pairwise(days):
        if day == before + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(_run_words(run) for run in runs)


def _run_words(run: list[int]) -> str:
    names = [str(WEEKDAYS_ABBR[day]) for day in run]
    return f"{names[0]}–{names[-1]}" if len(names) > 2 else ", ".join(names)


def entry_words(kind: PlanKind, at: int, minutes: int) -> str:
    """Return "00:30 for 5 h", or "ready at 07:15"."""
    if kind is PlanKind.CLIMATE:
        return _("ready at %(time)s") % {"time": clock_time(at)}
    return _("%(time)s for %(length)s") % {"time": clock_time(at), "length": duration(minutes)}


def _group_words(kind: PlanKind, group: Group) -> str:
    return f"{days_words(group.days)} {entry_words(kind, group.time, group.minutes)}"


def program_words(kind: PlanKind, program: Program) -> str:
    """Return all that a program plans."""
    return ", ".join(_group_words(kind, group) for group in groups_of(program))


def plan_words(plan: WeekPlan) -> str:
    """Return what the car does by this plan; programs that are off are left out."""
    active = plan.active
    if not active:
        return _("nothing") if plan.empty else _("nothing, since every program is off")
    if len(active) == 1:
        return program_words(plan.kind, active[0])
    return "; ".join(
        _("program %(number)s: %(what)s")
        % {"number": program.number, "what": program_words(plan.kind, program)}
        for program in active
    )


def off_words(plan: WeekPlan) -> list[str]:
    """Return a sentence for each program that plans something and is off."""
    return [
        _("Program %(number)s is off: %(what)s.")
        % {"number": program.number, "what": program_words(plan.kind, program)}
        for program in plan.programs
        if program.entries and not program.active
    ]


def change_lines(before: WeekPlan, after: WeekPlan) -> list[str]:
    """Return what `after` changes, a line for each."""
    return [_change_words(after.kind, change) for change in changes(before, after)]


def _change_words(kind: PlanKind, change: Change) -> str:
    if change.switched is not None:
        words = (
            _("Program %(number)s is switched on.")
            if change.switched
            else _("Program %(number)s is switched off.")
        )
        return words % {"number": change.number}
    values = {
        "number": change.number,
        "days": days_words(change.days),
        "old": _entry(kind, change.before),
        "new": _entry(kind, change.after),
    }
    if change.before is None:
        return _("Program %(number)s, %(days)s: %(new)s is new.") % values
    if change.after is None:
        return _("Program %(number)s, %(days)s: %(old)s is taken away.") % values
    return _("Program %(number)s, %(days)s: %(old)s becomes %(new)s.") % values


def _entry(kind: PlanKind, entry: Entry | None) -> str:
    return "" if entry is None else entry_words(kind, entry.time, entry.minutes)


def day_entry_words(kind: PlanKind, entry: Entry) -> str:
    """Return "Monday 00:30 for 5 h"."""
    return f"{DAY_NAMES[entry.start // DAY]} {_entry(kind, entry)}"


def departure_words(departure: Departure) -> str:
    """Return "weekdays 08:15: warm up"."""
    what = {CHARGE: _("charge"), PRECONDITIONING: _("warm up"), BOTH: _("charge and warm up")}
    return _("%(days)s %(time)s: %(what)s") % {
        "days": days_words(sorted(departure.days)) if departure.days else _("no day"),
        "time": clock_time(departure.time),
        "what": what.get(departure.type, departure.type),
    }


def departures_words(departures: Sequence[Departure]) -> str:
    """Return what the car does by its departure programs; those that are off are left out."""
    active = [departure_words(departure) for departure in departures if departure.active]
    if active:
        return "; ".join(active)
    return _("nothing, since every program is off") if departures else _("nothing")
