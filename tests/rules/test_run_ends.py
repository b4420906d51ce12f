"""Which ends of runs are written at once: two where nothing changed, the furthest behind first."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from vehicles.rules.run_ends import RunEnd, choose

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def end(endpoint: str, behind: int, until: datetime = NOON) -> RunEnd:
    """A run whose row says that it ended some minutes before it did."""
    return RunEnd(endpoint, (NOON - timedelta(days=1), 0), until - timedelta(minutes=behind), until)


def names(ends: list[RunEnd]) -> list[str]:
    return [each.endpoint for each in ends]


def test_the_two_that_are_furthest_behind_are_written_and_the_others_wait() -> None:
    now, waiting = choose([end("a", 30), end("b", 360), end("c", 60), end("d", 5)], PARIS, changed=False)
    assert names(now) == ["b", "c"]
    assert names(waiting) == ["a", "d"]


def test_where_anything_changed_none_waits() -> None:
    now, waiting = choose([end(name, 30) for name in "abcdef"], PARIS, changed=True)
    assert names(now) == list("abcdef")
    assert waiting == []


def test_a_new_day_takes_the_place_of_one_end() -> None:
    after_midnight = datetime(2026, 3, 1, 23, 10, tzinfo=UTC)  # in Paris
    now, waiting = choose([end(name, 30, after_midnight) for name in "abc"], PARIS, changed=False)
    assert names(now) == ["a"]
    assert names(waiting) == ["b", "c"]
    assert now[0].new_days(PARIS) == {date(2026, 3, 2)}


def test_a_day_that_is_marked_anyway_takes_the_place_of_one_end_too() -> None:
    now, waiting = choose([end(name, 30) for name in "abc"], PARIS, changed=False, marked=True)
    assert names(now) == ["a"]
    assert names(waiting) == ["b", "c"]


def test_every_day_that_a_run_reaches_is_new_also_over_a_change_of_the_clocks() -> None:
    long = RunEnd(
        "a", (NOON, 0), datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)
    )
    assert long.new_days(PARIS) == {date(2026, 3, 29), date(2026, 3, 30)}
    assert end("a", 30).new_days(PARIS) == set()


def test_each_end_is_written_in_its_turn() -> None:
    """However many runs a car has, none is left out for ever."""
    written = dict.fromkeys("abcdef", NOON)
    at = NOON
    for _poll in range(12):
        at += timedelta(minutes=5)
        ends = [RunEnd(name, (NOON, 0), last, at) for name, last in written.items()]
        now, _waiting = choose(ends, PARIS, changed=False)
        written |= {each.endpoint: each.until for each in now}
        assert at - min(written.values()) <= timedelta(minutes=15)
