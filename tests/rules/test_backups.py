"""When the nightly backup is due, and which backups stay."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vehicles.rules.backups import is_due, last_night, to_keep

PARIS = ZoneInfo("Europe/Paris")
DAY = timedelta(days=1)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("now", "good", "tried", "due"),
    [
        ("2026-03-10 03:00", "2026-03-09 03:00", "2026-03-09 03:00", True),
        ("2026-03-10 02:59", "2026-03-09 03:00", "2026-03-09 03:00", False),
        ("2026-03-10 12:00", "2026-03-10 03:00", "2026-03-10 03:00", False),
        ("2026-03-10 12:00", "2026-03-08 03:00", "2026-03-08 03:00", True),  # it was off in the night
        ("2026-03-10 03:30", "2026-03-09 03:00", "2026-03-10 03:00", False),  # failed just now
        ("2026-03-10 04:01", "2026-03-09 03:00", "2026-03-10 03:00", True),
        ("2026-03-10 12:00", "2026-03-10 09:00", None, False),  # set up this morning: the first comes tonight
        ("2026-03-11 03:00", "2026-03-10 09:00", None, True),
        ("2026-03-10 12:00", None, None, False),  # nobody has set it up
    ],
)
def test_once_each_night_and_again_after_a_failure(
    now: str, good: str | None, tried: str | None, due: bool
) -> None:
    assert is_due(paris(now), good and paris(good), tried and paris(tried)) is due


def test_the_night_of_a_clock_change_has_one_backup() -> None:
    for now in ("2026-03-29 03:00", "2026-10-25 03:00", "2026-10-25 12:00"):
        assert last_night(paris(now)).date() == paris(now).date()


def nightly(nights: int, last: datetime) -> list[datetime]:
    """Return what lies on the disk after so many nights of one backup each, old ones dropped every time."""
    kept: set[datetime] = set()
    for night in range(nights):
        kept = to_keep({*kept, last - DAY * (nights - 1 - night)})
    return sorted(kept, reverse=True)


def test_after_two_years_there_are_seven_days_four_weeks_and_twelve_months() -> None:
    last = datetime(2026, 11, 28, 2, tzinfo=UTC)  # a Saturday
    kept = [at.date().isoformat() for at in nightly(730, last)]
    assert kept == [
        *("2026-11-28", "2026-11-27", "2026-11-26", "2026-11-25", "2026-11-24", "2026-11-23", "2026-11-22"),
        *("2026-11-15", "2026-11-08"),  # Sundays; this week's newest and last week's are days already
        *("2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30", "2026-05-31"),
        *("2026-04-30", "2026-03-31", "2026-02-28", "2026-01-31", "2025-12-31"),
    ]


def test_the_newest_always_stays_and_of_one_day_only_the_newest() -> None:
    morning = datetime(2026, 11, 28, 2, tzinfo=UTC)
    assert to_keep([morning, morning + timedelta(hours=9)]) == {morning + timedelta(hours=9)}


def test_what_a_machine_made_before_a_year_off_is_still_there() -> None:
    old = nightly(60, datetime(2025, 3, 10, 2, tzinfo=UTC))
    kept = to_keep([*old, datetime(2026, 11, 28, 2, tzinfo=UTC)])
    assert datetime(2025, 3, 10, 2, tzinfo=UTC) in kept
    assert len(kept) > 8


def test_nothing_to_keep_of_nothing() -> None:
    assert to_keep([]) == set()
