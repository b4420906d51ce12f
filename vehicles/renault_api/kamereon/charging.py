"""Charging: mode, settings, history, and what Renault says to charging commands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .answer import Answer
from .schedules import ChargeSchedule

# A car reports more modes than it takes (owners' reports).
CHARGE_MODES = ("always_charging", "schedule_mode")


@dataclass(frozen=True)
class ChargeCommand:
    """How a charge is started or stopped in one mode; `timed` tells whether a start time can be sent."""

    type: str
    action: str
    timed: bool = False


# Every mode that is not listed is spoken like the default one. In mode "kcm-settings" a start is
# no action at all: the owner's programs are switched off instead, which makes the car charge.
CHARGE_START: Mapping[str, ChargeCommand] = {
    "default": ChargeCommand("ChargingStart", "start"),
    "kcm": ChargeCommand("ChargingStart", "start", timed=True),
    "kcm-pause-resume": ChargeCommand("ChargePauseResume", "resume"),
}
CHARGE_STOP: Mapping[str, ChargeCommand] = {
    "default": ChargeCommand("ChargingStart", "stop"),
    "kcm-pause-resume": ChargeCommand("ChargePauseResume", "pause"),
}
BY_SETTINGS = "kcm-settings"


def without_programs(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of the settings with every program switched off."""
    programs = settings.get("programs")
    if not isinstance(programs, list):
        return dict(settings)
    return {
        **settings,
        "programs": [
            {**program, "programActivationStatus": False} if isinstance(program, dict) else program
            for program in programs
        ],
    }


@dataclass
class KamereonVehicleChargeModeData(Answer):
    """The charge mode: always, scheduled, always_charging, schedule_mode or delayed."""

    chargeMode: str | None = None


@dataclass
class KamereonVehicleChargingSettingsData(Answer):
    """The charge mode with its weeks."""

    mode: str | None = None
    schedules: list[ChargeSchedule] | None = None
    startDateTime: str | None = None
    dateTime: str | None = None
    delay: float | None = None


@dataclass
class KamereonVehicleChargeHistoryData(Answer):
    """`chargeSummaries[]` by day or month, with totalChargesNumber, …Duration (min) and …Errors."""


@dataclass
class KamereonVehicleChargesData(Answer):
    """`charges[]`, unordered, any field missing; compute durations from start and end."""


@dataclass
class KamereonVehicleChargeModeActionData(Answer):
    """What Renault said to a new charge mode."""


@dataclass
class KamereonVehicleChargeScheduleActionData(Answer):
    """What Renault said to new charge schedules."""


@dataclass
class KamereonVehicleChargingStartActionData(Answer):
    """What Renault said to starting or stopping a charge."""
