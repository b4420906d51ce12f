"""What a day of a vehicle came to, on its own calendar, clock changes included."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from vehicles.rules.calendar_days import Days, day_of, day_start, days_between
from vehicles.rules.days import Day, summarise
from vehicles.rules.past import BatteryReading, CockpitReading, Past

from .past import PARIS, battery, charge, cockpit, hvac, paris
from .test_stretches import pasts

pytest.importorskip("hypothesis", reason="hypothesis comes with requirements-dev.txt")
from hypothesis import given
from hypothesis import strategies as st

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
ZONES = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc"))


def made(past: Past, first: date, last: date | None = None, capacity: float | None = 50.0) -> dict[date, Day]:
    days = Days(days_between(first, last or first), PARIS)
    return dict(summarise(past, days, capacity, plugs_in=True))


def test_a_day_in_figures() -> None:
    past = Past(
        battery=[
            battery("03-01 22:00", 91, "plugged"),
            battery("03-02 07:40", 90, range_km=270),
            battery("03-02 08:10", 80, range_km=240),
            battery("03-02 18:10", 79, range_km=240),
            battery("03-02 18:20", 79, "charging", range_km=10),
            battery("03-02 19:00", 95, "charging"),
            battery("03-02 19:20", 100, "plugged"),
            battery("03-03 06:00", 100, "plugged"),
        ],
        cockpit=[cockpit("03-01 20:00", "03-02 07:30", 100), cockpit("03-02 08:11", "03-03 07:00", 125)],
        hvac=[hvac("03-02 07:00", False, 4), hvac("03-02 18:00", False, 10)],
        charges=[charge("03-02 18:20", "03-02 19:20", 11)],
    )
    day = made(past, date(2026, 3, 2))[date(2026, 3, 2)]
    assert (day.distance_km, day.mileage_km) == (25, 125)
    assert (day.state_of_charge_min, day.state_of_charge_max, day.state_of_charge_last) == (79, 100, 100)
    assert day.range_full_km == 300
    assert (day.charges, day.energy_charged_kwh, day.energy_used_kwh) == (1, 11, 5)
    assert day.known_minutes == 24 * 60
    assert day.parked_minutes == 24 * 60 - 30
    assert day.charging_minutes == 60
    assert day.plugged_minutes == 7 * 60 + 40 + 60 + 4 * 60 + 40
    assert (day.parked_loss_percent, day.parked_loss_minutes) == (1, 600)
    assert day.outside_c == 7


def test_nothing_is_zero_and_the_unknown_is_none() -> None:
    day = made(Past(cockpit=[cockpit("03-02 00:00", "03-02 10:00", 100)]), date(2026, 3, 2))[date(2026, 3, 2)]
    assert (day.distance_km, day.charges, day.energy_charged_kwh, day.energy_used_kwh) == (0, 0, 0, 0)
    assert day.state_of_charge_min is None
    assert day.plugged_minutes is None
    assert day.charging_minutes is None
    assert day.parked_loss_percent is None
    assert day.known_minutes == 600
    only_battery = made(Past(battery=[battery("03-02 10:00", 50, "?")]), date(2026, 3, 2))[date(2026, 3, 2)]
    assert only_battery.distance_km is None
    assert only_battery.parked_minutes is None
    assert only_battery.energy_charged_kwh is None


def test_of_a_day_without_a_word_there_is_no_summary() -> None:
    past = Past(battery=[battery("03-01 10:00", 50), battery("03-05 10:00", 30)])
    assert set(made(past, date(2026, 2, 27), date(2026, 3, 6))) == {date(2026, 3, 1), date(2026, 3, 5)}


def test_without_a_capacity_nothing_is_said_of_energy_used() -> None:
    past = Past(cockpit=[cockpit("03-02 00:00", "03-02 10:00", 100)])
    assert made(past, date(2026, 3, 2), capacity=None)[date(2026, 3, 2)].energy_used_kwh is None


def test_a_drive_whose_loss_is_not_known_leaves_the_energy_unknown() -> None:
    past = Past(
        cockpit=[cockpit("03-02 00:00", "03-02 08:00", 100), cockpit("03-02 08:30", "03-02 10:00", 120)]
    )
    day = made(past, date(2026, 3, 2))[date(2026, 3, 2)]
    assert (day.distance_km, day.energy_used_kwh) == (20, None)


def test_a_charge_and_a_drive_across_midnight_are_shared_by_time() -> None:
    past = Past(
        cockpit=[cockpit("03-02 12:00", "03-02 23:30", 100), cockpit("03-03 00:15", "03-03 10:00", 130)],
        charges=[charge("03-03 22:00", "03-04 02:00", 20)],
    )
    days = made(past, date(2026, 3, 2), date(2026, 3, 4))
    assert [day.distance_km for day in days.values()] == [20, 10, None]
    assert [day.energy_charged_kwh for day in days.values()] == [0, 10, 10]
    assert [day.charges for day in days.values()] == [0, 1, 0]


def test_what_was_driven_some_time_belongs_to_the_day_that_tells_of_it() -> None:
    past = Past(
        cockpit=[cockpit("03-02 12:00", "03-02 13:00", 100), cockpit("03-06 09:00", "03-06 10:00", 430)]
    )
    days = made(past, date(2026, 3, 2), date(2026, 3, 6))
    assert {on.day: day.distance_km for on, day in days.items()} == {2: 0, 6: 330}


def test_charges_of_unknown_energy_make_no_sum() -> None:
    past = Past(charges=[charge("03-02 10:00", "03-02 11:00", None)])
    day = made(past, date(2026, 3, 2))[date(2026, 3, 2)]
    assert (day.charges, day.energy_charged_kwh, day.charging_minutes) == (1, None, 60)


def test_fuel_of_a_day() -> None:
    past = Past(
        cockpit=[
            cockpit("03-01 20:00", "03-02 09:00", 100, fuel_l=20, fuel_range_km=300),
            cockpit("03-02 09:30", "03-02 10:00", 120, fuel_l=18, fuel_range_km=270),
            cockpit("03-02 11:00", "03-02 12:00", 130, fuel_l=45, fuel_range_km=700),
        ]
    )
    days = Days([date(2026, 3, 2)], PARIS)
    day = summarise(past, days, None, plugs_in=False)[date(2026, 3, 2)]
    assert (day.fuel_min_l, day.fuel_max_l, day.fuel_last_l, day.fuel_range_km) == (18, 45, 45, 700)
    assert day.energy_charged_kwh is None
    assert day.energy_used_kwh is None


@pytest.mark.parametrize(("on", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 6, 1), 24)])
def test_the_days_of_paris_when_its_clocks_change(on: date, hours: int) -> None:
    days = Days([on], PARIS)
    assert days.end - days.start == timedelta(hours=hours)
    stood = Past(
        battery=[
            BatteryReading(days.start - timedelta(hours=2), 80.0, plugged=True, charging=False),
            BatteryReading(days.end + timedelta(hours=2), 80.0, plugged=True, charging=False),
        ],
        cockpit=[CockpitReading(days.start - timedelta(hours=3), days.end + timedelta(hours=3), 100.0)],
    )
    day = made(stood, on)[on]
    assert day.known_minutes == day.parked_minutes == day.plugged_minutes == hours * 60


def test_a_charge_through_the_hour_that_comes_twice_lasts_an_hour_longer() -> None:
    start, end = paris("10-25 01:00"), paris("10-25 04:00")
    assert end - start == timedelta(hours=4)
    day = made(Past(charges=[charge("10-25 01:00", "10-25 04:00", 8)]), AUTUMN)[AUTUMN]
    assert (day.charging_minutes, day.energy_charged_kwh) == (240, 8)


def test_a_charge_through_the_hour_that_is_skipped_lasts_an_hour_less() -> None:
    day = made(Past(charges=[charge("03-29 01:00", "03-29 04:00", 8)]), SPRING)[SPRING]
    assert (day.charging_minutes, day.energy_charged_kwh) == (120, 8)


def test_a_reading_in_each_of_the_two_hours_is_of_the_same_day() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 in summer time
    again = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 in winter time
    readings = [BatteryReading(first, 50.0), BatteryReading(again, 40.0)]
    day = made(Past(battery=readings), AUTUMN)[AUTUMN]
    assert (day.state_of_charge_max, day.state_of_charge_last) == (50, 40)


@given(
    st.sampled_from(ZONES), st.integers(0, 20 * 366).map(lambda number: date(2013, 1, 1) + timedelta(number))
)
def test_in_any_zone_each_instant_is_in_the_day_of_its_calendar(name: str, on: date) -> None:
    zone = ZoneInfo(name)
    days = Days(days_between(on, on + timedelta(days=400)), zone)
    assert list(days.limits) == sorted(days.limits)
    assert day_of(day_start(on, zone), zone) == on
    assert day_of(day_start(on, zone) - timedelta(seconds=1), zone) < on
    for place, limit in enumerate(days.limits[:-1]):
        assert days.index(limit) == place
    assert (
        sum(minutes for _, minutes in days.shares(days.start, days.end)) * 60
        == (days.end - days.start).total_seconds()
    )


@given(pasts(), st.sampled_from(["Europe/Paris", "America/Santiago", "Australia/Lord_Howe", "Asia/Beirut"]))
def test_the_days_add_up_to_the_whole(past: Past, name: str) -> None:
    days = Days(days_between(date(2026, 2, 26), date(2026, 3, 14)), ZoneInfo(name))
    found = summarise(past, days, 50.0, plugs_in=True)
    gained = sum(
        max(0.0, (after.mileage_km or 0) - (before.mileage_km or 0))
        for before, after in zip(past.cockpit, past.cockpit[1:], strict=False)
    )
    assert sum(day.distance_km or 0 for day in found.values()) == pytest.approx(gained, abs=0.01)
    energy = sum(each.energy_kwh or 0 for each in past.charges if not each.deleted)
    assert sum(day.energy_charged_kwh or 0 for day in found.values()) == pytest.approx(energy, abs=0.01)
    for day in found.values():
        assert 0 <= day.known_minutes <= 25 * 60
        assert (day.charging_minutes or 0) <= (day.plugged_minutes or 0) + 1e-3
        assert (day.parked_minutes or 0) <= day.known_minutes + 1e-3


@given(pasts(), st.integers(0, 9))
def test_a_day_is_the_same_alone_and_in_a_row(past: Past, number: int) -> None:
    on = date(2026, 2, 28) + timedelta(days=number)
    row = summarise(
        past, Days(days_between(date(2026, 2, 26), date(2026, 3, 14)), PARIS), 50.0, plugs_in=True
    )
    alone = summarise(past, Days([on], PARIS), 50.0, plugs_in=True)
    assert alone.get(on) == row.get(on)
