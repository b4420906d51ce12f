"""Replays a folder of recorded answers instead of a world: each recorded car its own login.

The folder holds `cars.json`, which says what belongs to which car, and
`kamereon/` with the answers it names.
"""
# ruff: noqa: ARG002 - a recording answers the same whatever it is asked with

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from . import errors
from .clock import Clock
from .exchange import Answer
from .people import Account, Login
from .pictures import at_home

NOT_FOUND = "error/resource_not_found.json"


class BadRecordings(ValueError):
    """Says in one line what is wrong with a recordings folder."""


class RecordedCar:
    """One recorded car, with a VIN and an account of its own in every answer."""

    def __init__(self, number: int, key: str, row: Mapping[str, Any], folder: Path) -> None:
        self._folder = folder
        vehicle = self._load(row["vehicle"])
        recorded = vehicle["vehicleLinks"][0]
        self.account_id = f"account-{key}"
        self.vin = f"{recorded['vin'][:3]}REPLAYED{number:06d}"
        self._swaps = {recorded["vin"]: self.vin}
        if vehicle.get("accountId"):
            self._swaps[vehicle["accountId"]] = self.account_id
        self.country: str = vehicle.get("country") or "FR"
        self.link: dict[str, Any] = self._owned(recorded)
        details = self.link.get("vehicleDetails")
        self.details = self._owned(self._load(row["details"])) if "details" in row else details
        self.adapter = self._owned(self._load(row["adapter"])) if "adapter" in row else None
        self.contracts = self._owned(self._load(row["contracts"])) if "contracts" in row else []
        self.answers = {name: self._answers(path) for name, path in row.get("answers", {}).items()}
        self.brand: str = recorded.get("brand") or "RENAULT"
        self.model = str(((details or {}).get("model") or {}).get("code", ""))

    def login(self, email: str) -> Login:
        kind = f"MY{self.brand}"
        account = Account(self.account_id, kind, (self.vin,))
        return Login(email, f"person-{self.account_id}", (account,), password=None, country=self.country)

    def answer(self, endpoint: str, query: Mapping[str, str]) -> Any:
        """Return the recorded answer of an endpoint, None where there is none."""
        by_type = self.answers.get(endpoint)
        return None if by_type is None else by_type.get(query.get("type", ""), by_type.get(""))

    def _answers(self, path: str | Mapping[str, str]) -> dict[str, Any]:
        """Return answers by the query's `type`; an endpoint with one answer has it under no type."""
        by_type = {"": path} if isinstance(path, str) else path
        return {kind: self._owned(self._load(name)) for kind, name in by_type.items()}

    def _load(self, name: str) -> Any:
        try:
            return json.loads((self._folder / name).read_text("utf-8"))
        except OSError:
            raise BadRecordings(f"{self._folder / name} cannot be read.") from None
        except ValueError:
            raise BadRecordings(f"{self._folder / name} is no JSON.") from None

    def _owned(self, answer: Any) -> Any:
        """Return an answer that speaks of this car, whichever car it was recorded from."""
        data = answer.get("data") if isinstance(answer, dict) else None
        owned = self._renamed(answer)
        if isinstance(data, dict) and "id" in data:
            owned["data"]["id"] = self.vin
        return owned

    def _renamed(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._renamed(each) for each in value]
        if isinstance(value, dict):
            named = {name: self._renamed(each) for name, each in value.items()}
            return {**named, **({"vin": self.vin} if "vin" in value else {})}
        if isinstance(value, str):
            for recorded, own in self._swaps.items():
                value = value.replace(recorded, own)
        return value


class RecordedGarage:
    """A `garage.Garage` out of a recordings folder; raises BadRecordings where it is not one."""

    seed = 0

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        try:
            listed = json.loads((folder / "cars.json").read_text("utf-8"))["cars"]
        except OSError:
            raise BadRecordings(f"{folder} holds no cars.json that can be read.") from None
        except (ValueError, KeyError, TypeError):
            raise BadRecordings(f"{folder / 'cars.json'} does not list cars.") from None
        self._cars: dict[str, RecordedCar] = {}
        self.logins: dict[str, Login] = {}
        for number, (key, row) in enumerate(listed.items(), 1):
            try:
                car = RecordedCar(number, key, row, folder / "kamereon")
            except (KeyError, IndexError, TypeError, AttributeError):
                raise BadRecordings(
                    f"The car {key} of {folder / 'cars.json'} has no whole vehicle."
                ) from None
            email = f"{key}@example.com".lower()
            self._cars[car.vin] = car
            self.logins[email] = car.login(email)
        self._not_found = self._said_of_nothing(folder / "kamereon" / NOT_FOUND)

    def now(self) -> datetime:
        return self.clock.now()

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def link(self, vin: str, root_url: str) -> dict[str, Any]:
        return self._with_picture(vin, self._cars[vin].link, root_url)

    def details(self, vin: str, root_url: str) -> Answer:
        return self._known(self._with_picture(vin, self._cars[vin].details, root_url))

    def contracts(self, vin: str) -> Answer:
        return Answer(200, self._cars[vin].contracts)

    def adapter(self, vin: str, privacy: bool) -> Answer:
        return self._known(self._cars[vin].adapter)

    def read(self, vin: str, endpoint: str, adapter: str, query: Mapping[str, str]) -> Answer:
        return self._known(self._cars[vin].answer(endpoint, query))

    def act(self, vin: str, action: str, adapter: str, body: Any, ignore: bool) -> Answer:
        """Accept whatever is sent and say it back; a recording cannot change."""
        data = body.get("data")
        return Answer(200, {"data": {**data, "id": "replayed"}} if isinstance(data, dict) else body)

    def cars(self) -> list[dict[str, Any]]:
        return [
            {"vin": car.vin, "model": car.model, "endpoints": ", ".join(sorted(car.answers))}
            for car in self._cars.values()
        ]

    def nudge(self, vin: str, wishes: Mapping[str, Any]) -> None:
        raise ValueError("A recorded car cannot be changed.")

    def _with_picture(self, vin: str, answer: Any, root_url: str) -> Any:
        """A replay needs nothing from outside: its pictures are drawn here."""
        return at_home(answer, self._cars[vin].model or "CAR", root_url)

    def _known(self, body: Any) -> Answer:
        return self._not_found if body is None else Answer(200, body)

    def _said_of_nothing(self, path: Path) -> Answer:
        try:
            return Answer(404, json.loads(path.read_text("utf-8")))
        except (OSError, ValueError):
            return errors.not_found()
