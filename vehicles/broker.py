"""The worker's queue in the database, and the pulse by which one cluster of workers shows that it lives.

The tick goes to whichever cluster takes it, so its heartbeat says nothing of a cluster that hangs beside
another. A cluster's pulse is a task that never leaves the cluster: it goes through the same pipe to the same
processes as all work, so it comes to an end only while one of them can still take work (docs/adr/0003).
"""

import time
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.signing import SignedPackage

pulse_name = ""  # the heartbeat row of this cluster; `qcluster --pulse` sets it before the cluster forks


class Broker(ORM):
    """django-q2's broker, which gives its cluster a beat to carry out every PULSE_SECONDS."""

    def __init__(self, list_key: str | None = None) -> None:
        super().__init__(list_key=list_key)
        self._beat_at = 0.0

    def dequeue(self) -> list[tuple[int | None, str]] | None:
        """Return the beat where it is due, else what the database has."""
        if pulse_name and time.monotonic() >= self._beat_at:
            self._beat_at = time.monotonic() + settings.PULSE_SECONDS
            return [(None, SignedPackage.dumps(_beat()))]
        return super().dequeue()


def _beat() -> dict[str, Any]:
    """Return a task as django-q2 packs them, of which nothing is kept where it succeeds."""
    return {
        "id": uuid4().hex,
        "name": "beat",
        "func": "vehicles.tasks.beat",
        "args": (),
        "kwargs": {},
        "started": timezone.now(),
        "save": False,
    }
