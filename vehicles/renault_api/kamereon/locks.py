"""Doors, locks, and the remote engine start."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from .answer import Answer


@dataclass
class KamereonVehicleLockStatusData(Answer):
    """Locked or not, and each door; newer cars spell the doors the other way round."""

    _other_names: ClassVar[Mapping[str, str]] = {
        "statusDoorRearLeft": "doorStatusRearLeft",
        "statusDoorRearRight": "doorStatusRearRight",
        "statusDoorDriver": "doorStatusDriver",
        "statusDoorPassenger": "doorStatusPassenger",
        "statusDoorTailGate": "hatchStatus",
    }

    lockStatus: str | None = None
    doorStatusRearLeft: str | None = None
    doorStatusRearRight: str | None = None
    doorStatusDriver: str | None = None
    doorStatusPassenger: str | None = None
    hatchStatus: str | None = None
    lastUpdateTime: str | None = None


@dataclass
class KamereonVehicleResStateData(Answer):
    """The state of the remote engine start."""

    details: str | None = None
    code: str | None = None
