"""The pages on driving, the battery and the tank."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import builders
from tests.charts.told import charge, day, many_days
from tests.views.conftest import Cast
from vehicles.models import Archive, Energy, Vehicle

PAGES = ("vehicle-distance", "vehicle-battery", "vehicle-fuel")


@pytest.fixture
def duster(cast: Cast) -> Vehicle:
    return builders.vehicle(cast.home, "Duster", energy=Energy.FUEL)


@pytest.fixture
def captur(cast: Cast) -> Vehicle:
    return builders.vehicle(cast.home, "Captur", energy=Energy.PLUG_IN_HYBRID)


def page(cast: Cast, name: str, of: Vehicle, query: str = "") -> str:
    response = cast.client(cast.viewer).get(reverse(name, args=[of.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def status(cast: Cast, name: str, of: Vehicle) -> int:
    return cast.client(cast.viewer).get(reverse(name, args=[of.pk])).status_code


def test_each_kind_of_vehicle_has_the_pages_that_it_has_a_use_for(
    cast: Cast, duster: Vehicle, captur: Vehicle
) -> None:
    found = {car.name: [status(cast, name, car) for name in PAGES] for car in (cast.zoe, captur, duster)}
    assert found == {"Zoé": [200, 200, 404], "Captur": [200, 200, 200], "Duster": [200, 404, 200]}
    for car, count in ((cast.zoe, 2), (captur, 3), (duster, 2)):
        tabs = page(cast, "vehicle-distance", car)
        assert sum(reverse(name, args=[car.pk]) + '"' in tabs for name in PAGES) == count


def test_a_petrol_car_has_its_distance_and_no_consumption_of_a_battery(cast: Cast, duster: Vehicle) -> None:
    assert "Nothing to draw yet" in page(cast, "vehicle-distance", duster)
    for car in (cast.zoe, duster):
        day(car, "2026-11-20", distance_km=60.0)
    assert 'id="chart-distance"' in page(cast, "vehicle-distance", duster)
    assert 'id="chart-consumption"' not in page(cast, "vehicle-distance", duster)
    assert 'id="chart-consumption"' in page(cast, "vehicle-distance", cast.zoe)
    address = reverse("chart-json", args=[duster.pk, "consumption"])
    assert cast.client(cast.viewer).get(address).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?range=month",
        "?range=all&step=week",
        "?from=1790000000&to=1795000000",
        "?from=0&to=1",
        "?from=3900000000&to=3900100000",
    ],
)
def test_the_pages_show_any_part_of_time(cast: Cast, captur: Vehicle, query: str) -> None:
    many_days(captur, 400, distance_km=20.0, energy_used_kwh=3.0, outside_c=9.0, range_full_km=50.0)
    for name in PAGES:
        page(cast, name, captur, query)


@pytest.mark.parametrize("query", ["?range=decade", "?step=hour", "?from=2&to=1", "?from=x"])
def test_nonsense_in_the_address_is_not_found(cast: Cast, captur: Vehicle, query: str) -> None:
    for name in PAGES:
        assert cast.client(cast.viewer).get(reverse(name, args=[captur.pk]) + query).status_code == 404


def test_the_battery_says_which_capacity_counts_and_where_it_is_from(cast: Cast) -> None:
    assert "52.0\u202fkWh" in page(cast, "vehicle-battery", cast.zoe)
    assert "the maker&#x27;s figure for this model" in page(cast, "vehicle-battery", cast.zoe)
    assert "Capacity not known yet" in page(cast, "vehicle-battery", cast.zoe)
    Archive.objects.create(
        vehicle=cast.zoe,
        capacity_kwh=50.4,
        capacity_low_kwh=49.9,
        capacity_high_kwh=51.2,
        capacity_charges=34,
    )
    Vehicle.objects.filter(pk=cast.zoe.pk).update(usable_capacity_kwh=51.0)
    shown = page(cast, "vehicle-battery", cast.zoe)
    assert "51.0\u202fkWh" in shown
    assert "set by an owner" in shown
    assert "50.4\u202fkWh" in shown
    assert "median of 34 charges, half of them 49.9–51.2\u202fkWh" in shown


def test_a_battery_of_unknown_size_says_so_and_not_nought(cast: Cast) -> None:
    Vehicle.objects.filter(pk=cast.zoe.pk).update(model_code="R5E1VE")
    shown = page(cast, "vehicle-battery", cast.zoe)
    assert "Nobody has set it, and there are too few charges" in shown
    assert "0.0\u202fkWh" not in shown


def test_an_estimate_is_marked_as_one_on_the_page(cast: Cast) -> None:
    day(cast.zoe, "2026-11-20", distance_km=60.0, energy_used_kwh=9.0)
    shown = page(cast, "vehicle-distance", cast.zoe, "?range=all")
    assert "Estimated from the state of charge, over 60 of 60\u202fkm." in shown


@pytest.mark.parametrize("name", PAGES)
def test_years_of_history_cost_no_more_questions_than_none(cast: Cast, captur: Vehicle, name: str) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(cast, name, captur, "?range=all")
        return len(asked)

    figures: dict[str, Any] = {
        "distance_km": 20.0,
        "energy_used_kwh": 3.0,
        "outside_c": 9.0,
        "fuel_last_l": 30.0,
    }
    day(captur, "2016-11-01", range_full_km=50.0, mileage_km=1000.0, **figures)
    charge(captur, "2016-11-01 20:00", 5.0, 50)
    few = questions()
    many_days(captur, 3600, range_full_km=50.0, mileage_km=lambda number: 1000.0 + number, **figures)
    assert questions() == few
