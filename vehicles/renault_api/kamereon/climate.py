"""The cabin: temperatures, preconditioning, and what Renault says to its commands."""

from collections.abc import Mapping
from dataclasses import dataclass

from .answer import Answer
from .schedules import HvacSchedule

# What stops the preconditioning, by mode.
HVAC_STOP: Mapping[str, str] = {"default": "cancel", "kca-stop": "stop"}


@dataclass
class KamereonVehicleHvacStatusData(Answer):
    """Temperatures (°C), state (always "off" on X101VE), and the charge below which it will not run (%)."""

    lastUpdateTime: str | None = None
    externalTemperature: float | None = None
    internalTemperature: float | None = None
    hvacStatus: str | None = None
    nextHvacStartDate: str | None = None
    socThreshold: float | None = None


@dataclass
class KamereonVehicleHvacSettingsData(Answer):
    """The preconditioning mode with its weeks."""

    mode: str | None = None
    schedules: list[HvacSchedule] | None = None


@dataclass
class KamereonVehicleHvacHistoryData(Answer):
    """Preconditionings by day or month, as received."""


@dataclass
class KamereonVehicleHvacSessionsData(Answer):
    """Preconditionings one by one, as received."""


@dataclass
class KamereonVehicleHvacStartActionData(Answer):
    """What Renault said to starting or stopping the preconditioning."""


@dataclass
class KamereonVehicleHvacScheduleActionData(Answer):
    """What Renault said to new preconditioning schedules."""
