"""What the played Kamereon asks of whatever stands behind it: a world or recordings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from .exchange import Answer
from .people import Login


class Garage(Protocol):
    """Cars that can be looked at and told things, and the logins they belong to."""

    @property
    def logins(self) -> Mapping[str, Login]:
        """The logins by e-mail, in lower case."""

    @property
    def seed(self) -> int:
        """What the tokens are signed with."""

    def now(self) -> datetime:
        """Return the world's time."""

    def advance(self, seconds: float) -> None:
        """Let the world's time pass at once."""

    def link(self, vin: str, root_url: str) -> dict[str, Any]:
        """Return the vehicle link of a car, vehicleDetails included."""

    def details(self, vin: str, root_url: str) -> Answer:
        """Return what the details endpoint says."""

    def contracts(self, vin: str) -> Answer:
        """Return the bare list of contracts."""

    def adapter(self, vin: str, privacy: bool) -> Answer:
        """Return what the car adapter says of the car itself."""

    def read(self, vin: str, endpoint: str, adapter: str, query: Mapping[str, str]) -> Answer:
        """Return what an endpoint says; `adapter` is kca1, kca2, kcm1 or plain."""

    def act(self, vin: str, action: str, adapter: str, body: Any, ignore: bool) -> Answer:
        """Take a command; with `ignore` it is accepted and nothing comes of it."""

    def cars(self) -> list[dict[str, Any]]:
        """Return a line per car for the control page: vin, model and state."""

    def nudge(self, vin: str, wishes: Mapping[str, Any]) -> None:
        """Change a car at once, as no Renault call could: `soc` (%), `plugged`."""
