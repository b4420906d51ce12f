"""Contracts as they stand on a day: the date counts before Renault's word."""

from datetime import date
from typing import Any

import pytest

from vehicles.rules.contracts import State, read

pytest.importorskip("hypothesis", reason="hypothesis comes with requirements-dev.txt")
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2026, 4, 20)


def contract(**told: Any) -> Any:
    (found,) = read([told], TODAY)
    return found


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"endDate": "2030-04-03", "status": "ACTIVE"}, State.RUNNING),
        ({"status": "ACTIVE"}, State.RUNNING),
        ({}, State.RUNNING),
        ({"endDate": "2026-05-13", "status": "ACTIVE"}, State.ENDS_SOON),
        ({"endDate": "2026-04-20", "status": "ACTIVE"}, State.ENDS_SOON),
        ({"endDate": "2026-04-19", "status": "ACTIVE"}, State.ENDED),
        ({"endDate": "2030-04-03", "status": "ENDED"}, State.ENDED),
        ({"startDate": "2026-06-01", "endDate": "2029-06-01", "status": "ACTIVE"}, State.NOT_BEGUN),
        ({"startDate": "2018-03-23", "status": "REJECTED"}, State.REFUSED),
        ({"endDate": "no date", "status": "ACTIVE"}, State.RUNNING),
    ],
)
def test_whether_it_holds(told: dict[str, str], state: State) -> None:
    assert contract(**told).state is state


def test_a_mileage_may_end_it_too() -> None:
    limited = {"unlimitedMileage": False, "maximumMileage": 80000, "mileageUnit": "Km"}
    assert contract(conditions=[limited]).most_km == 80000
    assert contract(conditions=[{"unlimitedMileage": True, "mileageUnit": "km"}]).most_km is None
    assert contract(conditions=[{**limited, "mileageUnit": "miles"}]).most_km is None
    for odd in ("x", [1], [{"maximumMileage": True}], [{"maximumMileage": "80000"}], None):
        assert contract(conditions=odd).most_km is None


def test_what_runs_comes_first_by_its_end_and_what_is_over_last() -> None:
    told = [
        {"description": "long over", "endDate": "2019-01-01"},
        {"description": "without end"},
        {"description": "just over", "endDate": "2026-01-01"},
        {"description": "far", "endDate": "2031-01-01"},
        {"description": "never was", "status": "REJECTED"},
        {"description": "near", "endDate": "2026-05-01"},
    ]
    titles = [each.title for each in read(told, TODAY)]
    assert titles == ["near", "far", "without end", "just over", "long over", "never was"]


scalars = st.sampled_from([None, True, -1, 7.5, float("nan"), "", "odd", "2026-04-20", "REJECTED"])
anything = scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.just("maximumMileage"), scalars)
FIELDS = ["type", "code", "startDate", "endDate", "status", "statusLabel", "description", "conditions"]


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), anything), max_size=4))
def test_whatever_is_told_each_contract_has_its_place(told: list[dict[str, Any]]) -> None:
    assert len(read(told, TODAY)) == len(told)
