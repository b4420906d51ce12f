"""manage.py demo: renault-web with played cars and a year of their history."""

import argparse
import os
import socket
import time
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from vehicles import demo
from vehicles.management.in_use import running
from vehicles.management.parts import prepare, web_part, worker_part
from vehicles.simulator import World, serve
from vehicles.supervision.address import Address
from vehicles.supervision.supervisor import Supervisor


class Command(BaseCommand):
    help = "Runs renault-web with a played household: Renault's servers, its cars, and a year of history."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--speed", type=float, default=1.0, help="how many times faster the cars live")
        parser.add_argument("--seed", type=int, help="another number makes other lives (first start only)")
        parser.add_argument("--parent", type=int, metavar="PID", help="stop when this parent process is gone")

    def handle(self, *, speed: float, seed: int | None, parent: int | None, **_: Any) -> None:
        if not 0 < speed <= 3600:
            raise CommandError("--speed is a number above 0, and 3600 at most.")
        address = Address(settings.HOST, settings.PORT)
        try:
            prepare(address)
            birth = demo.birth(seed, datetime.now(UTC))
        except demo.NotADemo:
            raise CommandError(
                f"{settings.DATA_DIR} holds your own household. "
                "Choose another place: make demo DATA_DIR=data/demo"
            ) from None
        port = _free_port()
        _point_at_played_servers(port)
        if not demo.is_complete():
            self._make(birth, port)
        start = demo.latest_instant(datetime.now(UTC))
        demo.make_due(start)
        connections.close_all()
        self._welcome(address, speed, port)
        _set_clock(speed, start)
        # The played servers live in a thread of this process: they are there before the worker first asks.
        world = World(seed=birth.seed, born_at=birth.born_at, start=start, speed=speed)
        with running(), serve(world, port), demo.ticking(speed):
            Supervisor([web_part(address), worker_part()], parent=parent).run()
        self.stdout.write("Stopped.")

    def _make(self, birth: demo.Birth, port: int) -> None:
        now = datetime.now(UTC)
        world = World(seed=birth.seed, born_at=birth.born_at, start=now)
        home = demo.make_household()
        self.stdout.write("Linking the played cars …")
        with serve(world, port) as played:
            demo.link_all(home, played)
        began = time.monotonic()
        answers = demo.add_history(world, birth.born_at, now, partial(self._progress, "A year of history"))
        self.stdout.write("")
        rows = demo.add_charges(world, birth.born_at, now, partial(self._progress, "Its charges      "))
        days = demo.make_summaries()
        demo.finish()
        seconds = time.monotonic() - began
        self.stdout.write(
            f"\n{answers} answers and {rows} charges of a year stored, and {days} days summed up, "
            f"in {seconds:.0f} s."
        )

    def _progress(self, what: str, share: float) -> None:
        width = 40
        done = round(share * width)
        self.stdout.write(f"\r{what} [{'#' * done}{'.' * (width - done)}] {share:4.0%}", ending="")
        self.stdout.flush()

    def _welcome(self, address: Address, speed: float, port: int) -> None:
        self.stdout.write(f"Open {' or '.join(address.urls())} and sign in:")
        for role, email, _name, password in demo.PEOPLE:
            self.stdout.write(f"  {email}  password {password}  ({role.label})")
        self.stdout.write(
            f"Renault's servers are played at http://127.0.0.1:{port}/_simulator/ at speed {speed:g}."
        )
        self.stdout.write("Ctrl-C stops.")
        self.stdout.flush()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _point_at_played_servers(port: int) -> None:
    root = f"http://127.0.0.1:{port}"
    os.environ.update(
        RENAULT_GIGYA_ROOT_URL=root,
        RENAULT_GIGYA_API_KEY="played",
        RENAULT_KAMEREON_ROOT_URL=root,
        RENAULT_KAMEREON_API_KEY="played",
        DEMO="1",
    )


def _set_clock(speed: float, start: datetime) -> None:
    """Let the pages live at the cars' speed, so that ages and due times come out true."""
    os.environ.update(
        CLOCK_SPEED=str(speed), CLOCK_START=start.isoformat(), CLOCK_STARTED_AT=datetime.now(UTC).isoformat()
    )
