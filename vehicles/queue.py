"""What is put into the worker's queue: a task's dotted name and integers, nothing else."""

from django_q.tasks import async_task


def request_tick() -> None:
    """Ask the worker for a tick at once, not only when its schedule next comes round."""
    async_task("vehicles.tasks.tick")


def request_backup(run_id: int) -> None:
    """Ask the worker to start this backup."""
    async_task("vehicles.tasks.start_backup", int(run_id))


def request_papers(vehicle_id: int) -> None:
    """Ask the worker for what is due of this vehicle's details, contracts and picture."""
    async_task("vehicles.tasks.fetch_papers", int(vehicle_id))


def request_poll(login_id: int) -> None:
    """Ask the worker to poll what is due of this login."""
    async_task("vehicles.tasks.poll_login", int(login_id))


def request_fetch(login_id: int) -> None:
    """Ask the worker for what is due of the lists of this login's vehicles."""
    async_task("vehicles.tasks.fetch_archive", int(login_id))


def request_command(command_id: int) -> None:
    """Ask the worker to send this command."""
    async_task("vehicles.tasks.send_command", int(command_id))


def request_check(vehicle_id: int) -> None:
    """Ask the worker to look whether the commands that this vehicle was given have shown their effect."""
    async_task("vehicles.tasks.check_commands", int(vehicle_id))
