"""Renault's servers, played: a WSGI app and a small world of cars, for the demo and the tests."""

from .app import Simulator
from .clock import Clock
from .control import Control
from .people import LOGINS, PASSWORD, Account, Login
from .played import PlayedGarage
from .recordings import BadRecordings, RecordedGarage
from .server import Server as _Server
from .world import Report, World

__all__ = [
    "LOGINS",
    "PASSWORD",
    "Account",
    "BadRecordings",
    "Clock",
    "Control",
    "Login",
    "PlayedGarage",
    "RecordedGarage",
    "Report",
    "Server",
    "Simulator",
    "World",
    "serve",
]


class Server(_Server):
    """A running server; `simulator` is the app behind it and `control` the handle on it."""

    def __init__(self, simulator: Simulator, port: int = 0) -> None:
        self.simulator = simulator
        self.control: Control = simulator.control
        super().__init__(simulator, port)


def serve(world_or_app: World | Simulator, port: int = 0) -> Server:
    """Serve a world or an app on loopback in a thread of its own; port 0 takes a free one.

    Raises OSError where the port is taken.
    """
    simulator = Simulator(PlayedGarage(world_or_app)) if isinstance(world_or_app, World) else world_or_app
    return Server(simulator, port)
