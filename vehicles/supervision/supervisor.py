"""Starts the parts of the installation, keeps them running, and stops them all.

Each part lives behind a guardian (guardian.py), in a session of its own. A part
that ends is started again after a pause that doubles up to half a minute; a
part whose pulse has stopped is stopped and started again. SIGTERM, SIGINT and
SIGHUP end everything in an orderly way, and the death of the supervisor, of
whatever kind, does the same through the guardians' lifelines.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from functools import partial

from vehicles.supervision.beats import last_beat
from vehicles.supervision.life import Life, Part, Times
from vehicles.supervision.log_lines import say
from vehicles.supervision.pulse import Pulse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any


class _Keeper:
    """Keeps one part running, life after life."""

    def __init__(self, part: Part, times: Times) -> None:
        self._part = part
        self._times = times
        self._pulse = None if part.beat_in is None else Pulse(partial(last_beat, part.beat_in), times.beat)
        self._pause = times.first_pause
        self._start_at = 0.0
        self.life: Life | None = None

    def tend(self) -> None:
        """Do what is due: start the part, find it ended, or find that it hangs."""
        if self.life is None:
            if time.monotonic() >= self._start_at:
                self._start()
        elif self.life.has_ended():
            self._end(self.life)
        else:
            self._stop_if_hanging(self.life)
            self._kill_if_overdue(self.life)

    def stop(self) -> bool:
        """Ask the part to stop; return whether it has."""
        if self.life is None:
            return True
        self.life.ask_to_stop()
        self._kill_if_overdue(self.life)
        if not self.life.has_ended():
            return False
        self.life.bury()
        self.life = None
        return True

    def _start(self) -> None:
        try:
            self.life = Life(self._part, self._times)
        except OSError as error:
            say("ERROR", f"{self._part.name}: cannot be started: {error.strerror}.")
            self._wait_before_next_start(lived=0)

    def _end(self, life: Life) -> None:
        life.bury()
        self.life = None
        lived = time.monotonic() - life.started_at
        pause = self._wait_before_next_start(lived)
        how = f"ended after {int(lived)} s (exit code {life.exit_code})"
        say("WARNING", f"{self._part.name}: {how}; it starts again in {pause:g} s.")

    def _wait_before_next_start(self, lived: float) -> float:
        if lived >= self._times.settled:
            self._pause = self._times.first_pause
        pause = self._pause
        self._start_at = time.monotonic() + pause
        self._pause = min(pause * 2, self._times.longest_pause)
        return pause

    def _stop_if_hanging(self, life: Life) -> None:
        if self._pulse is None or life.killed_at is not None:
            return
        silence = self._pulse.silence(since=life.started_at)
        if silence > self._times.silence:
            what = f"no sign of life for {int(silence)} s; it is stopped and started again."
            say("ERROR", f"{self._part.name}: {what}")
            life.ask_to_stop()

    def _kill_if_overdue(self, life: Life) -> None:
        if life.killed_at is not None and time.monotonic() >= life.killed_at:
            life.sweep()


class Supervisor:
    """Keeps parts running until a signal comes, or until the process it belongs to is gone."""

    def __init__(self, parts: Sequence[Part], times: Times | None = None, parent: int | None = None) -> None:
        """`parent` is the process id of our parent, where its death is to stop everything too."""
        self._times = times or Times()
        self._keepers = [_Keeper(part, self._times) for part in parts]
        self._parent = parent
        self._told_to_stop = False

    def run(self) -> None:
        """Start all parts and tend them; return once told to stop and all have ended. Main thread only."""
        with self._listening_to_signals() as woken:
            while not self._is_to_stop():
                for keeper in self._keepers:
                    keeper.tend()
                self._rest(woken, self._times.look)
            say("INFO", "Stopping.")
            while [keeper for keeper in self._keepers if not keeper.stop()]:
                self._rest(woken, min(self._times.look, 0.2))

    def _is_to_stop(self) -> bool:
        return self._told_to_stop or (self._parent is not None and os.getppid() != self._parent)

    def _rest(self, woken: int, seconds: float) -> None:
        """Wait for a signal, for news of a part, or for `seconds`."""
        lifelines: list[Any] = [keeper.life.lifeline for keeper in self._keepers if keeper.life]
        ready, _, _ = select.select([woken, *lifelines], [], [], seconds)
        if woken in ready:
            os.read(woken, 64)

    @contextlib.contextmanager
    def _listening_to_signals(self) -> Iterator[int]:
        """Note SIGTERM, SIGINT and SIGHUP, and yield a descriptor that is readable after one came."""
        woken, waker = os.pipe()
        os.set_blocking(waker, False)
        before_waker = signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        before = {
            number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        }
        for number in before:
            if (number, before[number]) != (signal.SIGHUP, signal.SIG_IGN):  # nohup stays in force
                signal.signal(number, self._note)
        try:
            yield woken
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(before_waker)
            os.close(woken)
            os.close(waker)

    def _note(self, number: int, frame: object) -> None:  # noqa: ARG002
        self._told_to_stop = True
