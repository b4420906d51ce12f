"""The worker's entry points: load by id, call one service function, return nothing."""

from . import clock
from .models import Heartbeat
from .services import papers, polling, upkeep


def tick() -> None:
    """Each minute: show that the worker lives, queue what is due, prune what has served."""
    Heartbeat.beat("worker", clock.machine_now())
    polling.queue_due(clock.now())
    papers.queue_due(clock.now())
    upkeep.prune(clock.now())


def fetch_papers(vehicle_id: int) -> None:
    """Ask for what is due of one vehicle's details, contracts and picture."""
    papers.fetch(vehicle_id)


def poll_login(login_id: int) -> None:
    """Poll what is due of one login."""
    polling.poll_login(login_id)
