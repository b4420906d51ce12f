"""Week plans: the car's times are ours and back again, on both sides of midnight and of every change."""

import zoneinfo
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.rules.plans import MON, SAT, SUN, TUE, charges, plan, windows, wire
from vehicles.rules.clock_changes import ClockChange, last_change, next_change
from vehicles.rules.schedules import (
    Entry,
    NoRoom,
    OffGridOffset,
    PlanKind,
    WireClock,
    offset_minutes,
    one_a_day,
    wire_offset,
)
from vehicles.rules.wire_schedules import (
    UnreadablePlan,
    plan_from_wire,
    plan_to_wire,
    same_schedules,
)

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
SUMMER, WINTER = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "year"), [("Europe/Amsterdam", 1936), ("Africa/Monrovia", 1970), ("Asia/Kolkata", 1900)]
)
def test_a_clock_that_is_off_the_quarters_is_refused(name: str, year: int) -> None:
    with pytest.raises(OffGridOffset):
        offset_minutes(zoneinfo.ZoneInfo(name), datetime(year, 1, 2, tzinfo=UTC))


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
