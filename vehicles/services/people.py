"""Who belongs to a household, as what, and what they may do with each vehicle."""

from django.db import transaction

from ..models import ChangeKind, Household, Level, Membership, Role, User, Vehicle, VehicleGrant
from . import changes


class LastOwner(Exception):
    """The household would be left without an owner."""


def change_role(member: Membership, role: str, by: User) -> None:
    """Give a member another role, from their next request on; raises LastOwner."""
    if role not in Role.values:
        raise ValueError("there is no such role")
    with transaction.atomic():
        _keep_an_owner(member.household, without=member if role != Role.OWNER else None)
        if Membership.objects.filter(pk=member.pk).exclude(role=role).update(role=role):
            changes.note(member.household, by, ChangeKind.ROLE, whom=str(member.user), role=role)


def remove(member: Membership, by: User) -> None:
    """Take a person out of the household, or let them leave it; raises LastOwner.

    Their account stays: it may belong to other households, and it is theirs to delete.
    """
    with transaction.atomic():
        _keep_an_owner(member.household, without=member)
        if by.pk == member.user_id:
            changes.note(member.household, by, ChangeKind.LEFT)
        else:
            changes.note(member.household, by, ChangeKind.REMOVED, whom=str(member.user))
        member.delete()


def grant(member: Membership, vehicle: Vehicle, by: User, *, level: str, positions: bool | None) -> None:
    """Say what a member may do with one vehicle; an empty level and None leave it to their role."""
    with transaction.atomic():
        if level == "" and positions is None:
            changed = VehicleGrant.objects.filter(membership=member, vehicle=vehicle).delete()[0] > 0
        else:
            wanted = {"level": Level(level) if level else "", "positions": positions}
            before = VehicleGrant.objects.filter(membership=member, vehicle=vehicle).values(*wanted).first()
            changed = before != wanted
            VehicleGrant.objects.update_or_create(membership=member, vehicle=vehicle, defaults=wanted)
        if changed:
            changes.note(member.household, by, ChangeKind.GRANT, whom=str(member.user), vehicle=vehicle.name)


def _keep_an_owner(household: Household, without: Membership | None) -> None:
    # The row is locked, so that two owners cannot demote each other at the same moment.
    Household.objects.select_for_update().get(pk=household.pk)
    owners = Membership.objects.filter(household=household, role=Role.OWNER)
    if without is not None and not owners.exclude(pk=without.pk).exists():
        raise LastOwner
