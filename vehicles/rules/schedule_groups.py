"""A plan taken together for telling: days that are alike, and what differs between two plans."""

from collections.abc import Iterator
from dataclasses import dataclass

from .schedules import Entry, Program, WeekPlan

WEEKDAYS = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)
EVERY_DAY = (*WEEKDAYS, *WEEKEND)


@dataclass(frozen=True, slots=True)
class Group:
    """The local days that share a start (minutes since midnight) and a length (minutes)."""

    days: tuple[int, ...]
    time: int
    minutes: int


def groups_of(program: Program) -> list[Group]:
    """Return the program's days taken together, in the order of their first day."""
    days: dict[tuple[int, int], list[int]] = {}
    for entry in program.entries:
        days.setdefault((entry.time, entry.minutes), []).append(entry.day)
    groups = [Group(tuple(found), time, minutes) for (time, minutes), found in days.items()]
    return sorted(groups, key=lambda group: (group.days, group.time))


@dataclass(frozen=True, slots=True)
class Change:
    """What differs in one program: on these days another entry, or, without days, on or off.

    `before` and `after` are one of the days' entries, None for nothing there.
    """

    number: int
    days: tuple[int, ...] = ()
    before: Entry | None = None
    after: Entry | None = None
    switched: bool | None = None


def changes(before: WeekPlan, after: WeekPlan) -> list[Change]:
    """Return what `after` changes, program by program; empty where both plan the same."""
    found: list[Change] = []
    for old, new in zip(before.programs, after.programs, strict=True):
        if old.active != new.active:
            found.append(Change(new.number, switched=new.active))
        found += _changed_days(old, new)
    return found


def _changed_days(old: Program, new: Program) -> Iterator[Change]:
    alike: dict[tuple[tuple[int, int] | None, tuple[int, int] | None], list[Change]] = {}
    for day in EVERY_DAY:
        before, after = old.on(day), new.on(day)
        for place in range(max(len(before), len(after))):
            was = before[place] if place < len(before) else None
            will = after[place] if place < len(after) else None
            if was != will:
                change = Change(new.number, (day,), was, will)
                alike.setdefault((_told(was), _told(will)), []).append(change)
    for same in alike.values():
        first = same[0]
        yield Change(first.number, tuple(each.days[0] for each in same), first.before, first.after)


def _told(entry: Entry | None) -> tuple[int, int] | None:
    return None if entry is None else (entry.time, entry.minutes)
