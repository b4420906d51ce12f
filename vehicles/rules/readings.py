"""From a wire answer to the columns of a snapshot: names, units, and what counts as told.

The facts behind each line are owners' reports: power is in watts on some cars and elsewhere the most
that the car would accept; an available energy of 0 means "not told"; electric cars tell fuel 0.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from vehicles.renault_api import (
    KamereonVehicleBatteryStatusData,
    KamereonVehicleCockpitData,
    KamereonVehicleHvacStatusData,
    KamereonVehicleLocationData,
    KamereonVehicleLockStatusData,
    KamereonVehicleTyrePressureData,
)

Columns = dict[str, Any]

PLUG_STATES: Mapping[int, str] = {0: "unplugged", 1: "plugged", -1: "error", 3: "unplugged"}
CHARGE_STATES: Mapping[float, str] = {
    0.0: "not_charging",
    0.1: "waiting_planned",
    0.2: "ended",
    0.3: "waiting_current",
    0.4: "flap_open",
    1.0: "charging",
    -1.0: "error",
    -1.1: "unavailable",
    -1.3: "v2g_waiting",
    -1.4: "v2l_connected",
    -1.5: "v2g_discharging",
    -1.6: "v2g_charging",
}
# A clock more than this ahead of ours is no clock.
FUTURE = timedelta(hours=24)
_MIDNIGHT = "T00:00:00"
EARLIEST = datetime(2012, 1, 1, tzinfo=UTC)  # the first connected Zoe
LATEST = datetime(2088, 1, 1, tzinfo=UTC)  # what is stored reaches that far
DIGITS = 6  # of a figure, as they are stored; those that may need more are
LONG_FIGURES = frozenset({"mileage_km", "latitude", "longitude"})


@dataclass(frozen=True, slots=True)
class Traits:
    """What a reading must know of its vehicle: units, fuel, and whether it plugs in."""

    power_in_watts: bool = False
    burns_fuel: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer in our words: the car's time where it told one, ours, and the columns."""

    reported_at: datetime | None
    fetched_at: datetime
    columns: Columns


def instant(text: str | None) -> datetime | None:
    """Return an ISO 8601 time in UTC, or None where it is none; without a zone it is taken as UTC."""
    if not text:
        return None
    try:
        told = datetime.fromisoformat(text)
        return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def car_time(text: str | None, fetched_at: datetime) -> datetime | None:
    """Return the instant the car told, in UTC, or None where it told none that can be believed.

    Midnight to the second is the servers' placeholder for "not known"; so is a time before connected
    cars or far ahead of ours.
    """
    told = instant(text)
    if told is None or not EARLIEST <= told <= fetched_at + FUTURE or _MIDNIGHT in (text or ""):
        return None
    return told


def on_scale(value: float | None, low: float, high: float) -> float | None:
    """Return the value where it lies on its scale, else None: off the scale is not told."""
    return value if value is not None and low <= value <= high else None


def battery(data: KamereonVehicleBatteryStatusData, traits: Traits) -> Columns:
    """Return battery columns; charge_power_kw is set only on cars that measure it (in watts)."""
    charge_state = CHARGE_STATES.get(data.chargingStatus, "") if data.chargingStatus is not None else ""
    plug_state = PLUG_STATES.get(data.plugStatus, "") if data.plugStatus is not None else ""
    if charge_state == "error" and (traits.power_in_watts or plug_state == "unplugged"):
        charge_state = "not_charging"  # the older cars, which tell watts, mean no more by -1
    power = on_scale(data.chargingInstantaneousPower, 0, 500_000)
    kilowatts = None if power is None else power / 1000 if traits.power_in_watts else on_scale(power, 0, 500)
    remaining = on_scale(data.chargingRemainingTime, 0, 10_000)
    return {
        "state_of_charge": on_scale(data.batteryLevel, 0, 100),
        "range_km": on_scale(data.batteryAutonomy, 0, 2000),
        "available_energy_kwh": on_scale(data.batteryAvailableEnergy, 0.001, 500),
        "battery_temperature_c": on_scale(data.batteryTemperature, -60, 100),
        "plug_state": plug_state,
        "charge_state": charge_state,
        "remaining_minutes": None if remaining is None else int(remaining),
        "charge_power_kw": kilowatts if traits.power_in_watts else None,
        "admissible_power_kw": None if traits.power_in_watts else kilowatts,
    }


def cockpit(data: KamereonVehicleCockpitData, traits: Traits) -> Columns:
    """Return mileage, and fuel for vehicles that burn any."""
    return {
        "mileage_km": on_scale(data.totalMileage, 0, 5_000_000),
        "fuel_l": on_scale(data.fuelQuantity, 0, 500) if traits.burns_fuel else None,
        "fuel_range_km": on_scale(data.fuelAutonomy, 0, 5000) if traits.burns_fuel else None,
    }


def location(data: KamereonVehicleLocationData, _traits: Traits) -> Columns:
    """Return the position in degrees; half a position is none."""
    latitude, longitude = on_scale(data.gpsLatitude, -90, 90), on_scale(data.gpsLongitude, -180, 180)
    if latitude is None or longitude is None:
        latitude = longitude = None
    told = data.raw_data.get("gpsDirection")
    is_number = isinstance(told, int | float) and not isinstance(told, bool)
    direction = float(told) if is_number and latitude is not None else None  # type: ignore[arg-type]
    return {
        "latitude": latitude,
        "longitude": longitude,
        "direction": on_scale(direction, 0, 360),
    }


def hvac(data: KamereonVehicleHvacStatusData, _traits: Traits) -> Columns:
    """Return heating and temperatures; `hvac_on` is None where the car said neither on nor off."""
    starts_at = instant(data.nextHvacStartDate)
    return {
        "hvac_on": {"on": True, "off": False}.get(str(data.hvacStatus).lower()),
        "cabin_c": on_scale(data.internalTemperature, -60, 90),
        "outside_c": on_scale(data.externalTemperature, -60, 70),
        "next_start_at": None if starts_at is None or not EARLIEST <= starts_at < LATEST else starts_at,
        "threshold_percent": on_scale(data.socThreshold, 0, 100),
    }


def tyre_pressure(data: KamereonVehicleTyrePressureData, _traits: Traits) -> Columns:
    """Return pressures in mbar and the car's verdicts."""
    columns: Columns = {}
    for wheel, prefix in (
        ("front_left", "fl"),
        ("front_right", "fr"),
        ("rear_left", "rl"),
        ("rear_right", "rr"),
    ):
        columns[f"{wheel}_mbar"] = on_scale(getattr(data, f"{prefix}Pressure"), 1, 20_000)
        status = on_scale(getattr(data, f"{prefix}Status"), -30_000, 30_000)
        columns[f"{wheel}_status"] = None if status is None else int(status)
    return columns


def lock(data: KamereonVehicleLockStatusData, _traits: Traits) -> Columns:
    """Return the car's words for locks and doors, whichever spelling it uses for its doors."""
    raw = data.raw_data

    def word(*names: str) -> str:
        told = next((raw[name] for name in names if isinstance(raw.get(name), str)), "")
        return str(told)[:16].lower()

    return {
        "lock": word("lockStatus"),
        "driver_door": word("doorStatusDriver", "statusDoorDriver"),
        "passenger_door": word("doorStatusPassenger", "statusDoorPassenger"),
        "rear_left_door": word("doorStatusRearLeft", "statusDoorRearLeft"),
        "rear_right_door": word("doorStatusRearRight", "statusDoorRearRight"),
        "hatch": word("hatchStatus", "statusDoorTailGate"),
    }


# Endpoint → (the wire's name of the car's time or None, how to read it).
CONCERNS: Mapping[str, tuple[str | None, Callable[[Any, Traits], Columns]]] = {
    "battery-status": ("timestamp", battery),
    "cockpit": (None, cockpit),
    "location": ("lastUpdateTime", location),
    "hvac-status": ("lastUpdateTime", hvac),
    "pressure": (None, tyre_pressure),
    "lock-status": ("lastUpdateTime", lock),
}


def to_the_second(at: datetime) -> datetime:
    """Return the instant without what is finer than a second."""
    return at.replace(microsecond=0)


def as_stored(name: str, value: Any) -> Any:
    """Return a column's value as it will come back from the database, so that equal stays equal."""
    if isinstance(value, datetime):
        return to_the_second(value)
    if isinstance(value, float) and name not in LONG_FIGURES:
        return float(f"{value:.{DIGITS}g}")
    return value


def read(endpoint: str, data: Any, traits: Traits, fetched_at: datetime) -> Reading | None:
    """Return the answer of one endpoint as a reading, or None where it told nothing at all.

    `data` is the client's object for that endpoint; `fetched_at` is aware. The reading's instants are
    whole seconds, and its figures have the digits that are stored.
    """
    time_field, columns_of = CONCERNS[endpoint]
    columns = {name: as_stored(name, value) for name, value in columns_of(data, traits).items()}
    if all(value is None or value == "" for value in columns.values()):
        return None
    told = car_time(getattr(data, time_field), fetched_at) if time_field else None
    return Reading(None if told is None else to_the_second(told), to_the_second(fetched_at), columns)
