"""Medians, bins and consumption."""

from statistics import median, quantiles

import pytest

from vehicles.rules import statistics
from vehicles.rules.statistics import Spread

pytest.importorskip("hypothesis", reason="hypothesis comes with requirements-dev.txt")
from hypothesis import given
from hypothesis import strategies as st

FIGURES = st.floats(-1e6, 1e6, allow_nan=False)


def test_consumption_is_energy_by_distance_for_a_hundred_kilometres() -> None:
    assert statistics.consumption(15.0, 100.0) == 15.0
    assert statistics.consumption(9.0, 50.0) == 18.0


@pytest.mark.parametrize(("energy", "km"), [(None, 100.0), (15.0, None), (1.0, 9.9), (0.0, 0.0)])
def test_consumption_is_unknown_without_either_or_over_a_few_kilometres(
    energy: float | None, km: float | None
) -> None:
    assert statistics.consumption(energy, km) is None


def test_a_loss_is_told_by_the_day_once_enough_standing_is_known() -> None:
    assert statistics.loss_per_day(3.0, 3 * 1440) == 1.0
    assert statistics.loss_per_day(0.0, 30 * 1440) == 0.0
    assert statistics.loss_per_day(1.0, 600) is None
    assert statistics.loss_per_day(None, 3 * 1440) is None
    assert statistics.loss_per_day(1.0, None) is None


@given(st.lists(FIGURES, min_size=3, max_size=60))
def test_the_spread_is_the_median_with_the_quarter_marks(values: list[float]) -> None:
    found = statistics.spread(values)
    assert found is not None
    low, _, high = quantiles(values, n=4, method="inclusive")
    assert found.median == pytest.approx(median(values))
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(high)
    assert found.count == len(values)


def test_two_figures_have_no_spread() -> None:
    assert statistics.spread([1.0, 2.0]) is None
    assert statistics.spread([]) is None


@given(st.lists(FIGURES, max_size=80), st.integers(3, 20))
def test_the_running_spread_is_that_of_the_last_ones(values: list[float], most: int) -> None:
    found = statistics.running_spread(values, most)
    assert found == [
        statistics.spread(values[max(0, place + 1 - most) : place + 1]) for place in range(len(values))
    ]


def test_bins_take_what_lies_in_them_below_zero_too() -> None:
    points = [(-0.5, 20.0), (-1.9, 22.0), (-2.1, 30.0), (-1.0, 24.0), (0.0, 10.0)]
    assert statistics.binned(points, 2.0) == {-2: None, -1: Spread(21.0, 22.0, 23.0, 3), 0: None}


@given(st.lists(st.tuples(FIGURES, FIGURES), max_size=60), st.sampled_from([0.5, 2.0, 5000.0]))
def test_no_point_is_lost_between_two_bins(points: list[tuple[float, float]], width: float) -> None:
    found = statistics.binned(points, width)
    big = [each for each in found.values() if each is not None]
    small = len(found) - len(big)
    assert sum(each.count for each in big) + small * 2 >= len(points)
    assert sum(each.count for each in big) + small <= len(points)


@pytest.mark.parametrize(
    ("low", "high", "width"), [(0, 100, 5), (0, 40_000, 2000), (12_000, 180_000, 10_000), (5, 5, 1)]
)
def test_bins_have_round_widths(low: float, high: float, width: float) -> None:
    assert statistics.round_width(low, high, 20) == width


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.integers(1, 50))
def test_round_bins_cover_all_with_as_many_as_are_allowed(low: float, length: float, most: int) -> None:
    assert length / statistics.round_width(low, low + length, most) <= most + 1e-6
