"""Counts and remembers the calls that logins make, in the world's time."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

HOUR = timedelta(hours=1)


class Calls:
    """Knows each login's calls of the last hour, and the last calls of all."""

    def __init__(self, kept: int = 5000) -> None:
        self._by_login: dict[str, deque[datetime]] = {}
        self.log: deque[Mapping[str, Any]] = deque(maxlen=kept)

    def count(self, login: str, at: datetime) -> None:
        self._by_login.setdefault(login, deque()).append(at)

    def in_last_hour(self, login: str, now: datetime) -> int:
        calls = self._by_login.get(login, deque())
        while calls and calls[0] <= now - HOUR:
            calls.popleft()
        return len(calls)

    def write(self, at: datetime, method: str, path: str, status: int, login: str | None) -> None:
        """Remember one answered request; never its body, query or headers."""
        self.log.append(
            {"at": at.isoformat(), "method": method, "path": path, "status": status, "login": login}
        )
