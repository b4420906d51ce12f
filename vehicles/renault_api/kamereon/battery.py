"""The battery: how full, plugged or not, charging or not, and between which limits."""

import enum
import logging
from dataclasses import dataclass
from typing import TypeVar

from .answer import Answer

_log = logging.getLogger(__name__)
_State = TypeVar("_State", bound=enum.Enum)


class PlugState(enum.Enum):
    """What `plugStatus` says; 3 was seen unplugged on Spring and waiting for current on Twingo."""

    UNPLUGGED = 0
    PLUGGED = 1
    AMBIGUOUS = 3
    PLUG_ERROR = -1
    PLUG_UNKNOWN = -2147483648


class ChargeState(enum.Enum):
    """What `chargingStatus` says; -1.0 means no more than "not charging" on older cars."""

    NOT_IN_CHARGE = 0.0
    WAITING_FOR_A_PLANNED_CHARGE = 0.1
    CHARGE_ENDED = 0.2
    WAITING_FOR_CURRENT_CHARGE = 0.3
    ENERGY_FLAP_OPENED = 0.4
    CHARGE_IN_PROGRESS = 1.0
    CHARGE_ERROR = -1.0
    UNAVAILABLE = -1.1
    V2G_WAITING = -1.3
    V2L_CONNECTED = -1.4
    V2G_DISCHARGING = -1.5
    V2G_CHARGING = -1.6


def _state(states: type[_State], value: float | None) -> _State | None:
    if value is None:
        return None
    try:
        return states(round(value, 1))
    except ValueError:
        _log.warning("%s: unknown value %s", states.__name__, value)
        return None


@dataclass
class KamereonVehicleBatteryStatusData(Answer):
    """Charge (%), temperature (°C), range (km), energy (kWh), time left (min), power (kW, or W by model)."""

    timestamp: str | None = None
    batteryLevel: float | None = None
    batteryTemperature: float | None = None
    batteryAutonomy: float | None = None
    batteryCapacity: float | None = None
    batteryAvailableEnergy: float | None = None
    plugStatus: int | None = None
    chargingStatus: float | None = None
    chargingRemainingTime: float | None = None
    chargingInstantaneousPower: float | None = None
    chargingRemainingTimeLastUpdateDateTime: str | None = None
    V2L_SystemStatusDisplay: float | None = None

    def get_plug_status(self) -> PlugState | None:
        """Return the plug state; None if not told or not known to us."""
        return _state(PlugState, self.plugStatus)

    def get_charging_status(self) -> ChargeState | None:
        """Return the charge state; None if not told or not known to us."""
        return _state(ChargeState, self.chargingStatus)


@dataclass
class KamereonVehicleBatterySocData(Answer):
    """The minimum and target charge (%)."""

    lastEnergyUpdateTimestamp: str | None = None
    socMin: float | None = None
    socTarget: float | None = None


@dataclass
class KamereonVehicleBatterySocActionData(Answer):
    """What Renault said to new limits."""
