"""How much a battery holds: whose figure counts, and what the charges say."""

import pytest

from vehicles.rules import capacities


def test_the_owners_figure_counts_before_the_models_and_the_archives() -> None:
    assert capacities.that_counts(49.5, "X102VE", 51.0) == capacities.Capacity(49.5, capacities.OWNER)
    assert capacities.that_counts(None, "X102VE", 51.0) == capacities.Capacity(52.0, capacities.MODEL)


@pytest.mark.parametrize("model_code", ["R5E1VE", "XCB1SE", "X101VE", "NEW1VE", ""])
def test_a_model_that_was_sold_with_several_batteries_is_left_to_its_charges(model_code: str) -> None:
    assert capacities.that_counts(None, model_code, None) == capacities.Capacity(None, capacities.UNKNOWN)
    assert capacities.that_counts(None, model_code, 50.8) == capacities.Capacity(50.8, capacities.ARCHIVE)


def test_the_estimate_is_the_median_of_charges_that_gained_enough_with_its_spread() -> None:
    charges = [(20, 70, 25.0), (10, 60, 26.0), (30, 50, 10.8), (40, 80, 20.8), (0, 100, 51.0), (60, 65, 4.0)]
    found = capacities.estimate(charges)
    assert found == capacities.Estimate(52.0, 51.0, 52.0, 5)


def test_too_few_charges_estimate_nothing() -> None:
    assert capacities.estimate([]) is None
    assert capacities.estimate([(20, 70, 25.0), (10, 60, 26.0), (None, 60, 26.0), (10, 60, None)]) is None


def test_what_no_battery_holds_is_left_out() -> None:
    good = [(20, 70, 25.0), (10, 60, 26.0), (10, 60, 26.0)]
    assert capacities.estimate([*good, (10, 20, 90.0), (10, 90, 0.1)]) == capacities.estimate(good)
