"""The world's time: a start, and a speed at which real time carries it on."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the world's time, as an aware datetime in UTC."""

    def __init__(self, start: datetime | None = None, speed: float = 1.0) -> None:
        self._base = (start or datetime.now(UTC)).astimezone(UTC)
        self._since = time.monotonic()
        self.speed = speed

    def now(self) -> datetime:
        return self._base + timedelta(seconds=(time.monotonic() - self._since) * self.speed)

    def run(self, speed: float) -> None:
        """Let the world's time pass at another speed from now on."""
        self._base, self._since, self.speed = self.now(), time.monotonic(), speed

    def advance(self, seconds: float) -> None:
        """Let `seconds` of the world's time pass at once."""
        self._base += timedelta(seconds=seconds)
