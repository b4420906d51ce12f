"""kWh for a hundred kilometres: over what is known together, and honest about it."""

import pytest

from tests.charts.told import asked, column, day, many_days, values
from vehicles.charts.consumption import consumption, consumption_by_temperature
from vehicles.models import Vehicle

pytestmark = pytest.mark.django_db


def test_only_days_of_which_energy_and_distance_are_known_count(zoe: Vehicle) -> None:
    day(zoe, "2026-11-09", distance_km=50.0, energy_used_kwh=8.0)
    day(zoe, "2026-11-10", distance_km=50.0, energy_used_kwh=None)
    day(zoe, "2026-11-11", distance_km=None, energy_used_kwh=3.0)
    day(zoe, "2026-11-12", distance_km=50.0, energy_used_kwh=10.0)
    chart = consumption(zoe, asked("month", "month"))
    assert values(chart, "consumption") == [None, pytest.approx(18.0)]
    assert column(chart, "over") == [100.0, None]
    assert column(chart, "driven") == [150.0, None]
    assert chart.notes[0] == "Estimated from the state of charge, over 100 of 150\u202fkm."


def test_a_short_way_has_no_consumption_rather_than_a_wrong_one(zoe: Vehicle) -> None:
    day(zoe, "2026-11-20", distance_km=3.0, energy_used_kwh=2.0)
    day(zoe, "2026-11-21", distance_km=0.0, energy_used_kwh=0.0)
    day(zoe, "2026-11-22", distance_km=60.0, energy_used_kwh=9.0)
    chart = consumption(zoe, asked("month", "day"))
    assert values(chart, "consumption")[-4:] == [None, None, pytest.approx(15.0), None]


def test_a_hybrids_consumption_says_that_fuel_drove_it_too(captur: Vehicle, zoe: Vehicle) -> None:
    for car in (captur, zoe):
        day(car, "2026-11-22", distance_km=60.0, energy_used_kwh=3.0)
    assert any("fuel" in note for note in consumption(captur, asked()).notes)
    assert not any("fuel" in note for note in consumption(zoe, asked()).notes)


@pytest.mark.parametrize("build", [consumption, consumption_by_temperature])
def test_nothing_known_is_an_empty_chart_with_a_reason(build, zoe: Vehicle) -> None:
    day(zoe, "2026-11-22", distance_km=60.0, outside_c=4.0)
    chart = build(zoe, asked())
    assert list(chart.rows) == []
    assert chart.empty
    assert chart.notes == []


def test_a_car_whose_battery_is_of_unknown_size_says_that_this_is_why(zoe: Vehicle) -> None:
    assert "some drives" in consumption(zoe, asked()).empty
    day(zoe, "2026-11-22", distance_km=60.0)
    assert "usable capacity must be" in consumption(zoe, asked()).empty


def test_cold_days_take_more_and_each_two_degrees_have_their_median(zoe: Vehicle) -> None:
    for number, (outside, used) in enumerate([(0.5, 20), (1.0, 22), (1.9, 24), (20.0, 14), (20.5, 15)]):
        day(zoe, f"2026-11-{number + 10}", distance_km=100.0, energy_used_kwh=used, outside_c=outside)
    day(zoe, "2026-11-20", distance_km=19.0, energy_used_kwh=9.0, outside_c=5.0)
    chart = consumption_by_temperature(zoe, asked())
    assert chart.x == [0.5, 1.0, 1.9, 20.0, 20.5]
    assert values(chart, "points") == pytest.approx([20, 22, 24, 14, 15])
    assert values(chart, "median") == [22, 22, 22, None, None]
    assert chart.series[1].low == [21, 21, 21, None, None]
    assert column(chart, "over") == [100.0] * 5
    assert chart.series[1].label == "Median of each 2\u202f°C"


def test_ten_years_of_days_are_a_point_a_week(zoe: Vehicle, django_assert_num_queries) -> None:
    many_days(zoe, 3650, distance_km=50.0, energy_used_kwh=8.0, outside_c=lambda number: number % 30 - 5.0)
    with django_assert_num_queries(1):
        chart = consumption_by_temperature(zoe, asked("all"))
    assert 500 < len(chart.x) < 550
    assert set(values(chart, "points")) == {16.0}
    with django_assert_num_queries(1):
        chart = consumption(zoe, asked("all", "month"))
    assert len(chart.x) <= 122
