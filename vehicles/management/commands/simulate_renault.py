"""Plays Renault's servers on loopback until it is told to stop."""

import signal
import threading
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vehicles.simulator import BadRecordings, Clock, PlayedGarage, RecordedGarage, Server, Simulator, World


class Command(BaseCommand):
    help = "Plays Renault's servers with a small world of cars, or with recorded answers."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8090, help="the port on 127.0.0.1 (default 8090)")
        parser.add_argument("--speed", type=float, default=1.0, help="the world's seconds in a real one")
        parser.add_argument("--seed", type=int, default=1, help="which world: the same seed, the same cars")
        parser.add_argument("--start", metavar="ISO", help="the world's time at the start (default: now)")
        parser.add_argument("--born", metavar="ISO", help="when its cars begin (default: 30 days before)")
        parser.add_argument("--recordings", metavar="DIR", help="replay a folder of recorded answers instead")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["speed"] < 0:
            raise CommandError("--speed must not be negative.")
        simulator = Simulator(self._garage(options), say=self._say)
        try:
            server = Server(simulator, options["port"])
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise CommandError(
                f"Port {options['port']} cannot be listened on: {reason.rstrip('.')}."
            ) from None
        self._introduce(server)
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        stop.wait()
        server.close()
        self._say("Stopped.")

    def _garage(self, options: dict[str, Any]) -> PlayedGarage | RecordedGarage:
        start = _instant(options["start"], "--start")
        if options["recordings"]:
            try:
                return RecordedGarage(Path(options["recordings"]), Clock(start, options["speed"]))
            except BadRecordings as error:
                raise CommandError(str(error)) from None
        try:
            born = _instant(options["born"], "--born")
            return PlayedGarage(World(options["seed"], born, start, options["speed"]))
        except ValueError as error:
            raise CommandError(str(error)) from None

    def _introduce(self, server: Server) -> None:
        simulator = server.simulator
        self._say(f"Renault's servers are played at {server.url}")
        self._say(f"  what goes on in their world, and two-factor codes: {server.url}/_simulator/")
        self._say("Logins:")
        for login in simulator.garage.logins.values():
            password = f"password {login.password}" if login.password else "any password"
            number = sum(len(account.vins) for account in login.accounts)
            code = ", asks for a code" if login.two_factor_emails else ""
            self._say(f"  {login.email}  {password}, {number} car{'' if number == 1 else 's'}{code}")
        self._say("Point the site at it with:")
        for name in ("GIGYA", "KAMEREON"):
            self._say(f"  export RENAULT_{name}_ROOT_URL={server.url} RENAULT_{name}_API_KEY=simulator")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _instant(text: str | None, option: str) -> datetime | None:
    """Return an instant given as ISO 8601, in UTC unless it says otherwise."""
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{option} must be an ISO instant such as 2026-03-01T07:30:00Z.") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
