"""The worker's entry points: load by id, call one service function, return nothing."""

from . import clock
from .models import Heartbeat
from .services import confirming, giving_back, papers, polling, sending, upkeep


def tick() -> None:
    """Each minute: show that the worker lives, queue what is due, prune what has served.

    What people asked of their cars goes before the polls.
    """
    Heartbeat.beat("worker", clock.machine_now())
    sending.settle_the_dead()
    sending.queue_due(clock.now())
    giving_back.ask_due()
    confirming.queue_due(clock.now())
    polling.queue_due(clock.now())
    papers.queue_due(clock.now())
    upkeep.prune(clock.now())


def fetch_papers(vehicle_id: int) -> None:
    """Ask for what is due of one vehicle's details, contracts and picture."""
    papers.fetch(vehicle_id)


def send_command(command_id: int) -> None:
    """Send a command, unless it was sent or taken by another process."""
    sending.send(command_id)


def check_commands(vehicle_id: int) -> None:
    """Look whether this vehicle has done what it was told."""
    confirming.check(vehicle_id)


def poll_login(login_id: int) -> None:
    """Poll what is due of one login."""
    polling.poll_login(login_id)
