"""What is kept: one noun per file."""

from .answer import EndpointState, VehicleEndpoint
from .call import RenaultCall
from .challenge import LoginChallenge
from .charging import (
    Archive,
    ChargeRecord,
    ChargeSession,
    EnergySource,
    SessionStatus,
    ToldKind,
    ToldRow,
)
from .commands import Command, CommandKind, CommandState, OfferBack
from .heartbeat import Heartbeat
from .household import Household, Installation, Membership, Role
from .login import KamereonAccount, LoginState, RenaultLogin
from .picture import VehiclePicture
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
from .summaries import DailySummary, SummaryDue
from .user import User
from .vehicle import Energy, Vehicle, VehicleStatus

__all__ = [
    "Archive",
    "BatterySnapshot",
    "ChargeRecord",
    "ChargeSession",
    "ChargeState",
    "CockpitSnapshot",
    "Command",
    "CommandKind",
    "CommandState",
    "DailySummary",
    "EndpointState",
    "Energy",
    "EnergySource",
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
    "OfferBack",
    "PlugState",
    "RenaultCall",
    "RenaultLogin",
    "Role",
    "SessionStatus",
    "Snapshot",
    "SummaryDue",
    "ToldKind",
    "ToldRow",
    "TyrePressureSnapshot",
    "User",
    "Vehicle",
    "VehicleEndpoint",
    "VehiclePicture",
    "VehicleStatus",
]
