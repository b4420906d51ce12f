"""Counts the calls to Renault, so that all workers and pages together stay within a login's hour."""

from datetime import datetime

from django.db import transaction

from ..models import RenaultCall, RenaultLogin
from ..rules import budget


def reserve(login: RenaultLogin, now: datetime, *, for_command: bool = False) -> datetime | None:
    """Count one call that is about to start and return None, or return when the next one may start.

    What belongs to a command may use the calls that reads leave. The login's row is locked meanwhile, so
    that two workers cannot take the same last call.
    """
    with transaction.atomic():
        RenaultLogin.objects.select_for_update().get(pk=login.pk)
        free_at = budget.free_again_at(calls_of_hour(login, now), now, for_command=for_command)
        if free_at is None:
            RenaultCall.objects.create(login=login, at=now)
        return free_at


def count(login: RenaultLogin, now: datetime, calls: int = 1) -> None:
    """Count calls that a person's own step needs (linking), whatever is left of the hour."""
    RenaultCall.objects.bulk_create([RenaultCall(login=login, at=now) for _ in range(calls)])


def calls_of_hour(login: RenaultLogin, now: datetime) -> list[datetime]:
    """Return the instants of the calls of the last hour."""
    return list(
        RenaultCall.objects.filter(login=login, at__gt=now - budget.HOUR).values_list("at", flat=True)
    )
