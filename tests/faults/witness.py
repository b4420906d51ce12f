"""The played servers' own log of what they answered, bodies included: what the database is held to."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_CAR = re.compile(r"/(?:cars|vehicles)/([A-Z0-9]{17})/([a-z/-]+)$")
# What the client is promised to take; an answer beyond is none.
MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class Told:
    """One answer as it left the servers; `at` is the world's time."""

    at: datetime
    method: str
    path: str
    status: int
    login: str | None
    body: bytes
    whole: bool = True  # whether it can have arrived within the time that a call may take

    @property
    def of_car(self) -> tuple[str, str] | None:
        """The VIN and the endpoint, where one was asked."""
        found = _CAR.search(self.path) if "/kamereon/" in self.path else None
        return (found[1], found[2]) if found else None


class Witness:
    """Stands beside the played servers and writes down every answer."""

    def __init__(self, simulator: Any, now: Callable[[], datetime]) -> None:
        self.log: list[Told] = []
        self._now = now
        simulator.on_answer = self._note

    def _note(self, request: Any, response: Any, login: str | None) -> None:
        self.log.append(
            Told(
                self._now(),
                request.method,
                request.path,
                response.status,
                login,
                response.body,
                whole=not (response.head_pause or response.piece) and len(response.body) <= MOST_BYTES,
            )
        )

    def since(self, number: int) -> list[Told]:
        return self.log[number:]

    def asked_since(self, number: int) -> list[tuple[str, str]]:
        """Return which VIN was asked for which endpoint, answered well or not."""
        return [told.of_car for told in self.since(number) if told.of_car]

    def questions(self, login: str | None = None) -> int:
        """Return how many requests came for a login's cars, or all requests whatever they were."""
        return sum(1 for told in self.log if login is None or told.login == login)

    def answers(self, since: int = 0, until: int | None = None) -> Iterator[tuple[Told, str, str]]:
        """Yield the good answers about cars, with VIN and endpoint, in the order in which they were given."""
        for told in self.log[since:until]:
            if told.of_car and told.method == "GET" and told.status == 200 and told.whole:
                yield told, *told.of_car

    def busiest_hour(self, login: str) -> int:
        """Return the most requests that reached the car servers for a login in any hour."""
        at = [told.at for told in self.log if told.login == login and told.path.startswith("/commerce/")]
        return max((_within_an_hour(at, first) for first in range(len(at))), default=0)


def _within_an_hour(at: list[datetime], first: int) -> int:
    return sum(1 for each in at[first:] if (each - at[first]).total_seconds() < 3600)
