"""Makes what a test needs, in one line each."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from vehicles import clock
from vehicles.models import (
    ChargeSession,
    Command,
    Household,
    HouseholdChange,
    Installation,
    KamereonAccount,
    LoginChallenge,
    Membership,
    RenaultLogin,
    Role,
    User,
    Vehicle,
    VehicleStatus,
)
from vehicles.renault_api import READS
from vehicles.services import discovery, linking
from vehicles.services.storing import Answer, store

PASSWORD = "a long password"


def at(text: str) -> datetime:
    """Return an instant in UTC from "2026-03-01 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def household(name: str = "Home", time_zone: str = "Europe/Paris") -> Household:
    Installation.objects.get_or_create(pk=Installation.SINGLETON)
    return Household.objects.create(name=name, time_zone=time_zone)


def member(of: Household, role: str = Role.OWNER, email: str = "") -> User:
    user = User.objects.create_user(email or f"{role}-{of.pk}@example.com", PASSWORD, name=role.title())
    Membership.objects.create(user=user, household=of, role=role)
    return user


def login(of: Household, email: str = "renault@example.com") -> RenaultLogin:
    return RenaultLogin.objects.create(household=of, email=email, locale="fr_FR", country="FR")


def vehicle(of: Household, name: str = "Zoé", through: RenaultLogin | None = None, **fields: Any) -> Vehicle:
    account = None
    if through is not None:
        account, _ = KamereonAccount.objects.get_or_create(
            login=through, account_id=f"account-{through.pk}", defaults={"account_type": "MYRENAULT"}
        )
    number = Vehicle.objects.count()
    defaults = {"vin": f"VF1TESTED{number:08d}", "status": VehicleStatus.FOLLOWED, "model_code": "X102VE"}
    return Vehicle.objects.create(household=of, name=name, account=account, **{**defaults, **fields})


def answer(endpoint: str, fetched_at: datetime, **raw: Any) -> Answer:
    return Answer(endpoint, READS[endpoint][1].from_raw(raw), fetched_at)


def tell(of: Vehicle, endpoint: str, fetched_at: datetime, **raw: Any) -> int:
    """Store one answer as a poll would, and return how many rows it added."""
    return store(of, [answer(endpoint, fetched_at, **raw)])


def linked(of: Household, owner: User, email: str = "alex@example.com") -> RenaultLogin:
    """Link a login of the played world and follow all its vehicles, through the real linking code."""
    outcome = linking.sign_in(of, owner, locale="fr_FR", email=email, password="demo")
    assert not isinstance(outcome, LoginChallenge)
    discovery.follow(
        outcome, list(Vehicle.objects.filter(account__login=outcome).values_list("pk", flat=True)), owner
    )
    return outcome


def charge(of: Vehicle, start: str, end: str | None, **fields: Any) -> ChargeSession:
    """Store a charge from "2026-03-01 10:00" to "2026-03-01 12:00", in UTC; without an end it goes on."""
    return ChargeSession.objects.create(
        vehicle=of, started_at=at(start), ended_at=None if end is None else at(end), **fields
    )


def let_logs_go() -> None:
    """Let the logs be emptied: past the models, which refuse it."""
    with connection.cursor() as cursor:
        for log in (HouseholdChange, Command):
            cursor.execute(f"UPDATE {log._meta.db_table} SET released_at = '2026-01-01 00:00:00'")


def forget_commands(**which: Any) -> None:
    """Delete commands as only the end of their vehicle can: let go first."""
    commands = Command.objects.filter(**which)
    commands.update(released_at=clock.machine_now())
    commands.delete()


def command(
    of: Vehicle,
    by: User,
    kind: str = "stop_charge",
    state: str = "queued",
    *,
    minutes_ago: float = 3,
    **fields: Any,
) -> Command:
    """Make a command as it is in that state, with all the times that belong to it."""
    asked_at = clock.now() - timedelta(minutes=minutes_ago)
    soon = timedelta(seconds=2)
    times: dict[str, Any] = {"asked_at": asked_at, "expires_at": clock.machine_now() + timedelta(minutes=10)}
    if state not in ("queued", "expired", "cancelled"):
        times |= {"sending_at": asked_at + soon, "sending_until": clock.machine_now() + timedelta(minutes=1)}
    if state in ("accepted", "confirmed", "unconfirmed"):
        times |= {"answered_at": asked_at + 2 * soon}
        times |= {"next_check_at": clock.now(), "confirm_until": clock.now() + timedelta(minutes=12)}
    if state in ("confirmed", "refused", "unconfirmed", "failed", "expired", "cancelled"):
        times |= {"settled_at": asked_at + timedelta(minutes=2)}
    if state == "confirmed":
        times |= {"proof": "battery-status", "proved_at": asked_at + timedelta(minutes=2)}
    return Command.objects.create(
        vehicle=of,
        asked_by=by,
        asked_by_name=str(by),
        kind=kind,
        key=uuid.uuid4(),
        state=state,
        **{**times, **fields},
    )
