"""The garage of the played world: its cars, answered for in the wire's form."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from . import errors, paperwork
from .actions import ACTIONS, Refused, read_order
from .answers import BARE, ENDPOINTS
from .cars import CarRow
from .exchange import Answer
from .models import Model
from .people import LOGINS, Login
from .seen import Battery
from .world import World
from .zone import zulu

_ADAPTERS = {"battery-status": "kca2", "ev/settings": "kcm1", "ev/soc-levels": "kcm1", "alerts": "plain"}
_UNTOLD = (
    "charges",
    "charge-history",
    "hvac-history",
    "hvac-sessions",
    "notification-settings",
    "alerts",
    "res-state",
)
_KNOWN = frozenset((*ENDPOINTS, *_UNTOLD))


class PlayedGarage:
    """A `garage.Garage` out of a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.logins: Mapping[str, Login] = {login.email: login for login in LOGINS}
        self.seed = world.seed

    @property
    def speed(self) -> float:
        return self.world.clock.speed

    def now(self) -> datetime:
        return self.world.now()

    def advance(self, seconds: float) -> None:
        self.world.clock.advance(seconds)

    def link(self, vin: str, root_url: str) -> dict[str, Any]:
        return paperwork.vehicle_link(self._row(vin), root_url)

    def details(self, vin: str, root_url: str) -> Answer:
        return Answer(200, paperwork.vehicle_details(self._row(vin), root_url))

    def contracts(self, vin: str) -> Answer:
        return Answer(200, paperwork.contracts(self._row(vin), self.now().date()))

    def adapter(self, vin: str, privacy: bool) -> Answer:
        born_at = self.world.born_at.timestamp()
        return _car(self._row(vin), paperwork.adapter(self._row(vin), privacy, born_at))

    def read(self, vin: str, endpoint: str, adapter: str, query: Mapping[str, str]) -> Answer:
        if endpoint not in _KNOWN or adapter != _ADAPTERS.get(endpoint, "kca1"):
            return errors.no_such_address()
        row = self._row(vin)
        if endpoint not in row.model.reads:
            return _refused(row.model, endpoint)
        if endpoint in _HISTORIES:
            return _HISTORIES[endpoint](self, row, query)
        if endpoint == "alerts":
            return Answer(200, [])
        attributes = self.world.attributes(vin, endpoint) if endpoint in ENDPOINTS else {}
        return Answer(200, attributes) if endpoint in BARE else _car(row, attributes)

    def act(self, vin: str, action: str, adapter: str, body: Any, ignore: bool) -> Answer:
        name = action.removeprefix("actions/") if adapter.startswith("kca") else action
        if name not in ACTIONS or adapter != ACTIONS[name].adapter:
            return errors.no_such_address()
        row = self._row(vin)
        if name not in row.model.actions:
            return _refused(row.model, action)
        try:
            order = read_order(name, body)
        except Refused as refused:
            return refused.answer
        car = self.world.car(vin)
        if order.name == "hvac_start" and car.soc < row.model.soc_threshold:
            return errors.low_battery()
        if order.name == "charge_mode" and car.pending_modes:
            return errors.mode_in_progress()
        self.world.order(vin, order.name, order.details, ignore)
        return _accepted(name, body)

    def cars(self) -> list[dict[str, Any]]:
        return [self._line(vin) for vin in self.world.rows]

    def nudge(self, vin: str, wishes: Mapping[str, Any]) -> None:
        self.world.nudge(vin, wishes)

    def _row(self, vin: str) -> CarRow:
        return self.world.rows[vin]

    def _line(self, vin: str) -> dict[str, Any]:
        car = self.world.car(vin)
        line: dict[str, Any] = {
            "vin": vin,
            "model": f"{car.model.label} ({car.model.code})",
            "place": "on the road" if car.driving else car.place,
            "mileage": round(car.mileage),
        }
        battery = car.seen["battery"]
        if isinstance(battery, Battery):
            line |= {
                "soc": round(car.soc, 1),
                "plugged": car.charger.plugged,
                "charging_status": car.charger.state,
                "climate": car.climate_on,
                "last_report": zulu(battery.at),
            }
        else:
            line["fuel_l"] = round(car.fuel_l, 1)
        line["orders_done"] = ", ".join(name for _, name in car.done[-3:])
        return line

    def _charges(self, row: CarRow, query: Mapping[str, str]) -> Answer:
        first, last = query.get("start", ""), query.get("end", "")
        if len(first) != 8 or len(last) != 8:
            return errors.invalid_input("wrong range", "/query/start", "start and end must be YYYYMMDD")
        rows = self.world.charges(row.vin, first, last)
        return _car(row, {"charges": rows}) if rows else errors.not_found()

    def _charge_history(self, row: CarRow, query: Mapping[str, str]) -> Answer:
        kind, first, last = (query.get(name, "") for name in ("type", "start", "end"))
        digits = {"day": 8, "month": 6}.get(kind, 0)
        if not digits or len(first) != digits or len(last) != digits:
            return errors.invalid_input("wrong range", "/query/type", "must be day or month, with its dates")
        rows = self.world.charge_summaries(row.vin, kind, first, last)
        return _car(row, {"chargeSummaries": rows})


_HISTORIES: dict[str, Callable[[PlayedGarage, CarRow, Mapping[str, str]], Answer]] = {
    "charges": PlayedGarage._charges,
    "charge-history": PlayedGarage._charge_history,
}


def _refused(model: Model, endpoint: str) -> Answer:
    return errors.UNSUPPORTED[model.refusals.get(endpoint, model.refusal)]()


def _car(row: CarRow, attributes: dict[str, Any]) -> Answer:
    kind = {} if "bare" in row.model.quirks else {"type": "Car"}
    return Answer(200, {"data": {**kind, "id": row.vin, "attributes": attributes}})


def _accepted(action: str, body: dict[str, Any]) -> Answer:
    if action == "ev/soc-levels":
        return Answer(200, {"commandId": "simulated-command", "type": "SOC_SYNCH", "status": "CREATED"})
    if action == "ev/settings":
        return Answer(200, body)
    return Answer(200, {"data": {**body["data"], "id": "simulated-command"}})
