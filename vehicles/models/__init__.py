"""What is kept: one noun per file."""

from .answer import EndpointState, VehicleEndpoint
from .call import RenaultCall
from .challenge import LoginChallenge
from .heartbeat import Heartbeat
from .household import Household, Installation, Membership, Role
from .login import KamereonAccount, LoginState, RenaultLogin
from .snapshots import (
    BatterySnapshot,
    ChargeState,
    CockpitSnapshot,
    HvacSnapshot,
    LocationSnapshot,
    LockSnapshot,
    PlugState,
    Snapshot,
    TyrePressureSnapshot,
)
from .user import User
from .vehicle import Energy, Vehicle, VehicleStatus

__all__ = [
    "BatterySnapshot",
    "ChargeState",
    "CockpitSnapshot",
    "EndpointState",
    "Energy",
    "Heartbeat",
    "Household",
    "HvacSnapshot",
    "Installation",
    "KamereonAccount",
    "LocationSnapshot",
    "LockSnapshot",
    "LoginChallenge",
    "LoginState",
    "Membership",
    "PlugState",
    "RenaultCall",
    "RenaultLogin",
    "Role",
    "Snapshot",
    "TyrePressureSnapshot",
    "User",
    "Vehicle",
    "VehicleEndpoint",
    "VehicleStatus",
]
