"""A week plan in our own words: up to five programs of starts in the vehicle's local week.

The same types hold both kinds. A charge has a start and a length, a ready-at time has a start only. Starts
are counted in minutes from Monday 00:00 of the vehicle's local week, lengths in minutes.
"""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

QUARTER = 15
DAY = 24 * 60
WEEK = 7 * DAY
PROGRAMS = range(1, 6)  # the numbers that cars give their programs


class PlanKind(StrEnum):
    """What a week plan plans."""

    CHARGE = "charge"
    CLIMATE = "climate"


class WireClock(StrEnum):
    """By which clock a car means the times that Renault writes `T22:30Z`; owners report both."""

    UTC = "utc"
    LOCAL = "local"
    UNKNOWN = "unknown"


class OffGridOffset(ValueError):
    """The zone's clock differs from UTC by no whole number of quarters, `seconds` in all."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The clock is {seconds:g} s off UTC, which is no number of quarter hours.")
        self.seconds = seconds


class NoRoom(ValueError):
    """A program starts twice on one of the car's days, and no other program is free to take the second.

    `number` is the program, `entry` the start that finds no place, `day` the car's day (0 is Monday).
    """

    def __init__(self, number: int, entry: "Entry", day: int) -> None:
        super().__init__(f"Program {number} starts twice on day {day}, and no other program is free.")
        self.number = number
        self.entry = entry
        self.day = day


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One start, in minutes of the local week; `minutes` long, 0 for a ready-at time."""

    start: int
    minutes: int = 0

    @property
    def day(self) -> int:
        """The local day it starts on; 0 is Monday."""
        return self.start // DAY

    @property
    def time(self) -> int:
        """Its time of that day, in minutes since midnight."""
        return self.start % DAY

    def moved(self, minutes: int) -> "Entry":
        """Return it so many minutes later; the week is a circle."""
        return replace(self, start=(self.start + minutes) % WEEK)


@dataclass(frozen=True, slots=True)
class Program:
    """One of the car's programs, its entries in the order of the week."""

    number: int
    active: bool = False
    entries: tuple[Entry, ...] = ()

    def on(self, day: int) -> tuple[Entry, ...]:
        """Return what starts on a local day."""
        return tuple(entry for entry in self.entries if entry.day == day)

    @property
    def free(self) -> bool:
        """Whether it plans nothing and is off."""
        return not self.active and not self.entries

    def holding(self, entries: Iterable[Entry]) -> "Program":
        """Return the program with these entries instead."""
        return replace(self, entries=tuple(sorted(entries)))


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """All five programs of one kind, in the order of their numbers."""

    kind: PlanKind
    programs: tuple[Program, ...]

    @classmethod
    def of(cls, kind: PlanKind, programs: Iterable[Program] = ()) -> "WeekPlan":
        """Build from the programs that are known; the other numbers are free."""
        known = {program.number: program for program in programs}
        return cls(kind, tuple(known.get(number, Program(number)) for number in PROGRAMS))

    @property
    def empty(self) -> bool:
        """Whether nothing is planned, not even in a program that is off."""
        return not any(program.entries for program in self.programs)

    @property
    def active(self) -> tuple[Program, ...]:
        """The programs by which the car lives now."""
        return tuple(program for program in self.programs if program.active and program.entries)

    def moved(self, minutes: int) -> "WeekPlan":
        """Return the plan with every entry so many minutes later."""
        return replace(
            self,
            programs=tuple(
                program.holding(entry.moved(minutes) for entry in program.entries)
                for program in self.programs
            ),
        )


def offset_minutes(zone: zoneinfo.ZoneInfo, at: datetime) -> int:
    """Return by how many minutes the zone's clock is ahead of UTC; raises OffGridOffset."""
    offset = at.astimezone(zone).utcoffset()
    seconds = offset.total_seconds() if offset is not None else 0.0
    if seconds % (QUARTER * 60):
        raise OffGridOffset(seconds)
    return int(seconds // 60)


def wire_offset(clock: WireClock, zone: zoneinfo.ZoneInfo, at: datetime) -> int:
    """Return by how many minutes local times are ahead of the car's wire times; raises OffGridOffset.

    A car whose clock is unknown is read as local until its owner has said which it is.
    """
    return offset_minutes(zone, at) if clock is WireClock.UTC else 0


@dataclass(frozen=True, slots=True)
class Moved:
    """An entry that went from one program to another, since one takes a single start a day."""

    entry: Entry
    from_number: int
    to_number: int


def one_a_day(plan: WeekPlan, offset: int = 0) -> tuple[WeekPlan, tuple[Moved, ...]]:
    """Return the plan so that each program starts once a day at most, and what went elsewhere for it.

    Days are those of a clock that is `offset` minutes behind local time: 0 for what is shown here, the
    wire's offset for what is sent. The day's second start goes into a free program, which is then as
    active as the first; raises NoRoom where none is free.
    """
    programs = {program.number: program for program in plan.programs}
    moved: list[Moved] = []
    for number in PROGRAMS:
        kept, second = _first_of_each_day(programs[number], offset)
        if not second:
            continue
        free = next((each for each in programs.values() if each.free), None)
        if free is None:
            raise NoRoom(number, second[0], (second[0].start - offset) % WEEK // DAY)
        programs[free.number] = replace(free, active=programs[number].active).holding(second)
        programs[number] = programs[number].holding(kept)
        moved += [Moved(entry, number, free.number) for entry in second]
    return WeekPlan.of(plan.kind, programs.values()), tuple(moved)


def _first_of_each_day(program: Program, offset: int) -> tuple[list[Entry], list[Entry]]:
    """Return the first start of each day and the others; a day of 24 hours can hold two at most."""
    seen: set[int] = set()
    kept: list[Entry] = []
    second: list[Entry] = []
    for entry in sorted(program.entries, key=lambda entry: (entry.start - offset) % WEEK):
        day = (entry.start - offset) % WEEK // DAY
        (second if day in seen else kept).append(entry)
        seen.add(day)
    return kept, second
