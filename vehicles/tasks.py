"""The worker's entry points: load by id, call one service function, return nothing."""

from . import clock
from .models import Heartbeat
from .services import polling, upkeep


def tick() -> None:
    """Each minute: show that the worker lives, queue the logins that are due, prune what has served."""
    Heartbeat.beat("worker", clock.machine_now())
    polling.queue_due(clock.now())
    upkeep.prune(clock.now())


def poll_login(login_id: int) -> None:
    """Poll what is due of one login."""
    polling.poll_login(login_id)
