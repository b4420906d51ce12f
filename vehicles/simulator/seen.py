"""What Renault's servers last heard from a car, one tuple per concern.

Instants are seconds since 1970, temperatures °C, powers kW.
"""

from typing import NamedTuple


class Battery(NamedTuple):
    at: float
    soc: float
    plugged: bool
    state: float
    power_kw: float | None
    admissible_kw: float
    remaining_minutes: int
    range_km: float
    temperature: float


class Cockpit(NamedTuple):
    at: float
    mileage: float
    fuel_l: float


class Location(NamedTuple):
    at: float
    position: tuple[float, float]
    direction: int


class Climate(NamedTuple):
    at: float
    on: bool
    inside: float
    outside: float
    next_start: float | None


class Tyres(NamedTuple):
    at: float
    millibars: tuple[int, int, int, int]


class Locks(NamedTuple):
    at: float
    locked: bool


class Charge(NamedTuple):
    """A charge that has ended; `target_reached` is False where it was cut short."""

    start: float
    end: float
    start_soc: float
    end_soc: float
    kwh: float
    start_kw: float
    place: str
    target_reached: bool
