"""Tyre pressures."""

from dataclasses import dataclass

from .answer import Answer


@dataclass
class KamereonVehicleTyrePressureData(Answer):
    """Pressure (mbar) and status by wheel: front or rear, left or right."""

    flPressure: float | None = None
    frPressure: float | None = None
    rlPressure: float | None = None
    rrPressure: float | None = None
    flStatus: float | None = None
    frStatus: float | None = None
    rlStatus: float | None = None
    rrStatus: float | None = None
