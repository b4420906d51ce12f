"""Which login a vehicle is read through, where it is in the accounts of several: one of them at a time.

When that login is lost, another one that shows the vehicle takes over; its history goes on.
"""

from django.db.models import QuerySet

from .. import clock
from ..models import KamereonAccount, LoginState, RenaultLogin, Vehicle, VehicleStatus


def hand_over(login: RenaultLogin) -> list[Vehicle]:
    """Let other logins take over this one's vehicles where they can, and return those vehicles.

    One that may be used now is preferred to one that waits for its password.
    """
    return [
        vehicle
        for vehicle in Vehicle.objects.filter(account__login=login).exclude(status=VehicleStatus.SOLD)
        if _take_over(vehicle, _others(vehicle).exclude(login=login))
    ]


def hand_over_usable(login: RenaultLogin) -> None:
    """Do the same for a login that waits for its password: only one that may be used now takes over."""
    for vehicle in Vehicle.objects.filter(account__login=login, status=VehicleStatus.FOLLOWED):
        _take_over(vehicle, _usable(_others(vehicle).exclude(login=login)))


def taken_off(vehicle: Vehicle) -> None:
    """Note that the account by which the vehicle is read no longer has it; it may be in another one."""
    if vehicle.account is not None:
        vehicle.accounts.remove(vehicle.account)
    if not _take_over(vehicle, _others(vehicle)):
        vehicle.status = VehicleStatus.UNLINKED
        vehicle.save(update_fields=["status"])


def may_take_over(vehicle: Vehicle, login: RenaultLogin) -> bool:
    """Whether a login that has just been asked for its vehicles is the one to read this one through."""
    present = vehicle.account
    return present is None or present.login_id == login.pk or present.login.state == LoginState.NEEDS_SIGN_IN


def _others(vehicle: Vehicle) -> QuerySet[KamereonAccount]:
    return vehicle.accounts.exclude(pk=vehicle.account_id).select_related("login").order_by("pk")


def _usable(accounts: QuerySet[KamereonAccount]) -> QuerySet[KamereonAccount]:
    return accounts.exclude(login__state=LoginState.NEEDS_SIGN_IN)


def _take_over(vehicle: Vehicle, accounts: QuerySet[KamereonAccount]) -> bool:
    account = _usable(accounts).first() or accounts.first()
    if account is None:
        return False
    vehicle.account = account
    changed = ["account"]
    if vehicle.status == VehicleStatus.FOLLOWED:
        vehicle.due_at = clock.now()
        changed.append("due_at")
    vehicle.save(update_fields=changed)
    return True
