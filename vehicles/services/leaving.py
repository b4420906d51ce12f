"""What goes for good: a vehicle with its history, and a household with everything.

1. A press makes it vanish at once: nobody belongs to the household any more, its sign-ins at Renault are
   destroyed, a vehicle loses its VIN and is seen nowhere.
2. The worker takes the rows away (`carry_on`, each minute), some thousand at once, so that ten years of
   history hold up nothing else.
"""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import models, transaction

from .. import clock, gateway, queue
from ..models import (
    Archive,
    Command,
    Household,
    HouseholdChange,
    Invitation,
    LoginChallenge,
    Membership,
    RenaultLogin,
    SummaryDue,
    Vehicle,
    VehicleStatus,
)

ROWS_AT_ONCE = 5000
OBJECTS_AT_ONCE = 500  # of tables to which others refer


def give_up_vehicle(vehicle: Vehicle) -> None:
    """Let a vehicle vanish, and have the worker delete its history; its VIN is free at once."""
    with transaction.atomic():
        _withdraw_invitations_to(vehicle)
        Vehicle.objects.filter(pk=vehicle.pk).update(
            status=VehicleStatus.LEAVING,
            vin=f"leaving-{vehicle.pk}",
            registration_number="",
            account=None,
            due_at=None,
            positions_on=False,
        )
        vehicle.accounts.clear()
        # Nothing of it is to be worked out any more.
        SummaryDue.objects.filter(vehicle=vehicle).delete()
        Archive.objects.filter(vehicle=vehicle).delete()


def give_up_household(household: Household) -> None:
    """Let a household vanish for all its members, and have the worker delete everything of it."""
    with transaction.atomic():
        # Who links a login, or accepts an invitation, at this moment is before this or after it.
        Household.objects.select_for_update().get(pk=household.pk)
        Household.objects.filter(pk=household.pk).update(leaving_at=clock.machine_now())
        Invitation.objects.filter(household=household).delete()
        for vehicle in household.vehicles.exclude(status=VehicleStatus.LEAVING):
            give_up_vehicle(vehicle)
        Membership.objects.filter(household=household).delete()
        LoginChallenge.objects.filter(household=household).delete()
        RenaultLogin.objects.filter(household=household).delete()
        transaction.on_commit(queue.request_tick)
    gateway.forget_jwts()


def _withdraw_invitations_to(vehicle: Vehicle) -> None:
    """Withdraw what invites to this vehicle alone: without it, it would be an invitation to all."""
    now = clock.machine_now()
    for invitation in Invitation.objects.open_at(now).filter(vehicles=vehicle):
        if invitation.vehicles.count() == 1:
            Invitation.objects.open_at(now).filter(pk=invitation.pk).update(revoked_at=now)


def carry_on(limit: timedelta | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
    """Delete what was given up, for no longer than `limit`; what is left goes the next time."""
    stop = None if limit is None else monotonic() + limit.total_seconds()
    for _step in _steps():
        if stop is not None and monotonic() >= stop:
            return


def _steps() -> Iterator[None]:
    """Delete step by step, each in a transaction of its own."""
    for vehicle in Vehicle.objects.filter(status=VehicleStatus.LEAVING):
        Command.objects.filter(vehicle=vehicle).update(released_at=clock.machine_now())
        for model, field in _tables_of(Vehicle):
            while _delete_some(model, field, vehicle.pk):
                yield
        vehicle.delete()
        yield
    for household in Household.objects.filter(leaving_at__isnull=False):
        HouseholdChange._base_manager.filter(household=household).update(released_at=clock.machine_now())
        for model, field in _tables_of(Household):
            while _delete_some(model, field, household.pk):
                yield
        household.delete()


def _tables_of(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Return all tables that refer to this one, whichever there are by now, with the column."""
    return [
        (relation.related_model, relation.field.attname)  # type: ignore[union-attr, misc]
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and (relation.one_to_many or relation.one_to_one)
    ]


def _delete_some(model: type[models.Model], column: str, of: int) -> bool:
    """Delete some rows, and return whether there may be more."""
    with transaction.atomic():
        rows = model._base_manager.filter(**{column: of})
        if len(model._meta.pk_fields) > 1:
            return _delete_first(rows, model._meta.pk_fields[1].attname)
        some = list(rows.values_list("pk", flat=True)[:OBJECTS_AT_ONCE])
        model._base_manager.filter(pk__in=some).delete()
        return len(some) == OBJECTS_AT_ONCE


def _delete_first(rows: models.QuerySet, column: str) -> bool:
    """Delete the first rows along their key, in one statement."""
    last = rows.order_by(column).values_list(column, flat=True)[ROWS_AT_ONCE - 1 : ROWS_AT_ONCE].first()
    if last is not None:
        rows = rows.filter(**{f"{column}__lte": last})
    rows.delete()
    return last is not None
