"""Vehicles side by side: which ones, from when, and whose."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import builders
from tests.charts.told import day, many_days
from tests.views.conftest import Cast
from vehicles.models import Energy, Vehicle, VehicleStatus

COMPARE = "/compare/"


@pytest.fixture
def cars(cast: Cast) -> list[Vehicle]:
    others = [
        builders.vehicle(cast.home, "Duster", energy=Energy.FUEL),
        builders.vehicle(cast.home, "Old Twingo", status=VehicleStatus.SOLD),
        builders.vehicle(cast.home, "Spring", hidden=True),
    ]
    for car in (cast.zoe, *others):
        day(car, "2026-11-01", distance_km=100.0 + car.pk, energy_used_kwh=15.0, energy_charged_kwh=12.0)
    return [cast.zoe, *others]


def page(cast: Cast, query: str = "?range=all") -> str:
    response = cast.client(cast.viewer).get(COMPARE + query)
    assert response.status_code == 200
    return response.content.decode()


def figures(cast: Cast, chart: str, query: str) -> dict:
    response = cast.client(cast.viewer).get(reverse("compare-json", args=[chart]) + query)
    assert response.status_code == 200
    return json.loads(response.content)


def labels(cast: Cast, query: str) -> list[str]:
    return [each["label"] for each in figures(cast, "distance", query)["series"]]


def test_the_garages_vehicles_are_compared_until_somebody_chooses(cast: Cast, cars: list[Vehicle]) -> None:
    assert labels(cast, "?range=all") == ["Zoé", "Duster"]
    shown = page(cast)
    assert shown.count("checked") == 2
    for title in ("Energy charged", "Distance", "Consumption"):
        assert title in shown


def test_hidden_and_sold_vehicles_can_be_chosen_and_the_address_keeps_them(
    cast: Cast, cars: list[Vehicle]
) -> None:
    _zoe, _duster, twingo, spring = cars
    query = f"?vehicle={twingo.pk}&vehicle={spring.pk}&range=all"
    assert labels(cast, query) == ["Old Twingo", "Spring"]
    shown = page(cast, query)
    assert "sold" in shown
    assert "hidden" in shown
    assert shown.count("checked") == 2
    kept = f"vehicle={twingo.pk}&amp;vehicle={spring.pk}&amp;range=all"
    assert f"/compare/charts/distance.csv?{kept}" in shown
    assert f"?vehicle={twingo.pk}&amp;vehicle={spring.pk}&amp;range=year" in shown


def test_the_file_has_a_column_for_each_vehicle_and_months_of_iso_days(
    cast: Cast, cars: list[Vehicle]
) -> None:
    address = reverse("compare-csv", args=["distance"]) + "?range=all&step=month"
    response = cast.client(cast.viewer).get(address)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["From", "Month", "Zoé (km)", "Duster (km)"]
    found = next(row for row in rows if row[0] == "2026-11-01")
    assert found[1:] == ["November 2026", str(100.0 + cars[0].pk), str(100.0 + cars[1].pk)]
    assert "compare-distance.csv" in response["Content-Disposition"]


def test_a_vehicle_of_another_household_is_not_found_as_one_that_does_not_exist(
    cast: Cast, cars: list[Vehicle]
) -> None:
    theirs = builders.vehicle(cast.stranger.memberships.get().household, "Theirs")
    client = cast.client(cast.owner)
    for asked in (theirs.pk, 987654, "x", "-1", "9" * 30, ""):
        for address in (
            COMPARE,
            *(reverse(f"compare-{kind}", args=["distance"]) for kind in ("json", "csv")),
        ):
            assert client.get(f"{address}?vehicle={cars[0].pk}&vehicle={asked}").status_code == 404, asked
    assert client.get(reverse("compare-json", args=["speed"])).status_code == 404


def test_a_vehicle_that_was_found_and_not_chosen_cannot_be_compared(cast: Cast) -> None:
    offered = builders.vehicle(cast.home, "Offered", status=VehicleStatus.OFFERED)
    assert cast.client(cast.owner).get(f"{COMPARE}?vehicle={offered.pk}").status_code == 404
    assert "Offered" not in page(cast)


def test_none_ticked_is_told_beside_the_list(cast: Cast, cars: list[Vehicle]) -> None:
    shown = page(cast, "?chosen=1")
    assert "Choose at least one vehicle." in shown
    assert "data-chart-card" not in shown


def test_more_vehicles_than_colours_are_told_and_stay_ticked(cast: Cast) -> None:
    more = [builders.vehicle(cast.home, f"Car {number}") for number in range(9)]
    shown = page(cast, "?" + "&".join(f"vehicle={car.pk}" for car in more))
    assert "Up to 8 can be compared at a time." in shown
    assert shown.count("checked") == 9


def test_the_way_to_it_shows_once_there_are_two_vehicles(cast: Cast) -> None:
    assert f'href="{COMPARE}"' not in cast.client(cast.viewer).get("/").content.decode()
    builders.vehicle(cast.home, "Second", status=VehicleStatus.SOLD)
    assert f'href="{COMPARE}"' in cast.client(cast.viewer).get("/").content.decode()


def test_a_household_without_vehicles_gets_a_page_that_says_so(cast: Cast) -> None:
    response = cast.client(cast.stranger).get(COMPARE)
    assert response.status_code == 200
    assert "No vehicle yet" in response.content.decode()


def test_a_form_keeps_range_and_zoom(cast: Cast, cars: list[Vehicle]) -> None:
    shown = page(cast, "?range=all&step=year&from=1790000000&to=1795000000")
    for name, value in {"range": "all", "step": "year", "from": "1790000000", "to": "1795000000"}.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in shown


def test_more_vehicles_and_years_cost_no_more_questions(cast: Cast, cars: list[Vehicle]) -> None:
    def questions(query: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            page(cast, query)
        return len(asked)

    few = questions(f"?vehicle={cars[0].pk}&range=month")
    for car in cars:
        many_days(car, 1000, last="2026-10-31", distance_km=30.0)
    assert questions("?range=all&" + "&".join(f"vehicle={car.pk}" for car in cars)) == few
