"""The worker's queue in the database, and the pulse by which one worker shows that it lives.

The tick goes to whichever worker takes it, so its heartbeat says nothing of one that hangs beside another. A
worker's pulse is a task that never leaves its process: the thread that schedules asks for it, and it goes
through the pusher to those that do all work. It comes to an end only while all of them go on (docs/adr/0021).
"""

from collections.abc import Iterable
from threading import Event
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.signing import SignedPackage

pulse_name = ""  # the heartbeat row of this process; `qcluster --pulse` sets it
beat_is_due = Event()


class Broker(ORM):
    """django-q2's broker, which gives its worker a beat to carry out when one is due."""

    def dequeue(self) -> list[tuple[int | None, str]] | None:
        """Return the beat where it is due, else what the database has."""
        if pulse_name and beat_is_due.is_set():
            beat_is_due.clear()
            return [(None, SignedPackage.dumps(_beat()))]
        return super().dequeue()


def hand_back(taken: Iterable[int | None]) -> None:
    """Let these tasks, taken and not begun, be taken again at once; the numbers are the queue's."""
    ORM.get_connection().filter(pk__in=[number for number in taken if number]).update(lock=timezone.now())


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
