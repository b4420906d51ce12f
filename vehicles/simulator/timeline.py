"""What is going to happen to one car, in order of time."""

import heapq
from collections.abc import Callable
from typing import Any


class Timeline:
    """Events at instants (seconds since 1970); what happens at the same instant keeps its order."""

    def __init__(self, at: float) -> None:
        self.at = at
        self._events: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._count = 0

    def push(self, at: float, event: Callable[..., None], *details: Any) -> None:
        """Let `event(at, *details)` happen at `at`, or now where that has passed."""
        self._count += 1
        heapq.heappush(self._events, (max(at, self.at), self._count, event, details))

    def run(self, until: float) -> None:
        """Let happen all that happens up to `until`; state changes only here, so that
        running in one step or in many comes to the same."""
        events = self._events
        while events and events[0][0] <= until:
            at, _, event, details = heapq.heappop(events)
            self.at = at
            event(at, *details)
        self.at = max(self.at, until)
