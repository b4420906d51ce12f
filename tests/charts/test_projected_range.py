"""The range with a full battery, over time, by mileage and by temperature."""

import pytest

from tests.builders import at
from tests.charts.told import asked, column, day, many_days, values
from vehicles.charts.projected_range import range_by_mileage, range_by_temperature, range_over_time
from vehicles.models import Vehicle

pytestmark = pytest.mark.django_db

BUILDERS = [range_over_time, range_by_mileage, range_by_temperature]


def test_each_known_day_is_a_point_at_its_noon_and_an_unknown_one_a_gap(zoe: Vehicle) -> None:
    day(zoe, "2026-11-18", range_full_km=310.0)
    day(zoe, "2026-11-19", range_full_km=None, distance_km=4.0)
    day(zoe, "2026-11-20", range_full_km=300.0)
    chart = range_over_time(zoe, asked())
    assert values(chart, "range") == [310.0, None, 300.0]
    assert chart.x[0] == at("2026-11-18 11:00").timestamp()
    assert column(chart, "range") == [300.0, 310.0]
    assert chart.series[0].low is None


def test_ten_years_are_weeks_with_their_lowest_and_highest_day(zoe: Vehicle) -> None:
    many_days(zoe, 3650, range_full_km=lambda number: 300.0 + number % 7)
    chart = range_over_time(zoe, asked("all"))
    assert 500 < len(chart.x) < 550
    line = chart.series[0]
    assert line.low is not None
    assert line.high is not None
    assert (line.low[9], line.values[9], line.high[9]) == (300.0, 303.0, 306.0)
    assert [each.key for each in chart.columns] == ["week", "range", "low", "high"]
    assert len(next(iter(chart.rows))) == 4


def test_by_mileage_the_bins_are_round_and_each_has_its_median(zoe: Vehicle) -> None:
    many_days(zoe, 100, range_full_km=lambda number: 300.0 - number, mileage_km=lambda number: number * 100.0)
    chart = range_by_mileage(zoe, asked("year"))
    assert chart.x == [number * 100.0 for number in range(100)]
    assert chart.series[1].label == "Median of each 500\u202fkm"
    assert values(chart, "median")[:6] == [298.0] * 5 + [293.0]
    assert chart.x_unit == "km"


def test_by_temperature_only_days_that_tell_both_count(zoe: Vehicle) -> None:
    day(zoe, "2026-11-18", range_full_km=310.0, outside_c=12.0)
    day(zoe, "2026-11-19", range_full_km=280.0, outside_c=-3.0)
    day(zoe, "2026-11-20", range_full_km=300.0)
    day(zoe, "2026-11-21", outside_c=3.0)
    chart = range_by_temperature(zoe, asked())
    assert chart.x == [-3.0, 12.0]
    assert values(chart, "points") == [280.0, 310.0]
    assert values(chart, "median") == [None, None]


@pytest.mark.parametrize("build", BUILDERS)
def test_nothing_known_is_an_empty_chart_with_a_reason(build, zoe: Vehicle) -> None:
    day(zoe, "2026-11-22", distance_km=60.0)
    chart = build(zoe, asked())
    assert list(chart.rows) == []
    assert chart.empty
    assert chart.notes == []


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize(("count", "range_key"), [(30, "month"), (1900, "all"), (3650, "all")])
def test_one_question_and_no_more_points_than_can_be_drawn(
    build, count: int, range_key: str, zoe: Vehicle, django_assert_num_queries
) -> None:
    many_days(zoe, count, range_full_km=300.0, outside_c=9.0, mileage_km=lambda number: 10.0 * number)
    with django_assert_num_queries(1):
        chart = build(zoe, asked(range_key))
    assert len(chart.x) <= 2000
    assert len(chart.x) >= min(count, 250)
