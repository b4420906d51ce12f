"""`manage.py run`: the whole installation with one command."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from vehicles.management.in_use import running
from vehicles.management.parts import prepare, web_part, worker_part
from vehicles.services import first_run
from vehicles.supervision.address import Address
from vehicles.supervision.handing_over import hand_over


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
        if (Path(settings.DATA_DIR) / "demo.json").exists():
            raise CommandError(
                f"{settings.DATA_DIR} holds the demo's household. Start it with `make demo`, "
                "or choose another place for yours: DATA_DIR=…"
            )
        with running():
            parts = []
            if not worker:
                address = Address(settings.HOST, settings.PORT)
                prepare(address)
                self._welcome(address)
                parts.append(web_part(address))
            if not web:
                parts.append(worker_part())
            hand_over(parts, parent)

    def _welcome(self, address: Address) -> None:
        """Show where to go, and the set-up code while nobody has an account."""
        self._say("Open " + " or ".join(address.urls()))
        if said := first_run.announcement():
            self._say(said)
        self._say("Ctrl-C stops.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
