"""Positions lose their exactness with age, and then go."""

import math
from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from vehicles.models import LocationSnapshot, Vehicle
from vehicles.rules.positions import coarse
from vehicles.services import positions

NOW = builders.at("2026-11-28 12:00")
PLACE = {"gpsLatitude": 48.117312, "gpsLongitude": -1.677842, "gpsDirection": 90.0}
ABOUT = (48.117, -1.678)


@pytest.fixture
def zoe(db: None) -> Vehicle:
    return builders.vehicle(builders.household(), positions_on=True)


def tell(of: Vehicle, days_ago: float, fetched_days_ago: float | None = None) -> int:
    told_at = NOW - timedelta(days=days_ago)
    fetched_at = NOW - timedelta(days=days_ago if fetched_days_ago is None else fetched_days_ago)
    return builders.tell(of, "location", fetched_at, **PLACE, lastUpdateTime=told_at.isoformat())


def kept(of: Vehicle) -> list[tuple[float | None, float | None]]:
    rows = LocationSnapshot.objects.filter(vehicle=of).order_by("reported_at")
    return list(rows.values_list("latitude", "longitude"))


def test_a_coarse_position_is_at_most_56_metres_off_along_each_axis() -> None:
    for degrees in (48.117312, -1.677842, 0.0, 0.0005, -0.0005, 179.99951, -89.9999999):
        rounded = coarse(degrees)
        assert rounded is not None
        assert abs(rounded - degrees) * 111_320 <= 56
        assert coarse(rounded) == rounded


def test_after_90_days_about_100_metres_are_kept_and_after_365_nothing(zoe: Vehicle) -> None:
    for days in (400, 366, 364, 91, 89, 1):
        tell(zoe, days)
    positions.let_age(NOW)
    exact = (PLACE["gpsLatitude"], PLACE["gpsLongitude"])
    assert kept(zoe) == [ABOUT, ABOUT, exact, exact]
    old = LocationSnapshot.objects.filter(vehicle=zoe, reported_at__lt=NOW - timedelta(days=90))
    assert set(old.values_list("direction", flat=True)) == {None}


def test_a_household_sets_both_ages(zoe: Vehicle) -> None:
    zoe.household.positions_fine_days, zoe.household.positions_kept_days = 2, 10
    zoe.household.save()
    for days in (12, 8, 1):
        tell(zoe, days)
    positions.let_age(NOW)
    assert kept(zoe) == [ABOUT, (PLACE["gpsLatitude"], PLACE["gpsLongitude"])]


def test_a_car_that_sleeps_and_tells_its_old_position_again_is_not_kept_exactly(zoe: Vehicle) -> None:
    assert tell(zoe, 95, fetched_days_ago=94) == 1
    positions.let_age(NOW)
    assert tell(zoe, 95, fetched_days_ago=0) == 0
    assert kept(zoe) == [ABOUT]
    # The same where it comes in for the first time.
    assert tell(zoe, 93, fetched_days_ago=0) == 1
    assert kept(zoe) == [ABOUT, ABOUT]


def test_a_position_that_was_deleted_does_not_come_back(zoe: Vehicle) -> None:
    tell(zoe, 380, fetched_days_ago=379)
    positions.let_age(NOW)
    assert tell(zoe, 380, fetched_days_ago=0) == 0
    assert kept(zoe) == []


def test_what_was_done_is_not_done_again(zoe: Vehicle, django_assert_num_queries: Any) -> None:
    tell(zoe, 95)
    positions.let_age(NOW)
    with django_assert_num_queries(1):
        positions.let_age(NOW)


def test_many_rows_go_by_steps_and_an_interrupted_run_is_gone_on_with(
    zoe: Vehicle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(positions, "ROWS_AT_ONCE", 3)
    for days in range(100, 110):
        tell(zoe, days)
    seconds = iter(range(0, 1000, 2))
    positions.let_age(NOW, timedelta(seconds=5), monotonic=lambda: float(next(seconds)))
    exact = LocationSnapshot.objects.filter(latitude=PLACE["gpsLatitude"])
    assert 0 < exact.count() < 10
    positions.let_age(NOW)
    assert not exact.exists()
    assert LocationSnapshot.objects.count() == 10


def test_where_time_is_over_the_vehicles_left_have_their_turn_the_next_time(zoe: Vehicle) -> None:
    cars = [
        zoe,
        *(builders.vehicle(zoe.household, f"Car {number}", positions_on=True) for number in range(4)),
    ]
    for car in cars:
        tell(car, 95)
    seconds = iter(range(0, 1000, 2))
    positions.let_age(NOW, timedelta(seconds=9), monotonic=lambda: float(next(seconds)))
    assert [kept(car) == [ABOUT] for car in cars] == [True, True, False, False, False]
    positions.let_age(NOW)
    assert all(kept(car) == [ABOUT] for car in cars)


def test_the_database_rounds_as_the_rule_does(zoe: Vehicle) -> None:
    places = [48.1125, -1.6785, 0.0005, -0.0005, 89.9994, -33.86785]
    for number, place in enumerate(places):
        at = NOW - timedelta(days=100, hours=number)
        builders.tell(
            zoe, "location", at, gpsLatitude=place, gpsLongitude=place, lastUpdateTime=at.isoformat()
        )
    positions.let_age(NOW)
    rows = LocationSnapshot.objects.order_by("-reported_at").values_list("latitude", "longitude")
    for place, row in zip(places, rows, strict=True):
        assert all(math.isclose(value, coarse(place) or 0, abs_tol=1e-12) for value in row)
