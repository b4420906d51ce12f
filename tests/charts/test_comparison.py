"""Several vehicles side by side."""

from zoneinfo import ZoneInfo

import pytest

from tests import builders
from tests.charts.told import asked, column, day, many_days, values
from vehicles.charts.comparison import compared_consumption, compared_distance, compared_energy
from vehicles.models import Energy, Vehicle

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
BUILDERS = [compared_energy, compared_distance, compared_consumption]


@pytest.fixture
def cars() -> list[Vehicle]:
    home = builders.household()
    return [
        builders.vehicle(home, "Zoé"),
        builders.vehicle(home, "Duster", energy=Energy.FUEL),
        builders.vehicle(home, "Captur", energy=Energy.PLUG_IN_HYBRID),
    ]


def test_each_vehicle_has_its_bar_in_each_month(cars: list[Vehicle]) -> None:
    zoe, duster, captur = cars
    day(zoe, "2026-11-01", distance_km=100.0)
    day(zoe, "2026-11-02", distance_km=50.0)
    day(duster, "2026-10-31", distance_km=70.0)
    chart = compared_distance(cars, asked("year", "month"), PARIS)
    assert values(chart, f"vehicle_{zoe.pk}")[-2:] == [None, 150.0]
    assert values(chart, f"vehicle_{duster.pk}")[-2:] == [70.0, None]
    assert set(values(chart, f"vehicle_{captur.pk}")) == {None}
    assert column(chart, f"vehicle_{zoe.pk}")[:2] == [150.0, None]
    assert [each.label for each in chart.series] == ["Zoé", "Duster", "Captur"]


def test_a_car_that_burns_fuel_only_charges_nothing_and_is_left_out_in_words(cars: list[Vehicle]) -> None:
    zoe, _duster, captur = cars
    day(zoe, "2026-11-01", energy_charged_kwh=12.5, energy_used_kwh=9.0, distance_km=60.0)
    for build in (compared_energy, compared_consumption):
        chart = build(cars, asked("year", "month"), PARIS)
        assert [each.label for each in chart.series] == ["Zoé", "Captur"]
        assert chart.notes[-1] == "Without Duster, which has no battery to plug in."
    assert values(compared_energy(cars, asked("year", "month"), PARIS), f"vehicle_{zoe.pk}")[-1] == 12.5
    assert values(chart, f"vehicle_{zoe.pk}")[-1] == pytest.approx(15.0)
    assert captur.burns_fuel


def test_a_vehicle_keeps_its_colour_where_another_is_left_out(cars: list[Vehicle]) -> None:
    captur = cars[2]
    day(captur, "2026-11-01", energy_charged_kwh=12.5, distance_km=3.0)
    tones = [
        next(
            each.tone for each in build(cars, asked("year", "month"), PARIS).series if each.label == "Captur"
        )
        for build in (compared_energy, compared_distance)
    ]
    assert tones == ["vehicle-3", "vehicle-3"]


@pytest.mark.parametrize("build", BUILDERS)
def test_nothing_known_is_an_empty_chart_with_a_reason(build, cars: list[Vehicle]) -> None:
    chart = build(cars, asked("year", "month"), PARIS)
    assert list(chart.rows) == []
    assert chart.empty
    assert build([], asked("year", "month"), PARIS).empty


@pytest.mark.parametrize("build", BUILDERS)
def test_one_question_for_all_vehicles_and_all_years(
    build, cars: list[Vehicle], django_assert_num_queries
) -> None:
    for car in cars:
        many_days(car, 3650, distance_km=30.0, energy_used_kwh=5.0, energy_charged_kwh=5.0)
    with django_assert_num_queries(1):
        chart = build(cars, asked("all", "month"), PARIS)
    assert len(chart.x) <= 122
    assert all(value is not None for each in chart.series for value in each.values[1:])
