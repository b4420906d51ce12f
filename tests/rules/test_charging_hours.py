"""Hours of the week at which a vehicle charges."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.builders import at
from vehicles.rules.charging_hours import LocalClock, minutes_by_hour

pytest.importorskip("hypothesis", reason="hypothesis comes with requirements-dev.txt")
from hypothesis import given
from hypothesis import strategies as st

PARIS = ZoneInfo("Europe/Paris")
YEAR = (at("2026-01-01 00:00"), at("2027-01-01 00:00"))


def found(start: str, end: str) -> dict[tuple[int, int], float]:
    charges = [(int(at(start).timestamp()), int(at(end).timestamp()))]
    rows = minutes_by_hour(charges, LocalClock(*YEAR, PARIS))
    return {
        (day, hour): minutes for day, row in enumerate(rows) for hour, minutes in enumerate(row) if minutes
    }


def test_a_charge_is_split_at_the_hours_of_its_own_clock() -> None:
    # Monday, 2 March 2026, from 22:30 to 0:15 in Paris.
    assert found("2026-03-02 21:30", "2026-03-02 23:15") == {(0, 22): 30, (0, 23): 60, (1, 0): 15}


def test_in_spring_the_skipped_hour_never_charges() -> None:
    # Sunday, 29 March 2026: 1:30 is followed by 3:00.
    assert found("2026-03-29 00:30", "2026-03-29 01:30") == {(6, 1): 30, (6, 3): 30}


def test_in_autumn_the_repeated_hour_counts_twice() -> None:
    # Sunday, 25 October 2026: the hour from 2 to 3 comes twice.
    assert found("2026-10-24 23:30", "2026-10-25 02:30") == {(6, 1): 30, (6, 2): 120, (6, 3): 30}


@given(
    start=st.integers(0, 350 * 24 * 60).map(lambda minutes: YEAR[0] + timedelta(minutes=minutes)),
    minutes=st.integers(0, 5 * 24 * 60),
    zone=st.sampled_from(
        ["Europe/Paris", "UTC", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"]
    ),
)
def test_no_minute_is_lost_and_each_lies_at_the_hour_that_the_clocks_show(
    start: datetime, minutes: int, zone: str
) -> None:
    there = ZoneInfo(zone)
    begun = int(start.timestamp())
    rows = minutes_by_hour([(begun, begun + 60 * minutes)], LocalClock(*YEAR, there))
    assert sum(map(sum, rows)) == minutes
    if minutes:
        for edge in (start, start + timedelta(minutes=minutes - 1)):
            shown = edge.astimezone(there)
            assert rows[shown.weekday()][shown.hour] > 0
