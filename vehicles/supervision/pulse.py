"""Tells a worker that hangs from one that works, by a beat that keeps changing."""

from __future__ import annotations

import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Pulse:
    """Looks at a beat again and again in a thread of its own.

    `last_beat` returns anything that differs after each beat, or None before the
    first. Only changes count, on this machine's monotonic clock: so a clock that
    was set, a laptop that slept or a demo that lives faster do not look like a
    silence. Neither does a database that does not answer: while `last_beat` raises
    or waits, nothing is known, and afterwards the worker has its whole time again.
    """

    def __init__(self, last_beat: Callable[[], object], look_every: float = 10) -> None:
        """Start looking, every `look_every` seconds, until the process ends."""
        self._last_beat = last_beat
        self._look_every = look_every
        self._beat: object = None
        self._changed_at = self._looked_at = time.monotonic()
        threading.Thread(target=self._look_for_ever, name="pulse", daemon=True).start()

    def silence(self, since: float) -> float:
        """Return for how many seconds no beat came, counting from `since` (monotonic) at the earliest."""
        return self._looked_at - max(self._changed_at, since)

    def _look_for_ever(self) -> None:
        while True:
            self._look()
            time.sleep(self._look_every)

    def _look(self) -> None:
        asked_at = time.monotonic()
        try:
            beat = self._last_beat()
        except Exception:  # noqa: BLE001 - whatever the database raises, it says nothing about the worker
            self._changed_at = time.monotonic()
            return
        looked_at = time.monotonic()
        if beat != self._beat or looked_at - asked_at > self._look_every:
            self._beat = beat
            self._changed_at = looked_at
        self._looked_at = looked_at
