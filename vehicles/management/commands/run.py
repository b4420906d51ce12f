"""`manage.py run`: the whole installation with one command."""

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from vehicles.models.heartbeat import WORKER, Heartbeat
from vehicles.supervision import Address, Part, PortInUse, Pulse, Supervisor


class Command(BaseCommand):
    help = "Runs the web server and the worker, and keeps them running, until Ctrl-C or SIGTERM."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--web", action="store_true", help="run the web server only")
        which.add_argument(
            "--worker", action="store_true", help="run the worker only; another --web migrates"
        )
        parser.add_argument("--parent", type=int, metavar="PID", help="stop when this parent process is gone")

    def handle(self, *, web: bool, worker: bool, parent: int | None, **_: Any) -> None:
        parts = []
        if not worker:
            address = Address(settings.HOST, settings.PORT)
            self._prepare(address)
            self._say(*_welcome(address))
            parts.append(_web_part(address))
        if not web:
            parts.append(_worker_part())
        Supervisor(parts, parent=parent).run()
        self._say("Stopped.")

    def _prepare(self, address: Address) -> None:
        """Bring database and static files up to date; until this is done, signals end us at once."""
        try:
            address.check_free()
            call_command("migrate", interactive=False, verbosity=0)
            if not _static_files_are_collected():
                call_command("collectstatic", interactive=False, verbosity=0)
        except PortInUse as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            sys.exit(130)
        connections.close_all()

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()


def _welcome(address: Address) -> list[str]:
    """Return what to show at the start: where to go, and the set-up code while nobody has an account."""
    lines = ["Open " + " or ".join(address.urls()), "Ctrl-C stops."]
    # WIRE HERE: drop the guard when vehicles.services.first_run is there.
    try:
        from vehicles.services import first_run  # type: ignore[attr-defined]
    except ImportError:
        return lines
    announcement: str | None = first_run.announcement()
    return [*lines, announcement] if announcement else lines


def _web_part(address: Address) -> Part:
    config = Path(settings.BASE_DIR) / "renault_web" / "gunicorn_conf.py"
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", str(config), "--bind", address.bind]
    return Part("web", [*gunicorn, "renault_web.wsgi:application"])


def _worker_part() -> Part:
    manage = Path(settings.BASE_DIR) / "manage.py"
    return Part("worker", [sys.executable, str(manage), "qcluster"], pulse=Pulse(_last_worker_beat))


def _last_worker_beat() -> datetime | None:
    try:
        return Heartbeat.last(WORKER)
    finally:
        connections.close_all()


def _static_files_are_collected() -> bool:
    return (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
