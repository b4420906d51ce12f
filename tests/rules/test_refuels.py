"""A gauge that rises was filled up; one that sloshes was not."""

import pytest

from vehicles.rules.refuels import Refuel, from_readings, of_day

HOUR = 3600


def test_a_rise_between_two_readings_is_a_refuel_between_them() -> None:
    assert from_readings([(0, 30), (HOUR, 12), (2 * HOUR, 45), (3 * HOUR, 43)]) == [
        Refuel(HOUR, 2 * HOUR, 33)
    ]


def test_a_gauge_that_follows_slowly_was_filled_once() -> None:
    told = [(0, 10), (600, 25), (1200, 40), (1800, 48), (9000, 47)]
    assert from_readings(told) == [Refuel(0, 1800, 38)]


def test_two_fillings_on_one_way_are_two() -> None:
    told = [(0, 10.0), (HOUR, 30.0), (2 * HOUR, 28.0), (3 * HOUR, 45.0)]
    assert from_readings(told) == [Refuel(0, HOUR, 20), Refuel(2 * HOUR, 3 * HOUR, 17)]


def test_rises_days_apart_are_not_one() -> None:
    told = [(0, 10.0), (HOUR, 30.0), (30 * HOUR, 45.0)]
    assert [each.litres for each in from_readings(told)] == [20, 15]


def test_sloshing_is_no_refuel() -> None:
    assert from_readings([(0, 30), (HOUR, 32), (2 * HOUR, 29), (3 * HOUR, 32.5)]) == []
    assert from_readings([]) == []


@pytest.mark.parametrize(
    ("before", "low", "high", "last", "litres"),
    [
        (20.0, 18.0, 45.0, 44.0, 26.0),  # filled up, then driven a little
        (45.0, 10.0, 45.0, 40.0, 30.0),  # driven empty, filled up in the evening
        (45.0, 30.0, 45.0, 30.0, None),  # driven only
        (30.0, 29.0, 32.0, 31.0, None),  # sloshing
        (None, 20.0, 40.0, 20.0, None),  # the first day known: it may have begun full
        (None, 20.0, 40.0, 40.0, 20.0),
    ],
)
def test_a_day_tells_a_refuel_by_its_lowest_highest_and_last(
    before: float | None, low: float, high: float, last: float, litres: float | None
) -> None:
    assert of_day(before, low, high, last) == litres
