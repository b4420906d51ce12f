"""Invitations: made, withdrawn, accepted once.

The link holds 128 random bits; the database holds their SHA-256 only, so that whoever reads the database
cannot join with it.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction

from .. import clock
from ..models import (
    ChangeKind,
    Household,
    Installation,
    Invitation,
    Level,
    Membership,
    Role,
    User,
    Vehicle,
    VehicleGrant,
)
from . import changes

LASTS = timedelta(days=5)
MOST_A_DAY = 20
_TOKEN_BYTES = 16


class TooManyInvitations(Exception):
    """The household has made as many invitations as it may in a day."""


class NotOpen(Exception):
    """The invitation has been used, withdrawn, has run out, or never was."""


class AlreadyMember(Exception):
    """The person belongs to the household already; the invitation stays open for whom it was meant for."""


class AddressTaken(Exception):
    """Somebody here has this e-mail address already: they sign in first and accept then."""


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation with its token, which is known at this moment only."""

    invitation: Invitation
    token: str


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    household: Household,
    by: User | None,
    *,
    role: str,
    email: str = "",
    vehicle_ids: Iterable[int] = (),
) -> NewInvitation:
    """Make an invitation; raises TooManyInvitations beyond 20 a day in one household.

    `vehicle_ids` empty: all vehicles. Ids of another household's vehicles count for nothing.
    """
    now = clock.machine_now()
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with transaction.atomic():
        # Two posts at the same moment count one after the other.
        Household.objects.select_for_update().get(pk=household.pk)
        today = Invitation.objects.filter(household=household, made_at__gt=now - timedelta(days=1))
        if today.count() >= MOST_A_DAY:
            raise TooManyInvitations
        made = Invitation.objects.create(
            household=household,
            role=role,
            email=email.strip().lower(),
            token_hash=_hash(token),
            made_by=by,
            made_at=now,
            expires_at=now + LASTS,
        )
        made.vehicles.set(Vehicle.objects.filter(household=household, pk__in=list(vehicle_ids)))
        changes.note(household, by, ChangeKind.INVITED, whom=made.email, role=role)
    return NewInvitation(made, token)


def found_household(name: str, time_zone: str, by: User | None = None) -> NewInvitation:
    """Make a household, and the invitation of its first owner; `by` does not belong to it."""
    with transaction.atomic():
        # Accounts come by invitation from here on: the first-run page has had its day.
        Installation.objects.get_or_create(pk=Installation.SINGLETON)
        household = Household.objects.create(name=name, time_zone=time_zone)
        changes.note(household, by, ChangeKind.HOUSEHOLD_MADE)
        return invite(household, by, role=Role.OWNER)


def find(token: str) -> Invitation:
    """Return the open invitation of this token; raises NotOpen."""
    found = (
        Invitation.objects.open_at(clock.machine_now())
        .select_related("household", "made_by")
        .filter(token_hash=_hash(token))
        .first()
    )
    if found is None:
        raise NotOpen
    return found


def revoke(invitation: Invitation, by: User) -> bool:
    """Withdraw an open invitation; returns False where it was not open any more."""
    now = clock.machine_now()
    with transaction.atomic():
        taken = Invitation.objects.open_at(now).filter(pk=invitation.pk).update(revoked_at=now)
        if taken:
            changes.note(invitation.household, by, ChangeKind.INVITATION_REVOKED, whom=invitation.email)
    return bool(taken)


def accept(token: str, user: User) -> Membership:
    """Let a person in who has an account; raises NotOpen or AlreadyMember.

    The invitation is taken by a conditional UPDATE: of two people with one link one comes in.
    """
    try:
        with transaction.atomic():
            return _join(find(token), user)
    except IntegrityError:  # two of the household's links at the same moment
        raise AlreadyMember from None


def accept_as_newcomer(token: str, *, email: str, password: str, name: str) -> Membership:
    """Open an account and let its person in; raises NotOpen or AddressTaken."""
    try:
        with transaction.atomic():
            invitation = find(token)
            return _join(invitation, User.objects.create_user(email, password, name=name))
    except IntegrityError:  # the database knows who has this address, in whatever case
        raise AddressTaken from None


def _join(invitation: Invitation, user: User) -> Membership:
    household, now = invitation.household, clock.machine_now()
    # A household that is given up at this moment takes nobody in any more.
    if Household.objects.select_for_update().filter(pk=household.pk, leaving_at=None).first() is None:
        raise NotOpen
    if Membership.objects.filter(household=household, user=user).exists():
        raise AlreadyMember
    taken = Invitation.objects.open_at(now).filter(pk=invitation.pk).update(used_at=now, used_by=user)
    if taken != 1:
        raise NotOpen
    joined = Membership.objects.create(household=household, user=user, role=invitation.role)
    chosen = set(invitation.vehicles.values_list("pk", flat=True))
    if chosen and joined.role != Role.OWNER:
        others = Vehicle.objects.filter(household=household).exclude(pk__in=chosen)
        VehicleGrant.objects.bulk_create(
            VehicleGrant(membership=joined, vehicle=vehicle, level=Level.NONE) for vehicle in others
        )
    changes.note(household, user, ChangeKind.JOINED, role=invitation.role)
    return joined
