"""Week plans: the car's times are ours and back again, in every zone and on both sides of every change."""

import zoneinfo
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vehicles.rules.clock_changes import ClockChange, last_change, next_change
from vehicles.rules.schedules import (
    DAY,
    QUARTER,
    WEEK,
    Entry,
    NoRoom,
    OffGridOffset,
    PlanKind,
    Program,
    WeekPlan,
    WireClock,
    offset_minutes,
    one_a_day,
    wire_offset,
    with_day,
    with_day_copied,
    with_days,
)
from vehicles.rules.wire_schedules import (
    UnreadablePlan,
    plan_from_wire,
    plan_to_wire,
    same_schedules,
)

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
SUMMER, WINTER = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)

zones = st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime"})).map(zoneinfo.ZoneInfo)


def _instants(first: int, last: int) -> st.SearchStrategy[datetime]:
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


@given(plans(most=2), zones, instants)
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


@given(plans(), zones, nowadays)
def test_what_a_car_told_goes_back_exactly_as_it_came(
    of: WeekPlan, zone: zoneinfo.ZoneInfo, now: datetime
) -> None:
    told = {"schedules": plan_to_wire(of, 0)}
    offset = wire_offset(WireClock.UTC, zone, now)
    assert plan_to_wire(plan_from_wire(PlanKind.CHARGE, told, offset), offset) == told["schedules"]


@given(plans(PlanKind.CLIMATE), zones, nowadays)
def test_ready_at_times_go_back_exactly_as_they_came(
    of: WeekPlan, zone: zoneinfo.ZoneInfo, now: datetime
) -> None:
    told = {"schedules": plan_to_wire(of, 0)}
    offset = wire_offset(WireClock.UTC, zone, now)
    assert plan_to_wire(plan_from_wire(PlanKind.CLIMATE, told, offset), offset) == told["schedules"]


@given(zones, nowadays)
def test_every_zone_of_today_is_whole_quarters_off_utc(zone: zoneinfo.ZoneInfo, now: datetime) -> None:
    assert offset_minutes(zone, now) % QUARTER == 0


@pytest.mark.parametrize(
    ("name", "year"), [("Europe/Amsterdam", 1936), ("Africa/Monrovia", 1970), ("Asia/Kolkata", 1900)]
)
def test_a_clock_that_is_off_the_quarters_is_refused(name: str, year: int) -> None:
    with pytest.raises(OffGridOffset):
        offset_minutes(zoneinfo.ZoneInfo(name), datetime(year, 1, 2, tzinfo=UTC))


@given(plans(), nowadays, st.sampled_from(["Asia/Kathmandu", "Asia/Kolkata", "Australia/Lord_Howe"]))
def test_zones_of_thirty_and_forty_five_minutes_stay_on_the_grid(
    of: WeekPlan, now: datetime, name: str
) -> None:
    offset = wire_offset(WireClock.UTC, zoneinfo.ZoneInfo(name), now)
    local = plan_from_wire(PlanKind.CHARGE, {"schedules": plan_to_wire(of, 0)}, offset)
    assert all(entry.start % QUARTER == 0 for program in local.programs for entry in program.entries)


def test_a_utc_evening_is_the_next_local_day() -> None:
    told = wire(
        {
            "monday": {"startTime": "T22:30Z", "duration": 300},
            "sunday": {"startTime": "T23:45Z", "duration": 15},
        }
    )
    local = plan_from_wire(PlanKind.CHARGE, told, wire_offset(WireClock.UTC, PARIS, SUMMER))
    assert local.programs[0] == charges((TUE, "00:30", 300), (MON, "01:45", 15))
    assert plan_from_wire(PlanKind.CHARGE, told, wire_offset(WireClock.LOCAL, PARIS, SUMMER)).programs[
        0
    ] == charges((MON, "22:30", 300), (SUN, "23:45", 15))


def test_west_of_greenwich_a_utc_morning_is_the_local_evening_before() -> None:
    azores = zoneinfo.ZoneInfo("Atlantic/Azores")
    told = wire({"monday": {"startTime": "T00:15Z", "duration": 60}})
    local = plan_from_wire(PlanKind.CHARGE, told, wire_offset(WireClock.UTC, azores, WINTER))
    assert local.programs[0] == charges((SUN, "23:15", 60))


def test_the_same_local_plan_is_sent_an_hour_apart_in_summer_and_in_winter() -> None:
    of = plan(charges((MON, "07:00", 60)))
    sent = [
        plan_to_wire(of, wire_offset(WireClock.UTC, PARIS, when))[0]["monday"]["startTime"]
        for when in (SUMMER, WINTER)
    ]
    assert sent == ["T05:00Z", "T06:00Z"]


def test_a_start_that_shares_its_utc_day_with_another_goes_into_a_free_program() -> None:
    # In winter Monday 00:30 of Paris is still Sunday of UTC, and so is Sunday 01:30.
    weekend = [(SAT, "01:30", 420), (SUN, "01:30", 420)]
    of = plan(charges(*[(day, "00:30", 300) for day in range(5)], *weekend))
    offset = wire_offset(WireClock.UTC, PARIS, WINTER)
    fitting, moved = one_a_day(of, offset)
    assert [(each.entry, each.from_number, each.to_number) for each in moved] == [(Entry(30, 300), 1, 2)]
    assert fitting.programs[1] == charges((MON, "00:30", 300), number=2)
    assert windows(
        plan_from_wire(PlanKind.CHARGE, {"schedules": plan_to_wire(of, offset)}, offset)
    ) == windows(of)
    assert one_a_day(of, wire_offset(WireClock.UTC, PARIS, SUMMER)) == (of, ())


def test_without_a_free_program_there_is_no_room_for_it() -> None:
    full = [charges((TUE, "12:00", 60), number=number, active=False) for number in range(2, 6)]
    of = plan(charges((SUN, "01:30", 420), (MON, "00:30", 300)), *full)
    with pytest.raises(NoRoom) as refused:
        plan_to_wire(of, wire_offset(WireClock.UTC, PARIS, WINTER))
    assert (refused.value.number, refused.value.entry.day, refused.value.day) == (1, MON, SUN)


def test_the_calendar_of_older_cars_is_read_by_place_and_activation() -> None:
    calendar = {
        "monday": [
            {"startTime": "2300", "duration": 480, "activationState": True},
            {"startTime": "1200", "duration": 60, "activationState": False},
        ],
        "tuesday": [{"startTime": "2300", "duration": 480, "activationState": True}],
        "sunday": [],
    }
    read = plan_from_wire(PlanKind.CHARGE, {"calendar": calendar}, 0)
    assert read.programs[0] == charges((MON, "23:00", 480), (TUE, "23:00", 480))
    assert read.programs[1] == charges((MON, "12:00", 60), number=2, active=False)
    assert same_schedules(PlanKind.CHARGE, {"calendar": calendar}, {"schedules": plan_to_wire(read, 0)})
    assert not same_schedules(PlanKind.CHARGE, {"calendar": {}}, {"schedules": plan_to_wire(read, 0)})


@pytest.mark.parametrize(
    "raw",
    [
        {"schedules": "none"},
        {"schedules": ["none"]},
        {"schedules": [{"id": 6}]},
        {"schedules": [{"id": True}]},
        {"schedules": [{"id": 1}, {"id": 1}]},
        {"schedules": [{"id": 1, "monday": "T22:30Z"}]},
        {"schedules": [{"id": 1, "monday": {"startTime": "T25:00Z", "duration": 15}}]},
        {"schedules": [{"id": 1, "monday": {"startTime": None, "duration": 15}}]},
        {"schedules": [{"id": 1, "monday": {"startTime": "T22:00Z", "duration": "long"}}]},
        {"schedules": [{"id": 1, "monday": {"startTime": "T22:00Z", "duration": -15}}]},
        {"calendar": {"monday": "2300"}},
        {"calendar": {"monday": [{"startTime": "2300", "duration": 15}] * 6}},
    ],
)
def test_what_is_not_understood_is_not_passed_over(raw: dict[str, Any]) -> None:
    with pytest.raises(UnreadablePlan):
        plan_from_wire(PlanKind.CHARGE, raw, 0)


@pytest.mark.parametrize(
    "raw", [{}, {"schedules": []}, {"schedules": None}, {"mode": "always", "schedules": [{"id": 3}]}]
)
def test_nothing_planned_is_an_empty_plan(raw: dict[str, Any]) -> None:
    assert plan_from_wire(PlanKind.CHARGE, raw, 0).empty


def test_two_answers_are_the_same_plan_whatever_they_leave_out() -> None:
    one = {"schedules": [{"id": 2, "activated": True, "friday": {"readyAtTime": "T15:15Z"}}, {"id": 1}]}
    other = {"schedules": plan_to_wire(plan_from_wire(PlanKind.CLIMATE, one, 0), 0)}
    assert same_schedules(PlanKind.CLIMATE, one, other)
    other["schedules"][1]["activated"] = False
    assert not same_schedules(PlanKind.CLIMATE, one, other)


@given(plans(), st.integers(0, 6), st.sets(st.integers(0, 6)))
def test_a_copied_day_is_alike_on_every_target_and_the_others_stay(
    of: WeekPlan, source: int, days: set[int]
) -> None:
    for program in of.programs:
        copied = with_day_copied(program, source, days)
        for day in range(7):
            like = program.on(source if day in days else day)
            assert [(e.time, e.minutes) for e in copied.on(day)] == [(e.time, e.minutes) for e in like]


def test_a_preset_fills_its_days_and_leaves_the_others() -> None:
    program = with_days(charges((SAT, "10:00", 60), (MON, "09:00", 60)), range(5), at("00:30"), 300)
    assert program == charges(*[(day, "00:30", 300) for day in range(5)], (SAT, "10:00", 60))
    assert with_day(program, SAT, at("11:00"), 15).on(SAT) == (Entry(SAT * DAY + at("11:00"), 15),)


# Changes of clocks


def test_the_next_change_is_told_two_weeks_before_and_not_earlier() -> None:
    autumn = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    assert next_change(PARIS, autumn - timedelta(days=14)) == ClockChange(autumn, -60)
    assert next_change(PARIS, autumn - timedelta(days=14, minutes=1)) is None
    assert next_change(PARIS, autumn) is None
    assert last_change(PARIS, autumn + timedelta(days=3, seconds=12)) == ClockChange(autumn, -60)
    assert last_change(PARIS, autumn) == ClockChange(autumn, -60)
    assert last_change(PARIS, autumn - timedelta(minutes=1)) is None


def test_half_hours_and_the_clocks_of_ramadan_are_found() -> None:
    lord_howe = zoneinfo.ZoneInfo("Australia/Lord_Howe")
    assert next_change(lord_howe, datetime(2026, 3, 30, tzinfo=UTC)) == ClockChange(
        datetime(2026, 4, 4, 15, 0, tzinfo=UTC), -30
    )
    casablanca = zoneinfo.ZoneInfo("Africa/Casablanca")
    change = next_change(casablanca, datetime(2026, 2, 10, tzinfo=UTC))
    assert change is not None
    assert change.minutes == -60


@given(zones, nowadays)
def test_a_change_is_the_first_minute_of_the_new_clock(zone: zoneinfo.ZoneInfo, now: datetime) -> None:
    change = next_change(zone, now, timedelta(days=300))
    if change is None:
        return
    minute = timedelta(minutes=1)
    before, after = offset_minutes(zone, change.at - minute), offset_minutes(zone, change.at)
    assert after - before == change.minutes != 0


@given(plans(), zones, nowadays)
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
