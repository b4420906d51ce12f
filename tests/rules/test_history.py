"""What a batch of readings adds: the same rows for any order of the cars' times and any number of replays."""

from datetime import UTC, datetime, timedelta

import pytest

from vehicles.rules.history import Row, decide
from vehicles.rules.readings import Reading

START = datetime(2026, 3, 1, tzinfo=UTC)


def reading(fetched: int, value: int, reported: int | None = None) -> Reading:
    told = None if reported is None else START + timedelta(minutes=reported)
    return Reading(told, START + timedelta(minutes=fetched), {"value": value})


def rows(readings: list[Reading], stored: list[Row] | None = None) -> list[Row]:
    """Decide and carry out, as the storing code does."""
    kept = list(stored or [])
    intents = decide(readings, kept)
    by_key = {row.key: row for row in kept}
    for key, last in intents.longer.items():
        by_key[key].last_fetched_at = last
    return sorted([*kept, *intents.new], key=lambda row: row.key)


def test_equal_readings_without_a_time_form_a_run() -> None:
    kept = rows([reading(0, 1), reading(30, 1), reading(60, 2), reading(90, 1)])
    assert [
        (row.columns["value"], (row.last_fetched_at - row.first_fetched_at).seconds // 60) for row in kept
    ] == [
        (1, 30),
        (2, 0),
        (1, 0),
    ]


def test_an_older_reading_that_comes_late_inside_its_run_adds_nothing() -> None:
    kept = rows([reading(0, 1), reading(60, 1), reading(90, 2)])
    assert len(rows([reading(30, 1)], kept)) == 2


def test_an_older_reading_that_contradicts_a_run_is_kept_beside_it() -> None:
    kept = rows([reading(0, 1), reading(60, 1)])
    assert [row.columns["value"] for row in rows([reading(30, 9)], kept)] == [1, 9]


def test_a_third_value_at_the_same_time_is_the_second_correction() -> None:
    kept = rows([reading(1, 1, reported=0), reading(2, 2, reported=0), reading(3, 3, reported=0)])
    assert [(row.correction, row.columns["value"]) for row in kept] == [(0, 1), (1, 2), (2, 3)]


def test_any_split_and_any_replay_of_a_batch_gives_the_same_rows() -> None:
    hypothesis = pytest.importorskip("hypothesis", reason="hypothesis comes with requirements-dev.txt")
    from hypothesis import strategies as st

    # One endpoint of one vehicle is not fetched twice at the same instant.
    moment = st.tuples(st.integers(0, 40), st.integers(1, 3), st.none() | st.integers(0, 5))
    moments = st.lists(moment, min_size=1, max_size=25, unique_by=lambda moment: moment[0])

    @hypothesis.given(moments, st.lists(st.integers(0, 25), max_size=3))
    @hypothesis.settings(max_examples=200, deadline=None)
    def same(moments: list[tuple[int, int, int | None]], cuts: list[int]) -> None:
        batch = [reading(10 * fetched, value, reported) for fetched, value, reported in moments]
        batch.sort(key=lambda each: each.fetched_at)
        whole = rows(batch)
        in_pieces: list[Row] = []
        start = 0
        for cut in [*sorted(cuts), len(batch)]:
            in_pieces = rows(batch[start:cut], in_pieces)
            start = max(start, cut)
        assert in_pieces == whole
        assert rows(batch, rows(batch)) == whole

    same()
