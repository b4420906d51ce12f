"""The tank: its level, where it was filled up, and the range on fuel."""

from datetime import date, timedelta

import pytest

from tests.builders import at, tell
from tests.charts.told import NOW, asked, column, day, many_days, values
from vehicles.charts.fuel import fuel_level, fuel_range
from vehicles.models import Vehicle

pytestmark = pytest.mark.django_db


def told(of: Vehicle, text: str, litres: float | None, km: float | None = None) -> None:
    tell(of, "cockpit", at(text), fuelQuantity=litres, fuelAutonomy=km, totalMileage=1000.0)


def test_a_month_shows_every_reading_and_shades_where_it_was_filled_up(duster: Vehicle) -> None:
    told(duster, "2026-11-20 08:00", 14)
    told(duster, "2026-11-20 18:00", 12)
    told(duster, "2026-11-20 19:00", 46)
    told(duster, "2026-11-21 08:00", 45)
    chart = fuel_level(duster, asked())
    assert values(chart, "fuel") == [14, 12, 46, 45]
    assert column(chart, "fuel") == [45, 46, 12, 14]
    assert column(chart, "filled_up") == [None, 34, None, None]
    (span,) = chart.shaded
    assert (span.start, span.end) == (
        at("2026-11-20 18:00").timestamp(),
        at("2026-11-20 19:00").timestamp(),
    )


def test_a_parked_car_that_tells_the_same_for_days_leaves_no_gap(duster: Vehicle) -> None:
    for hours in range(0, 24 * 9, 6):
        moment = at("2026-11-10 08:00") + timedelta(hours=hours)
        told(duster, f"{moment:%Y-%m-%d %H:%M}", 30, 400)
    told(duster, "2026-11-23 08:00", 29, 390)
    month, week = fuel_level(duster, asked()), fuel_level(duster, asked("week"))
    assert values(month, "fuel") == [30, 30, None, 29]
    assert values(week, "fuel") == [30, 30, None, 29]
    assert week.x[0] == (NOW - timedelta(days=7)).timestamp()
    assert column(month, "until")[1] == at("2026-11-19 02:00")
    assert values(fuel_range(duster, asked("week")), "fuel_range") == [400, 400, None, 390]


def test_a_year_shows_days_with_lowest_and_highest(duster: Vehicle) -> None:
    many_days(duster, 200, last="2026-11-19", fuel_last_l=30.0, fuel_min_l=30.0, fuel_max_l=30.0)
    day(duster, "2026-11-20", fuel_last_l=44.0, fuel_min_l=12.0, fuel_max_l=46.0)
    chart = fuel_level(duster, asked("year"))
    assert values(chart, "fuel")[-1] == 44.0
    assert chart.series[0].low is not None
    assert chart.series[0].low[-1] == 12.0
    assert column(chart, "filled_up")[:2] == [32.0, None]
    assert [(span.start, span.end) for span in chart.shaded] == [
        (at("2026-11-19 23:00").timestamp(), at("2026-11-20 23:00").timestamp())
    ]
    assert column(chart, "day")[0] == date(2026, 11, 20)


def test_an_empty_tank_is_zero_and_an_untold_one_is_not(duster: Vehicle) -> None:
    day(duster, "2026-11-20", fuel_last_l=None, mileage_km=4.0)
    many_days(duster, 2, last="2026-11-22", fuel_last_l=1.0, fuel_min_l=0.0, fuel_max_l=1.0)
    chart = fuel_level(duster, asked("year"))
    assert column(chart, "low") == [0.0, 0.0]
    assert len(values(chart, "fuel")) == 2


def test_the_range_on_fuel_is_told_by_reading_and_by_day(duster: Vehicle) -> None:
    told(duster, "2026-11-20 08:00", 14, 210)
    told(duster, "2026-11-21 08:00", 13, None)
    told(duster, "2026-11-22 07:00", 12, 190)
    assert [each for each in values(fuel_range(duster, asked()), "fuel_range") if each] == [210, 190]
    day(duster, "2026-11-20", fuel_range_km=205.0)
    chart = fuel_range(duster, asked("year"))
    assert values(chart, "fuel_range") == [205.0]
    assert column(chart, "fuel_range") == [205.0]


@pytest.mark.parametrize("build", [fuel_level, fuel_range])
@pytest.mark.parametrize("range_key", ["month", "year"])
def test_nothing_told_is_an_empty_chart_with_a_reason(build, range_key: str, duster: Vehicle) -> None:
    chart = build(duster, asked(range_key))
    assert list(chart.rows) == []
    assert chart.empty


@pytest.mark.parametrize("build", [fuel_level, fuel_range])
@pytest.mark.parametrize("count", [100, 3650])
def test_questions_do_not_grow_with_the_history(
    build, count: int, duster: Vehicle, django_assert_max_num_queries
) -> None:
    many_days(duster, count, fuel_last_l=30.0, fuel_min_l=29.0, fuel_max_l=31.0, fuel_range_km=400.0)
    with django_assert_max_num_queries(2):
        chart = build(duster, asked("all"))
    assert 0 < len(chart.x) <= 2000
