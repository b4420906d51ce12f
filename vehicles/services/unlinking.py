"""Unlinks a Renault login: its sign-in is destroyed, its vehicles go on, stand still, or go too."""

from django.db import transaction

from .. import gateway, queue
from ..models import ChangeKind, DailySummary, Household, RenaultLogin, User, Vehicle, VehicleStatus
from . import changes, handover, leaving


def unlink(login: RenaultLogin, by: User, *, delete_history: bool) -> None:
    """Destroy what is kept of the sign-in, and keep or delete what was collected through it.

    Vehicles that another login of the household shows too are read through that one from now on, and
    lose nothing.
    """
    with transaction.atomic():
        Household.objects.select_for_update().get(pk=login.household_id)
        handover.hand_over(login)
        for vehicle in Vehicle.objects.filter(account__login=login).select_related("household"):
            if delete_history or not _has_history(vehicle):
                _delete(vehicle, by)
            elif vehicle.status != VehicleStatus.SOLD:
                vehicle.status, vehicle.due_at = VehicleStatus.UNLINKED, None
                vehicle.save(update_fields=["status", "due_at"])
        changes.note(login.household, by, ChangeKind.LOGIN_UNLINKED, login=login.email)
        login.delete()
        transaction.on_commit(queue.request_tick)
    gateway.forget_jwts()


def _has_history(vehicle: Vehicle) -> bool:
    return vehicle.status != VehicleStatus.OFFERED or DailySummary.objects.filter(vehicle=vehicle).exists()


def _delete(vehicle: Vehicle, by: User) -> None:
    if vehicle.status != VehicleStatus.OFFERED:
        changes.note(vehicle.household, by, ChangeKind.VEHICLE_DELETED, vehicle=vehicle.name)
    leaving.give_up_vehicle(vehicle)
