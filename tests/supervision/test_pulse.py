"""A pulse counts silences only where it knows that there was one."""

import itertools
import threading
import time
from collections.abc import Callable

from vehicles.supervision.pulse import Pulse


def looked_at(last_beat: Callable[[], object], times: int) -> Pulse:
    """Return a pulse that has looked at least so many times, every hundredth of a second."""
    looks = itertools.count(1)
    enough = threading.Event()

    def count_and_look() -> object:
        if next(looks) > times:
            enough.set()
        return last_beat()

    pulse = Pulse(count_and_look, look_every=0.01)
    assert enough.wait(5)
    return pulse


def test_a_beat_that_never_changes_is_a_silence() -> None:
    assert looked_at(lambda: "the same", times=10).silence(since=0) > 0.05


def test_no_beat_at_all_is_a_silence() -> None:
    assert looked_at(lambda: None, times=10).silence(since=0) > 0.05


def test_beats_that_change_are_none() -> None:
    assert looked_at(itertools.count().__next__, times=10).silence(since=0) == 0


def test_a_silence_is_counted_from_the_start_of_the_part() -> None:
    pulse = looked_at(lambda: "the same", times=10)
    assert pulse.silence(since=time.monotonic()) <= 0


def test_a_database_that_does_not_answer_says_nothing() -> None:
    def fail() -> None:
        raise ConnectionError

    assert looked_at(fail, times=10).silence(since=0) <= 0
