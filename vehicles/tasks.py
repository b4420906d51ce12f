"""The worker's entry points: load by id, call one service function, return nothing."""

from datetime import timedelta

from . import clock
from .models import Heartbeat
from .services import polling, summaries, upkeep

# Of the minute that a tick has, and of the worker's patience with it.
FOR_SUMMARIES = timedelta(seconds=20)


def tick() -> None:
    """Each minute: show that the worker lives, queue the logins that are due, prune, summarise."""
    Heartbeat.beat("worker", clock.machine_now())
    polling.queue_due(clock.now())
    upkeep.prune(clock.now())
    summaries.bring_up_to_date(FOR_SUMMARIES)


def poll_login(login_id: int) -> None:
    """Poll what is due of one login."""
    polling.poll_login(login_id)
