"""What is refused in a plan, with its place; and how plans are taken together for telling."""

import pytest

from tests.rules.plans import FRI, MON, SAT, SUN, TUE, charges, plan
from vehicles.rules.schedule_checks import Fault, Flaw, flaws_of
from vehicles.rules.schedule_groups import Change, Group, changes, groups_of
from vehicles.rules.schedules import DAY, Entry, PlanKind, Program, WeekPlan


def found(of: WeekPlan, offset: int = 0) -> list[tuple[Fault, int, int | None, str]]:
    return [(flaw.fault, flaw.number, flaw.day, flaw.field) for flaw in flaws_of(of, offset)]


def test_a_good_week_has_no_flaw() -> None:
    of = plan(
        charges(*[(day, "22:30", 480) for day in range(7)]),
        charges((SAT, "12:00", 240), number=2),
        charges((SAT, "13:00", 240), number=3, active=False),
    )
    assert found(of) == []


@pytest.mark.parametrize(
    ("time", "minutes", "fault", "field"),
    [
        ("22:20", 60, Fault.OFF_GRID, "start"),
        ("22:30", 50, Fault.OFF_GRID, "length"),
        ("22:30", 1455, Fault.TOO_LONG, "length"),
        ("22:30", 0, Fault.TOO_SHORT, "length"),
        ("22:30", -15, Fault.TOO_SHORT, "length"),
    ],
)
def test_each_fault_is_found_at_its_field(time: str, minutes: int, fault: Fault, field: str) -> None:
    assert found(plan(charges((FRI, time, minutes)))) == [(fault, 1, FRI, field)]


def test_a_whole_day_is_not_too_long() -> None:
    assert found(plan(charges((FRI, "22:30", 1440)))) == []


def test_an_active_program_without_a_start_is_refused_and_an_inactive_one_is_not() -> None:
    assert found(plan(Program(4, active=True))) == [(Fault.EMPTY, 4, None, "active")]
    assert found(plan(Program(4, active=False))) == []


def test_a_day_that_runs_into_the_next_is_told_at_the_later_start() -> None:
    of = plan(charges((MON, "22:00", 480), (TUE, "05:45", 15)))
    assert flaws_of(of) == [Flaw(Fault.OVERLAP, 1, TUE, "start", Entry(22 * 60, 480), 1)]
    assert found(plan(charges((MON, "22:00", 480), (TUE, "06:00", 15)))) == []


def test_the_week_is_a_circle() -> None:
    of = plan(charges((SUN, "23:00", 120), (MON, "00:45", 60)))
    assert found(of) == [(Fault.OVERLAP, 1, MON, "start")]


def test_active_programs_collide_and_inactive_ones_do_not() -> None:
    one, two = charges((MON, "01:00", 120)), charges((MON, "02:00", 120), number=2)
    assert flaws_of(plan(one, two)) == [Flaw(Fault.OVERLAP, 2, MON, "start", one.entries[0], 1)]
    assert found(plan(one, charges((MON, "02:00", 120), number=2, active=False))) == []
    off = charges((SUN, "23:00", 120), (MON, "00:45", 60), active=False)
    assert found(plan(off)) == [(Fault.OVERLAP, 1, MON, "start")]


def test_of_two_that_start_together_the_later_program_is_told() -> None:
    one, two = charges((MON, "01:00", 120)), charges((MON, "01:00", 120), number=2)
    assert found(plan(one, two)) == [(Fault.OVERLAP, 2, MON, "start")]


def test_a_long_charge_collides_with_all_that_start_in_it() -> None:
    of = plan(
        charges((MON, "00:00", 1440)),
        charges((MON, "02:00", 15), number=2),
        charges((MON, "20:00", 15), number=3),
    )
    assert found(of) == [(Fault.OVERLAP, 2, MON, "start"), (Fault.OVERLAP, 3, MON, "start")]


def test_the_same_ready_time_twice_is_told_once() -> None:
    one = Program(1, active=True).holding([Entry(450)])
    two = Program(2, active=True).holding([Entry(450), Entry(450 + DAY)])
    assert found(plan(one, two, kind=PlanKind.CLIMATE)) == [(Fault.OVERLAP, 2, MON, "start")]


def test_a_day_of_the_cars_clock_with_two_starts_needs_a_free_program() -> None:
    full = [charges((TUE, "12:00", 60), number=number, active=False) for number in range(2, 6)]
    crowded = plan(charges((SUN, "01:30", 420), (MON, "00:30", 300)), *full)
    assert found(crowded, offset=60) == [(Fault.NO_ROOM, 1, MON, "start")]
    assert found(crowded, offset=120) == []


def test_days_that_are_alike_are_taken_together() -> None:
    weekend = [(SAT, "01:30", 420), (SUN, "01:30", 420)]
    program = charges(*[(day, "00:30", 300) for day in range(5)], *weekend)
    assert groups_of(program) == [Group((0, 1, 2, 3, 4), 30, 300), Group((5, 6), 90, 420)]


def test_the_difference_of_two_plans_tells_days_and_switches() -> None:
    old = plan(charges(*[(day, "00:30", 300) for day in range(5)]))
    new = plan(
        charges(*[(day, "01:30", 300) for day in range(4)], active=False),
        charges((SAT, "10:00", 60), number=2),
    )
    assert changes(old, new) == [
        Change(1, switched=False),
        Change(1, (0, 1, 2, 3), Entry(30, 300), Entry(90, 300)),
        Change(1, (FRI,), Entry(FRI * DAY + 30, 300), None),
        Change(2, switched=True),
        Change(2, (SAT,), None, Entry(SAT * DAY + 600, 60)),
    ]
