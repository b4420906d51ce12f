"""What commands do to a car, a minute or three after they were accepted."""

from collections.abc import Callable, Mapping
from typing import Any

from .car import Car
from .settings import SLOTS
from .zone import zulu

SOONEST, LATEST = 60.0, 180.0


def give(car: Car, at: float, order: str, details: Mapping[str, Any], ignore: bool) -> None:
    """Let a car hear of an order: it is carried out later, or, with `ignore`, never."""
    heard_at = round(at + car.order_rng.uniform(SOONEST, LATEST))
    if ignore:
        return
    if order == "charge_mode":
        car.pending_modes += 1
    when = max(float(heard_at), float(details.get("when") or 0))
    car.timeline.push(when, _carry_out, car, order, dict(details))


def nudge(car: Car, at: float, wishes: Mapping[str, Any]) -> None:
    """Change a car at once: `soc` in %, `plugged` true or false; raises ValueError where it cannot be."""
    if not car.model.electric:
        raise ValueError("This car has no battery to charge.")
    if wishes.get("soc") is not None:
        car.charger.pause(at)
        car.soc = min(100.0, max(0.0, float(wishes["soc"])))
        car.charger.decide(at)
    plugged = wishes.get("plugged")
    if plugged and not car.charger.plugged and not car.driving:
        car.charger.plug(at, car.model.home_kw, car.place)
    elif plugged is False and car.charger.plugged:
        car.charger.unplug(at)
    car.report(at, "battery")


def _carry_out(at: float, car: Car, order: str, details: dict[str, Any]) -> None:
    _EFFECTS[order](car, at, details)
    car.done.append((at, order))
    del car.done[:-20]


def _start_charge(car: Car, at: float, _details: dict[str, Any]) -> None:
    car.charger.start_now(at)
    car.report(at, "battery")


def _stop_charge(car: Car, at: float, _details: dict[str, Any]) -> None:
    car.charger.pause(at)
    car.report(at, "battery")


def _set_mode(car: Car, at: float, details: dict[str, Any]) -> None:
    car.pending_modes -= 1
    car.settings.mode = "always" if details["mode"] == "always_charging" else "scheduled"
    _settled(car, at)


def _set_charge_schedules(car: Car, at: float, details: dict[str, Any]) -> None:
    car.settings.charge_schedules = _filled(details["schedules"])
    _settled(car, at)


def _set_hvac_schedules(car: Car, at: float, details: dict[str, Any]) -> None:
    car.settings.hvac_schedules = _filled(details["schedules"])
    _settled(car, at)


def _set_soc(car: Car, at: float, details: dict[str, Any]) -> None:
    car.settings.soc_min, car.settings.soc_target = details["min"], details["target"]
    car.settings.soc_changed_at = at
    _settled(car, at)


def _set_ev(car: Car, at: float, details: dict[str, Any]) -> None:
    car.settings.ev = {**car.settings.ev, **details["body"], "lastSettingsUpdateTimestamp": zulu(at)}
    _settled(car, at)


def _settled(car: Car, at: float) -> None:
    """Let the car live by its new settings from now on."""
    car.settings.changed_at = at
    car.charger.decide(at)
    car.plan_warm_ups(at)
    car.report(at, "settings", "battery")


def _filled(schedules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the schedules with the slots that were not sent, empty, as cars keep five."""
    sent = {schedule["id"]: schedule for schedule in schedules}
    return [sent.get(number, {"id": number, "activated": False}) for number in range(1, SLOTS + 1)]


_EFFECTS: dict[str, Callable[[Car, float, dict[str, Any]], None]] = {
    "charge_start": _start_charge,
    "charge_stop": _stop_charge,
    "charge_mode": _set_mode,
    "charge_schedules": _set_charge_schedules,
    "hvac_schedules": _set_hvac_schedules,
    "soc_levels": _set_soc,
    "ev_settings": _set_ev,
    "hvac_start": lambda car, at, details: car.turn_climate_on(at, details.get("temperature", 21.0)),
    "hvac_stop": lambda car, at, _details: car.turn_climate_off(at),
    "refresh_location": lambda car, at, _details: car.report(at, "location"),
    "horn": lambda _car, _at, _details: None,
    "lights": lambda _car, _at, _details: None,
}
