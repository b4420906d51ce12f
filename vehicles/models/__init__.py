"""What is kept: one noun per file."""

from .answer import EndpointState, VehicleEndpoint
from .backup import BackupRun
from .cache import CachedValue
from .call import RenaultCall
from .challenge import LoginChallenge
from .change import AppendOnly, ChangeKind, HouseholdChange
from .charging import (
    Archive,
    ChargeRecord,
    ChargeSession,
    EnergySource,
    SessionStatus,
    ToldKind,
    ToldList,
    ToldRow,
)
from .commands import Command, CommandKind, CommandState, OfferBack
from .grant import Level, VehicleGrant
from .heartbeat import Heartbeat
from .household import Household, Installation, Membership, Role
from .invitation import Invitation
from .login import KamereonAccount, LoginState, RenaultLogin
from .picture import VehiclePicture
from .servers import ServerSettings
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
from .token import AccessToken, TokenScope
from .user import User
from .vehicle import Energy, Vehicle, VehicleStatus

__all__ = [
    "AccessToken",
    "AppendOnly",
    "Archive",
    "BackupRun",
    "BatterySnapshot",
    "CachedValue",
    "ChangeKind",
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
    "HouseholdChange",
    "HvacSnapshot",
    "Installation",
    "Invitation",
    "KamereonAccount",
    "Level",
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
    "ServerSettings",
    "SessionStatus",
    "Snapshot",
    "SummaryDue",
    "TokenScope",
    "ToldKind",
    "ToldList",
    "ToldRow",
    "TyrePressureSnapshot",
    "User",
    "Vehicle",
    "VehicleEndpoint",
    "VehicleGrant",
    "VehiclePicture",
    "VehicleStatus",
]
