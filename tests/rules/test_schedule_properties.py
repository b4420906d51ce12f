"""Week plans whatever they hold, in every zone, on any day: nothing is lost on the way to the car."""

import zoneinfo
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.rules.plans import windows
from vehicles.rules.clock_changes import next_change
from vehicles.rules.schedule_checks import Fault, flaws_of
from vehicles.rules.schedule_groups import changes
from vehicles.rules.schedules import (
    DAY,
    QUARTER,
    WEEK,
    Entry,
    OffGridOffset,
    PlanKind,
    Program,
    WeekPlan,
    WireClock,
    offset_minutes,
    wire_offset,
)
from vehicles.rules.wire_schedules import plan_from_wire, plan_to_wire

hypothesis = pytest.importorskip("hypothesis", reason="hypothesis comes with requirements-dev.txt")
st = hypothesis.strategies

many = hypothesis.settings(
    max_examples=200, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
zones = st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime"})).map(zoneinfo.ZoneInfo)


def _instants(first: int, last: int) -> Any:
    start = datetime(first, 1, 2, tzinfo=UTC)
    seconds = int((datetime(last, 1, 1, tzinfo=UTC) - start).total_seconds())
    return st.integers(0, seconds).map(lambda second: start + timedelta(seconds=second))


instants, nowadays = _instants(1900, 2100), _instants(2024, 2037)
quarters = st.integers(0, DAY // QUARTER - 1).map(lambda quarter: quarter * QUARTER)
lengths = st.integers(1, DAY // QUARTER).map(lambda quarter: quarter * QUARTER)


@st.composite
def plans(draw: Any, kind: PlanKind = PlanKind.CHARGE, most: int = 5) -> WeekPlan:
    """Plans whose programs start once a day at most."""
    programs = []
    for number in draw(st.sets(st.integers(1, most))):
        days = draw(st.dictionaries(st.integers(0, 6), st.tuples(quarters, lengths), min_size=1))
        entries = [
            Entry(day * DAY + time, minutes if kind is PlanKind.CHARGE else 0)
            for day, (time, minutes) in days.items()
        ]
        programs.append(Program(number, draw(st.booleans())).holding(entries))
    return WeekPlan.of(kind, programs)


@many
@hypothesis.given(plans(most=2), zones, instants)
def test_a_plan_that_goes_over_the_wire_comes_back_doing_the_same_in_every_zone(
    of: WeekPlan, zone: zoneinfo.ZoneInfo, now: datetime
) -> None:
    seconds = (now.astimezone(zone).utcoffset() or timedelta()).total_seconds()
    if seconds % (QUARTER * 60):
        with pytest.raises(OffGridOffset):
            wire_offset(WireClock.UTC, zone, now)
        return
    offset = wire_offset(WireClock.UTC, zone, now)
    # Two programs leave free ones for what UTC counts to the same day.
    sent = {"schedules": plan_to_wire(of, offset)}
    assert windows(plan_from_wire(of.kind, sent, offset)) == windows(of)


@many
@hypothesis.given(plans(), zones, nowadays)
def test_what_a_car_told_goes_back_exactly_as_it_came(
    of: WeekPlan, zone: zoneinfo.ZoneInfo, now: datetime
) -> None:
    told = {"schedules": plan_to_wire(of, 0)}
    offset = wire_offset(WireClock.UTC, zone, now)
    assert plan_to_wire(plan_from_wire(PlanKind.CHARGE, told, offset), offset) == told["schedules"]


@many
@hypothesis.given(plans(PlanKind.CLIMATE), zones, nowadays)
def test_ready_at_times_go_back_exactly_as_they_came(
    of: WeekPlan, zone: zoneinfo.ZoneInfo, now: datetime
) -> None:
    told = {"schedules": plan_to_wire(of, 0)}
    offset = wire_offset(WireClock.UTC, zone, now)
    assert plan_to_wire(plan_from_wire(PlanKind.CLIMATE, told, offset), offset) == told["schedules"]


@many
@hypothesis.given(zones, nowadays)
def test_every_zone_of_today_is_whole_quarters_off_utc(zone: zoneinfo.ZoneInfo, now: datetime) -> None:
    assert offset_minutes(zone, now) % QUARTER == 0


@many
@hypothesis.given(
    plans(), nowadays, st.sampled_from(["Asia/Kathmandu", "Asia/Kolkata", "Australia/Lord_Howe"])
)
def test_zones_of_thirty_and_forty_five_minutes_stay_on_the_grid(
    of: WeekPlan, now: datetime, name: str
) -> None:
    offset = wire_offset(WireClock.UTC, zoneinfo.ZoneInfo(name), now)
    local = plan_from_wire(PlanKind.CHARGE, {"schedules": plan_to_wire(of, 0)}, offset)
    assert all(entry.start % QUARTER == 0 for program in local.programs for entry in program.entries)


@many
@hypothesis.given(zones, nowadays)
def test_a_change_is_the_first_minute_of_the_new_clock(zone: zoneinfo.ZoneInfo, now: datetime) -> None:
    change = next_change(zone, now, timedelta(days=300))
    if change is None:
        return
    minute = timedelta(minutes=1)
    before, after = offset_minutes(zone, change.at - minute), offset_minutes(zone, change.at)
    assert after - before == change.minutes != 0


@many
@hypothesis.given(plans(), zones, nowadays)
def test_a_plan_in_utc_moves_with_the_clocks_by_what_they_change(
    of: WeekPlan, zone: zoneinfo.ZoneInfo, now: datetime
) -> None:
    change = next_change(zone, now, timedelta(days=300))
    if change is None:
        return
    told = {"schedules": plan_to_wire(of, 0)}
    before, after = (
        plan_from_wire(PlanKind.CHARGE, told, offset_minutes(zone, when))
        for when in (change.at - timedelta(minutes=1), change.at)
    )
    assert before.moved(change.minutes) == after
    assert after.moved(WEEK - change.minutes) == before


@many
@hypothesis.given(plans())
def test_overlaps_are_what_counting_the_minutes_finds(of: WeekPlan) -> None:
    active = [entry for program in of.programs if program.active for entry in program.entries]
    taken = [(entry.start + minute) % WEEK for entry in active for minute in range(0, entry.minutes, 15)]
    clash = len(taken) != len(set(taken))
    active_flaws = [
        flaw for flaw in flaws_of(of) if flaw.fault is Fault.OVERLAP and of.programs[flaw.number - 1].active
    ]
    assert bool(active_flaws) == clash


@many
@hypothesis.given(plans(), plans())
def test_plans_differ_exactly_where_a_difference_is_told(one: WeekPlan, other: WeekPlan) -> None:
    assert (changes(one, other) == []) == (one == other)
