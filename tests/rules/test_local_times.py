"""Wall clocks in Paris in 2026: the hour that is left out, and the one that comes twice."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from vehicles.rules.local_times import instants, left_out

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-03-29 01:59", ["00:59"]),
        ("2026-03-29 02:00", []),
        ("2026-03-29 02:30", []),
        ("2026-03-29 03:00", ["01:00"]),
        ("2026-10-25 01:59", ["23:59"]),
        ("2026-10-25 02:00", ["00:00", "01:00"]),
        ("2026-10-25 02:30", ["00:30", "01:30"]),
        ("2026-10-25 03:00", ["02:00"]),
        ("2026-06-01 12:00", ["10:00"]),
    ],
)
def test_a_wall_clock_shows_a_time_once_twice_or_never(local: str, expected: list[str]) -> None:
    assert [f"{each:%H:%M}" for each in instants(datetime.fromisoformat(local), PARIS)] == expected


def test_instants_are_in_utc_and_in_order() -> None:
    first, second = instants(datetime.fromisoformat("2026-10-25 02:30"), PARIS)
    assert first < second
    assert first.tzinfo is UTC


@pytest.mark.parametrize(
    ("zone", "local", "jump"),
    [
        ("Europe/Paris", "2026-03-29 02:30", ("02:00", "03:00")),
        ("Europe/Paris", "2026-03-29 02:00", ("02:00", "03:00")),
        ("Australia/Lord_Howe", "2026-10-04 02:15", ("02:00", "02:30")),
    ],
)
def test_a_time_that_never_was_lies_in_a_jump(zone: str, local: str, jump: tuple[str, str]) -> None:
    low, high = left_out(datetime.fromisoformat(local), ZoneInfo(zone))
    assert (f"{low:%H:%M}", f"{high:%H:%M}") == jump
