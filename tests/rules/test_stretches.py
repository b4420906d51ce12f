"""What a vehicle did, told from its readings, with nothing invented."""

from datetime import UTC, datetime, timedelta

import pytest

from vehicles.rules.past import BatteryReading, ChargeTold, CockpitReading, HvacReading, Past
from vehicles.rules.stretches import Kind, course

from .past import battery, charge, cockpit, hvac, story, told

pytest.importorskip("hypothesis", reason="hypothesis comes with requirements-dev.txt")
from hypothesis import given
from hypothesis import strategies as st


def test_between_two_mileages_lies_a_drive_about_then() -> None:
    past = Past(
        cockpit=[cockpit("03-02 00:00", "03-02 07:40", 100), cockpit("03-02 08:25", "03-02 18:00", 123)]
    )
    assert story(past) == [
        "about parked 00:00-07:40",
        "about driving 07:40-08:25 23 km",
        "about parked 08:25-18:00",
    ]


def test_the_battery_draws_the_limits_of_a_drive_closer() -> None:
    past = Past(
        battery=[
            battery("03-02 06:00", 90, "plugged"),
            battery("03-02 07:43", 90),
            battery("03-02 08:10", 81),
            battery("03-02 08:14", 81, "plugged"),
            battery("03-02 12:00", 81, "plugged"),
        ],
        cockpit=[cockpit("03-02 00:00", "03-02 07:40", 100), cockpit("03-02 08:11", "03-02 12:00", 123)],
    )
    assert story(past) == [
        "parked 00:00-06:00",
        "about plugged 06:00-07:43",
        "driving 07:43-08:10 23 km",
        "parked 08:10-08:14",
        "plugged 08:14-12:00",
    ]
    drive = course(past).stretches[2]
    assert (drive.from_percent, drive.to_percent) == (90, 81)


def test_a_mileage_asked_in_the_midst_of_a_drive_does_not_shorten_it() -> None:
    past = Past(
        battery=[
            battery("03-02 07:00", 90, "plugged"),
            battery("03-02 08:00", 90),
            battery("03-02 09:30", 50),
        ],
        cockpit=[cockpit("03-02 00:00", "03-02 09:10", 100), cockpit("03-02 09:31", "03-02 09:31", 200)],
    )
    assert "driving 08:00-09:30 100 km" in story(past)


def test_a_fuel_car_cannot_have_driven_far_in_no_time() -> None:
    past = Past(
        cockpit=[cockpit("03-02 00:00", "03-02 09:20", 100), cockpit("03-02 09:30", "03-02 10:00", 180)]
    )
    assert "about driving 08:30-09:30 80 km" in story(past)


def test_a_window_too_wide_for_a_drive_says_only_that_the_car_was_driven() -> None:
    past = Past(
        cockpit=[cockpit("03-02 00:00", "03-02 06:00", 100), cockpit("03-02 20:00", "03-02 21:00", 112)]
    )
    assert story(past)[1] == "about unknown 06:00-20:00 12 km"


def test_what_the_battery_says_of_the_plug_is_known_even_where_the_mileage_is_not() -> None:
    past = Past(battery=[battery(f"03-02 {hour:02}:00", 60, "plugged") for hour in range(1, 5)])
    assert story(past) == ["plugged 01:00-04:00"]


def test_a_long_silence_is_a_gap_unless_the_mileage_proves_that_the_car_stood() -> None:
    silent = [battery("03-02 08:00", 60), battery("03-05 08:00", 40)]
    assert [each.kind for each in course(Past(battery=silent)).stretches] == [Kind.UNKNOWN]
    stood = [cockpit("03-02 08:00", "03-02 08:00", 100), cockpit("03-05 09:00", "03-05 09:00", 100)]
    assert [each.kind for each in course(Past(silent, stood)).stretches] == [Kind.PARKED]
    moved = [stood[0], cockpit("03-05 09:00", "03-05 09:00", 400)]
    [unknown, parked] = course(Past(silent, moved)).stretches
    assert (unknown.kind, unknown.distance_km, parked.kind) == (Kind.UNKNOWN, 300, Kind.PARKED)


def test_a_fallen_mileage_is_no_drive() -> None:
    past = Past(
        cockpit=[cockpit("03-02 00:00", "03-02 06:00", 100), cockpit("03-02 07:00", "03-02 08:00", 90)]
    )
    assert story(past) == [
        "about parked 00:00-06:00",
        "about unknown 06:00-07:00",
        "about parked 07:00-08:00",
    ]


def test_a_charge_has_the_limits_of_its_session_not_of_the_readings() -> None:
    past = Past(
        battery=[
            battery("03-02 18:00", 41, "plugged"),
            battery("03-02 18:32", 41, "charging"),
            battery("03-02 19:20", 60, "charging"),
            battery("03-02 20:10", 80, "plugged"),
            battery("03-02 21:00", 80, "plugged"),
        ],
        cockpit=[cockpit("03-02 17:00", "03-02 22:00", 100)],
        charges=[charge("03-02 18:31", "03-02 20:08", 16.4, 41, 80)],
    )
    assert [told(each) for each in course(past).stretches if each.kind is Kind.CHARGING] == [
        "charging 18:31-20:08"
    ]
    charged = next(each for each in course(past).stretches if each.kind is Kind.CHARGING)
    assert (charged.from_percent, charged.to_percent) == (41, 80)
    without = past._replace(charges=())
    assert "about charging 18:32-20:10" in story(without)
    deleted = past._replace(charges=[charge("03-02 18:31", "03-02 20:08", deleted=True)])
    assert not any("charging" in each for each in story(deleted))


def test_a_stop_to_charge_cuts_a_drive_and_shares_its_distance() -> None:
    past = Past(
        battery=[
            battery("03-02 08:00", 90),
            battery("03-02 10:00", 30),
            battery("03-02 10:03", 30, "charging"),
            battery("03-02 10:30", 80, "charging"),
            battery("03-02 10:33", 80),
            battery("03-02 11:30", 50),
        ],
        cockpit=[cockpit("03-02 07:00", "03-02 07:55", 100), cockpit("03-02 11:31", "03-02 12:00", 300)],
    )
    drives = [each for each in course(past).stretches if each.kind is Kind.DRIVING]
    assert len(drives) == 2
    assert sum(each.distance_km or 0 for each in drives) == 200
    assert course(past).drives[0].lost_percent == 90


def test_a_drive_that_other_readings_claim_is_not_lost() -> None:
    past = Past(
        cockpit=[cockpit("03-02 07:00", "03-02 08:10", 100), cockpit("03-02 08:40", "03-02 09:00", 110)],
        charges=[charge("03-02 08:00", "03-02 09:00", 5)],
    )
    assert [told(each) for each in course(past).beside] == ["about driving 08:10-08:40 10 km"]


def test_a_warm_up_lies_beside_and_driving_with_the_heating_on_is_none() -> None:
    past = Past(
        cockpit=[cockpit("03-02 00:00", "03-02 07:40", 100), cockpit("03-02 08:25", "03-02 10:00", 123)],
        hvac=[hvac("03-02 07:20", True), hvac("03-02 07:30", False), hvac("03-02 08:00", True)],
    )
    assert [told(each) for each in course(past).beside] == ["preconditioning 07:20-07:30"]
    assert len(story(past)) == 3


def test_nothing_told_makes_nothing() -> None:
    assert course(Past()) == ([], [], [], [])


START = datetime(2026, 3, 1, tzinfo=UTC)
minutes = st.integers(0, 8 * 24 * 60).map(lambda number: START + timedelta(minutes=number))
percents = st.one_of(st.none(), st.integers(0, 100).map(float))
batteries = st.builds(
    BatteryReading, minutes, percents, st.none(), st.sampled_from([None, True, False]), st.booleans()
)
charges = st.builds(
    lambda start, length, kwh, deleted: ChargeTold(
        start, start + timedelta(minutes=length), kwh, deleted=deleted
    ),
    minutes,
    st.integers(1, 900),
    st.one_of(st.none(), st.floats(0, 50)),
    st.booleans(),
)


@st.composite
def pasts(draw: st.DrawFn) -> Past:
    """A past as it is read: in order, one row an instant, runs that end where the next begins."""
    told = sorted({each.at: each for each in draw(st.lists(batteries, max_size=25))}.values())
    starts = sorted(draw(st.sets(minutes, max_size=10)))
    km, rows = 1000.0, []
    for start, after in zip(starts, [*starts[1:], None], strict=False):
        km += draw(st.sampled_from([0, 0, 3.5, 40, 400, -2]))
        longest = int(((after - start) if after else timedelta(hours=5)).total_seconds() // 60)
        rows.append(CockpitReading(start, start + timedelta(minutes=draw(st.integers(0, longest))), km))
    heat = [
        HvacReading(at, at, draw(st.booleans()), 5.0) for at in sorted(draw(st.sets(minutes, max_size=5)))
    ]
    charged = sorted(draw(st.lists(charges, max_size=4)), key=lambda each: each.start)
    return Past(told, rows, heat, charged)


@given(pasts())
def test_whatever_is_told_stretches_follow_each_other_and_no_distance_is_lost(past: Past) -> None:
    lived = course(past)
    for before, after in zip(lived.stretches, lived.stretches[1:], strict=False):
        assert before.end == after.start
        assert before.mark != after.mark
    assert all(each.start < each.end for each in lived.stretches)
    assert all(each.start <= each.end for each in lived.beside)
    gained = sum(
        max(0.0, (after.mileage_km or 0) - (before.mileage_km or 0))
        for before, after in zip(past.cockpit, past.cockpit[1:], strict=False)
    )
    shown = sum(each.distance_km or 0 for each in [*lived.stretches, *lived.beside])
    assert abs(shown - gained) < 1e-6


@given(pasts())
def test_a_drive_lies_between_the_readings_that_show_it(past: Past) -> None:
    for drive in course(past).drives:
        before = [each for each in past.cockpit if each.at <= drive.start]
        after = [each for each in past.cockpit if each.at >= drive.end]
        assert before
        assert after
        assert drive.start < drive.end
