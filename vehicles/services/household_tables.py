"""Which tables make up a household in a file, and what of them stays out of it.

A test sees to it that every table of the site stands here, or is left out for a reason. They are in the
order in which they are brought in: what others refer to comes first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models

from ..fields import SealedField
from ..models import (
    AccessToken,
    Archive,
    BackupRun,
    BatterySnapshot,
    CachedValue,
    ChargeRecord,
    ChargeSession,
    CockpitSnapshot,
    Command,
    DailySummary,
    Heartbeat,
    Household,
    HouseholdChange,
    HvacSnapshot,
    Installation,
    Invitation,
    KamereonAccount,
    LocationSnapshot,
    LockSnapshot,
    LoginChallenge,
    Membership,
    RenaultCall,
    RenaultLogin,
    ServerSettings,
    SummaryDue,
    ToldList,
    ToldRow,
    TyrePressureSnapshot,
    User,
    Vehicle,
    VehicleEndpoint,
    VehicleGrant,
    VehiclePicture,
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table in the file: its name there, how its rows hang on the household, columns that stay out."""

    name: str
    model: type[models.Model]
    of: str  # the look-up of the household
    without: frozenset[str] = field(default_factory=frozenset)

    @property
    def columns(self) -> list[models.Field]:
        """The columns that the file holds: no secrets, and nothing that holds here and now only."""
        return [
            column
            for column in self.model._meta.concrete_fields
            if column.column
            and not isinstance(column, SealedField | models.BinaryField)
            and column.attname not in self.without
        ]


def _table(name: str, model: type[models.Model], of: str = "vehicle__household", *without: str) -> Table:
    return Table(name, model, of, frozenset(without))


TABLES = [
    _table("people", User, "memberships__household", "password", "last_login", "is_active"),
    _table("household", Household, "pk", "leaving_at"),
    _table("members", Membership, "household"),
    _table("renault_logins", RenaultLogin, "household", "queued_until", "polling_until", "wait_until"),
    _table("renault_accounts", KamereonAccount, "login__household"),
    _table("vehicles", Vehicle, "household"),
    _table("vehicles_in_accounts", Vehicle.accounts.through),
    _table("grants", VehicleGrant),
    _table("invitations", Invitation, "household", "token_hash"),
    _table("vehicles_of_invitations", Invitation.vehicles.through),
    _table("endpoints", VehicleEndpoint),
    _table("pictures", VehiclePicture),
    _table("battery", BatterySnapshot),
    _table("mileage_and_fuel", CockpitSnapshot),
    _table("positions", LocationSnapshot),
    _table("climate", HvacSnapshot),
    _table("tyres", TyrePressureSnapshot),
    _table("locks", LockSnapshot),
    _table("charge_records", ChargeRecord),
    _table("charges", ChargeSession),
    _table("records_of_charges", ChargeSession.records.through, "chargesession__vehicle__household"),
    _table("told_rows", ToldRow),
    _table("told_lists", ToldList),
    _table("archives", Archive, "vehicle__household", "queued_until", "fetching_until"),
    _table("days", DailySummary),
    _table("days_to_sum_up", SummaryDue),
    _table("commands", Command, "vehicle__household", "key", "released_at"),
    _table("changes", HouseholdChange, "household", "released_at"),
]

LEFT_OUT: Mapping[type[models.Model], str] = {
    AccessToken: "opens the door",
    LoginChallenge: "holds a password, for ten minutes",
    RenaultCall: "counts the calls of a day",
    BackupRun: "of the server, not of a household",
    CachedValue: "of the server, for minutes",
    Heartbeat: "of the server",
    Installation: "of the server",
    ServerSettings: "of the server",
}
