"""Says what a car last told, in the wire's form and with its model's oddities.

Each function returns the attributes of one endpoint; fields that a model does
not know are missing, as they are from the real answers.
"""

from collections.abc import Callable
from typing import Any

from .car import Car
from .seen import Battery, Climate, Cockpit, Location, Locks, Tyres
from .zone import DAY_NAMES, with_offset, zulu

PLACEHOLDER_TIME = "2021-01-01T00:00:00Z"
CHARGING = 1.0


def attributes(car: Car, endpoint: str) -> Any:
    """Return the attributes that an endpoint of `ENDPOINTS` has for a car now."""
    return ENDPOINTS[endpoint](car)


def _battery_status(car: Car) -> dict[str, Any]:
    seen, quirks = car.seen["battery"], car.model.quirks
    assert isinstance(seen, Battery)
    charging = seen.state == CHARGING
    fields: dict[str, Any] = {
        "timestamp": with_offset(seen.at) if "offset_time" in quirks else zulu(seen.at),
        "batteryLevel": round(seen.soc),
    }
    if "no_temperature" not in quirks:
        fields["batteryTemperature"] = 20 if "fixed_temperature" in quirks else seen.temperature
    fields["batteryAutonomy"] = round(seen.range_km)
    if "bare" not in quirks:
        fields["batteryCapacity"] = 0
        kwh = round(seen.soc / 100 * car.model.battery_kwh)
        fields["batteryAvailableEnergy"] = 0 if "no_energy" in quirks else kwh
    fields["plugStatus"] = int(seen.plugged)
    if not seen.plugged and "plug_seen" in quirks and int(seen.at) // 3600 % 3 == 0:
        fields["plugStatus"] = 3
    fields["chargingStatus"] = -1.0 if "not_charging_is_error" in quirks and not charging else seen.state
    if charging:
        fields["chargingRemainingTime"] = seen.remaining_minutes
    elif "bare" in quirks:
        fields["chargingRemainingTime"] = 0
    elif "remaining_when_unplugged" in quirks:
        fields["chargingRemainingTime"] = round((100 - seen.soc) * 3.6)
    power = _power(car, seen)
    if power is not None:
        fields["chargingInstantaneousPower"] = power
    if "v2l" in quirks:
        fields["V2L_SystemStatusDisplay"] = 0
    return fields


def _power(car: Car, seen: Battery) -> float | None:
    quirks = car.model.quirks
    if seen.power_kw is None or (seen.state != CHARGING and "keeps_power" not in quirks):
        return None
    if "watts" in quirks:
        return round(seen.power_kw * 1000 / 100) * 100.0
    return round(seen.admissible_kw if "admissible" in quirks else seen.power_kw, 1)


def _cockpit(car: Car) -> dict[str, Any]:
    seen, quirks = car.seen["cockpit"], car.model.quirks
    assert isinstance(seen, Cockpit)
    if not car.model.electric:
        litres = round(seen.fuel_l)
        reach = round(seen.fuel_l / car.model.consumption * 100)
        return {"fuelAutonomy": float(reach), "fuelQuantity": float(litres), "totalMileage": seen.mileage}
    mileage = round(seen.mileage) if "whole_km" in quirks else seen.mileage
    if "zero_fuel" in quirks:
        return {"fuelAutonomy": 0, "fuelQuantity": 0, "totalMileage": mileage}
    if "zero_fuel_quantity" in quirks:
        return {"fuelQuantity": 0.0, "totalMileage": mileage}
    return {"totalMileage": mileage}


def _location(car: Car) -> dict[str, Any]:
    seen = car.seen["location"]
    assert isinstance(seen, Location)
    latitude, longitude = seen.position
    fields: dict[str, Any] = {
        "gpsLatitude": round(latitude, 7),
        "gpsLongitude": round(longitude, 7),
        "lastUpdateTime": zulu(seen.at),
    }
    if car.model.gateway == "IVI2":
        fields["gpsDirection"] = seen.direction
    return fields


def _hvac_status(car: Car) -> dict[str, Any]:
    seen, quirks = car.seen["climate"], car.model.quirks
    assert isinstance(seen, Climate)
    if "outside_only" in quirks:
        return {"externalTemperature": float(round(seen.outside)), "hvacStatus": "off"}
    fields: dict[str, Any] = {}
    if "inside" in quirks:
        fields["internalTemperature"] = float(round(seen.inside))
    fields["hvacStatus"] = "on" if seen.on else "off"
    fields["socThreshold"] = car.model.soc_threshold
    if seen.next_start is not None:
        fields["nextHvacStartDate"] = zulu(seen.next_start)
    if "no_climate_time" not in quirks:
        fields["lastUpdateTime"] = PLACEHOLDER_TIME if "placeholder_time" in quirks else zulu(seen.at)
    return fields


def _pressure(car: Car) -> dict[str, Any]:
    seen = car.seen["tyres"]
    assert isinstance(seen, Tyres)
    wheels = ("fl", "fr", "rl", "rr")
    pressures = {f"{w}Pressure": p for w, p in zip(wheels, seen.millibars, strict=True)}
    return {**pressures, **{f"{w}Status": 0 for w in wheels}}


def _lock_status(car: Car) -> dict[str, Any]:
    seen = car.seen["locks"]
    assert isinstance(seen, Locks)
    if "new_door_names" in car.model.quirks:
        doors = [f"statusDoor{d}" for d in ("RearLeft", "RearRight", "Driver", "Passenger", "TailGate")]
    else:
        doors = [f"doorStatus{d}" for d in ("RearLeft", "RearRight", "Driver", "Passenger")] + ["hatchStatus"]
    return {
        "lockStatus": "locked" if seen.locked else "unlocked",
        **dict.fromkeys(doors, "closed"),
        "lastUpdateTime": zulu(seen.at),
    }


def _charge_mode(car: Car) -> dict[str, Any]:
    return {"chargeMode": "always" if car.settings.mode == "always" else "schedule_mode"}


def _charge_schedule(car: Car) -> dict[str, Any]:
    """Return the calendar that old cars keep: a list of entries per day, `2330` for half past eleven."""
    calendar: dict[str, list[dict[str, Any]]] = {}
    for day in DAY_NAMES:
        entries = [(s[day], s.get("activated")) for s in car.settings.charge_schedules if s.get(day)]
        calendar[day] = [
            {
                "startTime": entry["startTime"].strip("TZ").replace(":", ""),
                "duration": entry["duration"],
                "activationState": bool(activated),
            }
            for entry, activated in entries
        ]
    return {"calendar": calendar}


def _charging_settings(car: Car) -> dict[str, Any]:
    fields = {
        "mode": car.settings.mode,
        "schedules": [_without_nothing(s) for s in car.settings.charge_schedules],
    }
    if car.model.schedules == "utc":
        fields["dateTime"] = zulu(car.settings.changed_at)
    return fields


def _hvac_settings(car: Car) -> dict[str, Any]:
    return {
        "dateTime": zulu(car.settings.changed_at),
        "mode": car.settings.hvac_mode,
        "schedules": [_without_nothing(s) for s in car.settings.hvac_schedules],
    }


def _without_nothing(schedule: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schedule.items() if value is not None}


def _soc_levels(car: Car) -> dict[str, Any]:
    settings = car.settings
    return {
        "lastEnergyUpdateTimestamp": zulu(settings.soc_changed_at),
        "socMin": settings.soc_min,
        "socTarget": settings.soc_target,
    }


ENDPOINTS: dict[str, Callable[[Car], Any]] = {
    "battery-status": _battery_status,
    "cockpit": _cockpit,
    "location": _location,
    "hvac-status": _hvac_status,
    "pressure": _pressure,
    "lock-status": _lock_status,
    "charge-mode": _charge_mode,
    "charge-schedule": _charge_schedule,
    "charging-settings": _charging_settings,
    "hvac-settings": _hvac_settings,
    "ev/settings": lambda car: dict(car.settings.ev),
    "ev/soc-levels": _soc_levels,
}

CONCERNS: dict[str, tuple[str, ...]] = {
    "battery": ("battery-status",),
    "cockpit": ("cockpit",),
    "location": ("location",),
    "climate": ("hvac-status",),
    "tyres": ("pressure",),
    "locks": ("lock-status",),
    "settings": (
        "charge-mode",
        "charge-schedule",
        "charging-settings",
        "hvac-settings",
        "ev/settings",
        "ev/soc-levels",
    ),
}

# Bare objects, not wrapped as data with attributes.
BARE = frozenset(("ev/settings", "ev/soc-levels"))
