"""Days, weeks, months and years as the calendar has them."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vehicles.rules import periods

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
STEPS = st.sampled_from(periods.STEPS)


@pytest.mark.parametrize(
    ("step", "first"),
    [("day", "2026-03-29"), ("week", "2026-03-23"), ("month", "2026-03-01"), ("year", "2026-01-01")],
)
def test_a_sunday_belongs_to_the_week_that_began_on_monday(step: str, first: str) -> None:
    assert periods.first_day(date(2026, 3, 29), step) == date.fromisoformat(first)


def test_the_first_days_of_january_may_lie_in_a_week_of_december() -> None:
    assert periods.first_day(date(2027, 1, 1), "week") == date(2026, 12, 28)


@given(DAYS, STEPS)
def test_a_day_lies_in_its_period_and_the_next_period_begins_after_it(day: date, step: str) -> None:
    start = periods.first_day(day, step)
    after = periods.next_first_day(start, step)
    assert start <= day < after
    assert periods.first_day(after, step) == after
    assert periods.first_day(after - timedelta(days=1), step) == start


@given(DAYS, st.integers(0, 5000), STEPS)
def test_periods_follow_each_other_without_a_hole(first: date, length: int, step: str) -> None:
    last = first + timedelta(days=length)
    found = list(periods.periods(first, last, step))
    assert found[0] <= first
    assert periods.next_first_day(found[-1], step) > last
    assert all(periods.next_first_day(one, step) == two for one, two in zip(found, found[1:], strict=False))
    assert sum(periods.days_between(start, step, last) for start in found) == (last - found[0]).days + 1


@given(DAYS, st.integers(0, 60_000), STEPS)
def test_the_step_grows_until_no_more_bars_are_left_than_can_be_drawn(
    first: date, length: int, wanted: str
) -> None:
    last = first + timedelta(days=length)
    step = periods.step_that_fits(first, last, wanted)
    assert periods.STEPS.index(step) >= periods.STEPS.index(wanted)
    assert len(list(periods.periods(first, last, step))) <= periods.MOST_PERIODS


def test_ten_years_of_days_become_weeks_and_a_year_of_days_stays() -> None:
    assert periods.step_that_fits(date(2016, 1, 1), date(2025, 12, 31), "day") == "week"
    assert periods.step_that_fits(date(2025, 1, 1), date(2025, 12, 31), "day") == "day"
    assert periods.step_that_fits(date(2016, 1, 1), date(2025, 12, 31), "month") == "month"


def test_a_day_begins_at_midnight_on_the_cars_clock_on_either_side_of_a_clock_change() -> None:
    paris = ZoneInfo("Europe/Paris")
    before, after = (periods.first_instant(date(2026, 3, day), paris) for day in (29, 30))
    assert after - before == 23 * 3600
    before, after = (periods.first_instant(date(2026, 10, day), paris) for day in (25, 26))
    assert after - before == 25 * 3600
