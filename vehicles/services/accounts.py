"""A person deletes their account."""

from dataclasses import dataclass, field

from django.db import transaction

from ..models import ChangeKind, Household, Membership, Role, User
from . import changes, leaving


@dataclass(frozen=True, slots=True)
class Fates:
    """What becomes of a person's households without them."""

    go_on: list[Household] = field(default_factory=list)
    go_too: list[Household] = field(default_factory=list)  # nobody else belongs to them
    need_an_owner: list[Household] = field(default_factory=list)  # others do, and none of them is an owner


class NeedAnOwner(Exception):
    """Households would be left to their other members without an owner."""


def fates(user: User) -> Fates:
    """Return what would become of a person's households if their account were deleted now."""
    found = Fates()
    for mine in Membership.objects.filter(user=user).select_related("household").order_by("household_id"):
        others = Membership.objects.filter(household=mine.household).exclude(pk=mine.pk)
        if not others.exists():
            found.go_too.append(mine.household)
        elif mine.is_owner and not others.filter(role=Role.OWNER).exists():
            found.need_an_owner.append(mine.household)
        else:
            found.go_on.append(mine.household)
    return found


def delete(user: User) -> None:
    """Delete a person's account; raises NeedAnOwner, and then nothing was changed.

    What they did stays in the logs of the households that go on, under the name they had.
    """
    with transaction.atomic():
        # Always in one order, so that two who leave at the same moment do not wait for each other.
        mine = Household.objects.filter(memberships__user=user).values("pk")
        list(Household.objects.select_for_update().filter(pk__in=mine).order_by("pk"))
        found = fates(user)
        if found.need_an_owner:
            raise NeedAnOwner
        for household in found.go_too:
            leaving.give_up_household(household)
        for household in found.go_on:
            changes.note(household, user, ChangeKind.LEFT)
        user.delete()
