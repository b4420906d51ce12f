"""What is wrong with a week plan before it is sent, each flaw with its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from .schedules import DAY, QUARTER, WEEK, Entry, NoRoom, PlanKind, Program, WeekPlan, one_a_day


class Fault(Enum):
    """What can be wrong with an entry or a program."""

    OFF_GRID = auto()  # not on a quarter hour
    TOO_SHORT = auto()  # a charge of no time at all
    TOO_LONG = auto()  # more than 24 hours
    OVERLAP = auto()  # another one, of this program or of another active one, still runs
    EMPTY = auto()  # the program is active and plans nothing
    NO_ROOM = auto()  # a second start on the same day of the car's own clock, and no free program


@dataclass(frozen=True, slots=True)
class Flaw:
    """A fault with its place: program, local day (None: the whole program) and field.

    The field is "active", "start" or "length". `other` and `other_number` name the entry and program that
    it collides with.
    """

    fault: Fault
    number: int
    day: int | None
    field: str
    other: Entry | None = None
    other_number: int = 0


def flaws_of(plan: WeekPlan, offset: int = 0) -> list[Flaw]:
    """Return all that is wrong with the plan, in the order of programs and days.

    `offset` is what local times are ahead of the car's own clock (minutes), whose days may differ.
    """
    flaws = [flaw for program in plan.programs for flaw in _of_program(plan.kind, program)]
    flaws += _overlaps(plan)
    if not flaws:
        try:
            one_a_day(plan, offset)
        except NoRoom as error:
            flaws.append(Flaw(Fault.NO_ROOM, error.number, error.entry.day, "start"))
    return sorted(flaws, key=lambda flaw: (flaw.number, -1 if flaw.day is None else flaw.day))


def _of_program(kind: PlanKind, program: Program) -> Iterator[Flaw]:
    if program.active and not program.entries:
        yield Flaw(Fault.EMPTY, program.number, None, "active")
    for entry in program.entries:
        if entry.start % QUARTER:
            yield Flaw(Fault.OFF_GRID, program.number, entry.day, "start")
        if kind is PlanKind.CLIMATE:
            continue
        if entry.minutes > DAY:
            yield Flaw(Fault.TOO_LONG, program.number, entry.day, "length")
        elif entry.minutes <= 0:
            yield Flaw(Fault.TOO_SHORT, program.number, entry.day, "length")
        elif entry.minutes % QUARTER:
            yield Flaw(Fault.OFF_GRID, program.number, entry.day, "length")


def _overlaps(plan: WeekPlan) -> Iterator[Flaw]:
    """Yield a flaw at the start that falls into another entry's time, once for each start.

    Entries of a program that is off collide with those of their own program only.
    """
    all_entries = [(program, entry) for program in plan.programs for entry in program.entries]
    for program, entry in all_entries:
        for other_program, other in all_entries:
            if (other_program.number, other) == (program.number, entry):
                continue
            together = other_program is program or (program.active and other_program.active)
            if together and _falls_into(entry, program, other, other_program):
                yield Flaw(Fault.OVERLAP, program.number, entry.day, "start", other, other_program.number)
                break


def _falls_into(entry: Entry, program: Program, other: Entry, other_program: Program) -> bool:
    """Whether `entry` starts while `other` runs; of two that start together the later program's does."""
    behind = (entry.start - other.start) % WEEK
    if behind == 0:
        return (program.number, entry) > (other_program.number, other)
    return behind < min(other.minutes, WEEK)
