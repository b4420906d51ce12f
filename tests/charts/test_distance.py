"""Mileage, and the distance of days, weeks, months and years."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import at
from tests.charts.told import NOW, asked, column, day, many_days, values
from vehicles.charts.distance import distance, mileage
from vehicles.models import Vehicle

pytestmark = pytest.mark.django_db


def test_a_month_of_days_has_a_bar_for_each_and_none_for_the_days_nobody_knows(zoe: Vehicle) -> None:
    day(zoe, "2026-11-20", distance_km=42.0)
    day(zoe, "2026-11-21", distance_km=0.0)
    day(zoe, "2026-11-22", known_minutes=60)
    chart = distance(zoe, asked("month", "day"))
    assert len(chart.x) == 32
    assert values(chart, "distance")[-4:] == [42.0, 0.0, None, None]
    assert column(chart, "day")[:4] == [date(2026, 11, each) for each in (23, 22, 21, 20)]
    assert column(chart, "distance")[:4] == [None, None, 0.0, 42.0]


def test_weeks_begin_on_monday_and_the_first_is_whole(zoe: Vehicle) -> None:
    for on in ("2026-10-19", "2026-10-25", "2026-10-26", "2026-11-22", "2026-11-23"):
        day(zoe, on, distance_km=10.0)
    chart = distance(zoe, asked("month", "week"))
    assert column(chart, "week") == [f"Week {week}, 2026" for week in (48, 47, 46, 45, 44, 43)]
    file = distance(zoe, asked("month", "week", all_rows=True))
    assert column(file, "from") == [
        date(2026, 10, 19),
        date(2026, 10, 26),
        date(2026, 11, 2),
        date(2026, 11, 9),
        date(2026, 11, 16),
        date(2026, 11, 23),
    ]
    assert values(chart, "distance") == [20.0, 10.0, None, None, 10.0, 10.0]
    assert chart.x_labels[0] == "Week 43\n2026"


@pytest.mark.parametrize(("step", "bars"), [("month", 13), ("year", 2)])
def test_a_year_by_month_and_by_year_adds_up_to_the_same(zoe: Vehicle, step: str, bars: int) -> None:
    many_days(zoe, 327, distance_km=3.0)  # from the first of January
    chart = distance(zoe, asked("year", step))
    assert len(chart.x) == bars
    assert sum(value or 0 for value in values(chart, "distance")) == 327 * 3
    assert values(chart, "distance")[0] is None


def test_a_month_of_which_some_days_are_unknown_says_so(zoe: Vehicle) -> None:
    many_days(zoe, 31, last="2026-10-31", distance_km=1.0)
    day(zoe, "2026-11-01", distance_km=5.0)
    day(zoe, "2026-11-02", distance_km=None)
    chart = distance(zoe, asked("year", "month"))
    assert column(chart, "known_days")[:3] == [1, 31, 0]
    assert column(chart, "days")[:3] == [23, 31, 30]
    assert any(note.startswith("In 1 period some days are not known") for note in chart.notes)


def test_a_months_bars_stand_at_the_first_instant_of_the_cars_month(zoe: Vehicle) -> None:
    many_days(zoe, 60, distance_km=1.0)
    chart = distance(zoe, asked("month", "month"))
    firsts = [datetime.fromtimestamp(x, UTC) for x in chart.x]
    assert firsts == [at("2026-09-30 22:00"), at("2026-10-31 23:00")]
    assert chart.x_end == at("2026-11-30 23:00").timestamp()


def test_without_a_drive_the_chart_is_empty_and_says_why(zoe: Vehicle) -> None:
    day(zoe, "2026-11-20", mileage_km=1000.0)
    chart = distance(zoe, asked())
    assert list(chart.rows) == []
    assert chart.empty == "No drive is known in this time."


def test_ten_years_of_days_are_drawn_by_longer_periods_and_kept_whole_in_the_file(zoe: Vehicle) -> None:
    many_days(zoe, 3650, distance_km=2.0)
    chart = distance(zoe, asked("all", "day"))
    assert len(chart.x) <= 2000
    assert chart.notes[0].startswith("Shown by the month")
    assert sum(value or 0 for value in values(chart, "distance")) == 7300
    file = distance(zoe, asked("all", "day", all_rows=True))
    rows = list(file.rows)
    assert sum(km is not None for _day, km in rows) == 3650
    assert rows[0][0] < rows[-1][0]


@pytest.mark.parametrize("build", [distance, mileage])
@pytest.mark.parametrize("count", [30, 3650])
def test_one_question_is_asked_however_long_the_history(build, count: int, zoe: Vehicle) -> None:
    many_days(zoe, count, distance_km=2.0, mileage_km=lambda number: 100.0 + number)
    with CaptureQueriesContext(
        connection,
    ) as asked_of_the_database:
        build(zoe, asked("all", "day"))
    assert len(asked_of_the_database) == 1


def test_another_cars_days_do_not_count(zoe: Vehicle, duster: Vehicle) -> None:
    day(duster, "2026-11-20", distance_km=42.0, mileage_km=9.0)
    assert list(distance(zoe, asked()).rows) == []
    assert list(mileage(zoe, asked()).rows) == []
    assert list(distance(duster, asked()).rows) != []


def test_the_mileage_is_that_of_each_days_end_with_gaps_where_days_are_unknown(zoe: Vehicle) -> None:
    day(zoe, "2026-11-18", mileage_km=1000.0)
    day(zoe, "2026-11-19", mileage_km=1040.0)
    day(zoe, "2026-11-22", mileage_km=1100.0)
    day(zoe, "2026-11-23", mileage_km=1101.0)
    chart = mileage(zoe, asked())
    assert values(chart, "mileage") == [1000.0, 1040.0, None, 1100.0, 1101.0]
    assert list(chart.x) == sorted(chart.x)
    assert chart.x[0] == at("2026-11-18 23:00").timestamp()
    assert chart.x[-1] == NOW.timestamp()
    assert column(chart, "mileage") == [1101.0, 1100.0, 1040.0, 1000.0]


def test_ten_years_of_mileage_have_a_point_for_each_week(zoe: Vehicle) -> None:
    many_days(zoe, 3650, mileage_km=lambda number: 1000.0 + number)
    chart = mileage(zoe, asked("all"))
    assert 500 < len(chart.x) < 550
    assert values(chart, "mileage")[-1] == 4649.0
    assert chart.more_rows
    assert not mileage(zoe, asked("all", all_rows=True)).more_rows
