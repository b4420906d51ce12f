"""The worker's entry points: load by id, call one service function, return nothing."""

import logging
import time
from datetime import timedelta

from . import broker, clock
from .logs import as_task
from .models import Heartbeat
from .services import (
    archive,
    backups,
    confirming,
    fetching,
    giving_back,
    health,
    leaving,
    papers,
    polling,
    positions,
    sending,
    summaries,
    upkeep,
)

log = logging.getLogger(__name__)

# Parts of a task's minute; what is left is made in the next. A task that is over its minute ends the worker.
FOR_ALL = timedelta(seconds=45)
FOR_POLLS = timedelta(seconds=20)
FOR_CHARGES = timedelta(seconds=15)
FOR_WHAT_LEAVES = timedelta(seconds=5)
FOR_POSITIONS = timedelta(seconds=3)
FOR_SUMMARIES = timedelta(seconds=20)


@as_task
def tick() -> None:
    """Each minute: show that the worker lives, queue what is due, prune what has served, sum up.

    What people asked of their cars goes before the polls. On a database that is at another version nothing
    is done, and the missing heartbeat has the worker started anew.
    """
    if not health.is_migrated():
        log.error("The database is not at this version: the worker does nothing until both agree.")
        return
    Heartbeat.beat("worker", clock.machine_now())
    stop = time.monotonic() + FOR_ALL.total_seconds()

    def at_most(limit: timedelta) -> timedelta:
        return min(limit, timedelta(seconds=max(0.0, stop - time.monotonic())))

    sending.settle_the_dead()
    sending.queue_due(clock.now())
    giving_back.ask_due()
    confirming.queue_due(clock.now())
    polling.queue_due(clock.now(), at_most(FOR_POLLS))
    papers.queue_due(clock.now())
    fetching.queue_due(clock.now())
    archive.bring_up_to_date(limit=at_most(FOR_CHARGES))
    upkeep.prune(clock.now())
    backups.start_nightly(clock.machine_now())
    positions.let_age(clock.now(), at_most(FOR_POSITIONS))
    leaving.carry_on(at_most(FOR_WHAT_LEAVES))
    summaries.bring_up_to_date(at_most(FOR_SUMMARIES))


@as_task
def beat() -> None:
    """Show that this worker can still take work; its own scheduler asks for it (cluster.py)."""
    if health.is_migrated():
        Heartbeat.beat(broker.pulse_name, clock.machine_now())


@as_task
@health.of_this_version
def start_backup(run_id: int) -> None:
    """Start the process that makes a backup somebody asked for; it takes longer than a task may."""
    backups.start(run_id)


@as_task
@health.of_this_version
def fetch_papers(vehicle_id: int) -> None:
    """Ask for what is due of one vehicle's details, contracts and picture."""
    papers.fetch(vehicle_id)


@as_task
@health.of_this_version
def send_command(command_id: int) -> None:
    """Send a command, unless it was sent or taken by another process."""
    sending.send(command_id)


@as_task
@health.of_this_version
def check_commands(vehicle_id: int) -> None:
    """Look whether this vehicle has done what it was told."""
    confirming.check(vehicle_id)


@as_task
@health.of_this_version
def poll_login(login_id: int) -> None:
    """Poll what is due of one login, and make the charges anew of which something was told."""
    polling.poll_login(login_id)
    archive.bring_up_to_date_of(login_id, FOR_CHARGES)


@as_task
@health.of_this_version
def fetch_archive(login_id: int) -> None:
    """Ask for what is due of the lists of one login's vehicles."""
    fetching.fetch(login_id)
