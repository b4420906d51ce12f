"""Renault's counts beside ours: what a row tells, and the likeliest reason for a difference."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from vehicles.rules.told import Difference, Ours, Told, compare, first_day, read, read_time

pytest.importorskip("hypothesis", reason="hypothesis comes with requirements-dev.txt")
from hypothesis import given
from hypothesis import strategies as st


def test_the_recorded_shape_is_read_and_the_rest_handed_on() -> None:
    row = {"day": "20201208", "totalChargesNumber": 2, "totalChargesDuration": 495, "totalChargesErrors": 0}
    assert read(row) == Told(2, 495, 0)
    odd = read({**row, "totalChargesErrors": None, "energy": 12.5, "nothing": None})
    assert odd == Told(2, 495, None, (("energy", "12.5"),))


def test_heating_and_cooling_are_read_by_the_ends_of_their_names() -> None:
    assert read({"month": "202011", "totalHvacSessionsNumber": 4, "totalHvacSessionsErrors": 1}) == Told(
        4, None, 1
    )


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("20261123", date(2026, 11, 23)),
        ("202611", date(2026, 11, 1)),
        ("20261301", None),
        ("2026", None),
        ("²⁰²⁶¹¹", None),
        ("", None),
        ("f" * 64, None),
    ],
)
def test_a_key_is_a_day_a_month_or_neither(key: str, day: date | None) -> None:
    assert first_day(key) == day


@pytest.mark.parametrize(
    ("told", "ours", "difference"),
    [
        (Told(1, 479), Ours(1, 480.0, 1), Difference.SAME),
        (Told(1, None), Ours(1, 480.0, 1), Difference.SAME),
        (Told(1, 479), Ours(1, None, 1), Difference.SAME),
        (Told(0, 0), Ours(), Difference.SAME),
        (Told(1, 479), Ours(1, 300.0, 1), Difference.MINUTES),
        (Told(2, 495), Ours(1, 490.0, 2), Difference.SPLIT),
        (Told(1, 479), Ours(2, 600.0, 1, by_hand=1), Difference.BY_HAND),
        (Told(2, 495), Ours(1, 300.0, 1, deleted=1), Difference.DELETED),
        (Told(2, 495), Ours(), Difference.NOT_HERE),
        (Told(3, 495), Ours(1, 300.0, 1), Difference.NUMBER),
        (Told(), Ours(1, 300.0, 1), Difference.NO_NUMBER),
        (None, Ours(1, 300.0, 1), Difference.NOT_TOLD),
    ],
)
def test_a_difference_has_its_likeliest_reason(told: Told | None, ours: Ours, difference: Difference) -> None:
    assert compare(told, ours) is difference


values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just([])
names = st.sampled_from(["day", "totalChargesNumber", "totalChargesDuration", "totalXErrors", "other"])


@given(st.dictionaries(names, values) | values)
def test_whatever_a_row_is_made_of_its_figures_are_figures_or_unknown(raw: Any) -> None:
    row = read(raw)
    assert row.number is None or row.number >= 0
    assert row.minutes is None or row.minutes >= 0
    assert compare(row, Ours(1, 60.0, 1)) in Difference


def test_a_time_of_heating_is_read_by_the_ends_of_its_names() -> None:
    told = {
        "hvacSessionRequestDate": "2026-04-10T06:00:00Z",
        "hvacSessionStartDate": "soon",
        "hvacSessionEndStatus": "ok",
        "id": 7,
        "nothing": None,
    }
    time = read_time(told)
    assert time.asked_at == datetime(2026, 4, 10, 6, tzinfo=UTC)
    assert (time.began_at, time.ended_at, time.result) == (None, None, "ok")
    assert time.other == (("hvacSessionStartDate", "soon"), ("id", "7"))
    assert read_time(["odd"]).other == (("", "['odd']"),)
