"""Asks a vehicle for something: every command of every page begins here.

1. `ask` refuses what cannot be, with words and advice, and keeps nothing of it.
2. What can be becomes one row and one task, in one transaction; the same key gives the same row again.
3. The worker sends it (services/sending.py) and looks for its effect (services/confirming.py).
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from .. import clock, queue
from ..models import (
    Command,
    CommandKind,
    CommandState,
    Level,
    LoginState,
    Membership,
    OfferBack,
    RenaultLogin,
    User,
    Vehicle,
    VehicleGrant,
    VehicleStatus,
)
from ..models.commands import BY_HAND
from ..rules import command_arguments, commands
from ..rules.budget import free_again_at
from ..rules.command_arguments import BadArguments
from ..rules.refusals import Reason
from . import budget
from .command_words import saying


class CommandRefused(Exception):
    """It cannot be, and nothing was kept.

    `field` names the argument that is wrong, `again_at` when it may be tried again where that is known.
    """

    def __init__(self, reason: Reason, *, field: str = "", again_at: datetime | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.field = field
        self.again_at = again_at

    @property
    def words(self) -> str:
        return str(saying(self.reason).words)

    @property
    def advice(self) -> str:
        return str(saying(self.reason).advice)


def ability_of(vehicle: Vehicle, kind: str) -> commands.Ability:
    """Return whether this vehicle can be told this kind of command."""
    return commands.ability(kind, vehicle.model_code, has_battery=vehicle.charges)


def ask(
    vehicle: Vehicle,
    user: User,
    kind: str,
    arguments: Mapping[str, Any],
    key: uuid.UUID,
    send_at: datetime | None = None,
    *,
    by_itself: bool = False,
    gives_back: Command | None = None,
) -> Command:
    """Keep a command and have it sent; the same key returns the same command, sent once.

    `arguments` are checked by rules/command_arguments.py. With `send_at` (aware, within seven days) the car
    begins then: the car itself keeps the time where the model takes one, else we do. Raises CommandRefused
    for what cannot be, and keeps nothing.
    """
    if (known := _known(vehicle, kind, key)) is not None:
        return known
    now = clock.now()
    login = _refuse_what_cannot_be(vehicle, user, kind, now, send_at)
    try:
        kept = command_arguments.checked(kind, arguments)
    except BadArguments as error:
        raise CommandRefused(Reason.BAD_ARGUMENTS, field=error.field) from None
    command = _made(vehicle, user, kind, kept, now, send_at)
    command.key, command.by_itself, command.gives_back = key, by_itself, gives_back
    try:
        with transaction.atomic():
            # Posts for one vehicle take turns: none of them counts the others too late.
            Vehicle.objects.select_for_update().get(pk=vehicle.pk)
            if (known := _known(vehicle, kind, key)) is not None:
                return known
            _refuse_too_many(vehicle, login, now)
            command.save()
            if command.send_at is None:
                queue.request_command(command.pk)
    except IntegrityError:
        if (known := _known(vehicle, kind, key)) is not None:
            return known
        raise CommandRefused(Reason.NOTHING_TO_GIVE) from None
    return command


def _known(vehicle: Vehicle, kind: str, key: uuid.UUID) -> Command | None:
    """Return the command of this key; a key that was used for something else is refused."""
    command = Command.objects.filter(key=key).first()
    if command is not None and (command.vehicle_id, command.kind) != (vehicle.pk, kind):
        raise CommandRefused(Reason.KEY)
    return command


def _refuse_what_cannot_be(
    vehicle: Vehicle, user: User, kind: str, now: datetime, send_at: datetime | None
) -> RenaultLogin:
    if kind not in CommandKind.values:
        raise CommandRefused(Reason.BAD_ARGUMENTS, field="kind")
    if not may_tell(user, vehicle):
        raise CommandRefused(Reason.ROLE)
    lack = ability_of(vehicle, kind).lack
    if lack is not None:
        raise CommandRefused(Reason(lack.value))
    if vehicle.status != VehicleStatus.FOLLOWED:
        raise CommandRefused(Reason.TAKEN_OFF)
    login = vehicle.account.login if vehicle.account else None
    if login is None:
        raise CommandRefused(Reason.NO_LOGIN)
    if login.state == LoginState.NEEDS_SIGN_IN:
        raise CommandRefused(Reason.SIGN_IN)
    if login.is_cooling(now):
        raise CommandRefused(Reason.COOLING, again_at=login.cooling_until)
    if kind == CommandKind.REFRESH_POSITION and not vehicle.positions_on:
        raise CommandRefused(Reason.POSITIONS_OFF)
    wrong_time = send_at is not None and not now < send_at <= now + commands.LATEST_START
    if wrong_time or (send_at is not None and not commands.can_wait(kind)):
        raise CommandRefused(Reason.BAD_TIME, field="send_at")
    return login


def may_tell(user: User, vehicle: Vehicle) -> bool:
    """Return whether this person may tell this vehicle what to do, at this moment: by role, or as granted."""
    mine = Membership.objects.filter(
        user=user, household_id=vehicle.household_id, user__is_active=True
    ).first()
    if mine is None or mine.is_owner:
        return mine is not None
    level = VehicleGrant.objects.filter(membership=mine, vehicle=vehicle).values_list("level", flat=True)
    granted = level.first() or ""
    return mine.can_drive if granted == "" else granted == Level.DRIVE


def _refuse_too_many(vehicle: Vehicle, login: RenaultLogin, now: datetime) -> None:
    recent = Command.objects.filter(vehicle=vehicle, asked_at__gt=now - commands.WITHIN)
    again_at = commands.too_many(list(recent.values_list("asked_at", flat=True)), now)
    if again_at is not None:
        raise CommandRefused(Reason.TOO_MANY, again_at=again_at)
    free_at = free_again_at(budget.calls_of_hour(login, now), now, for_command=True)
    if free_at is not None:
        raise CommandRefused(Reason.BUDGET, again_at=free_at)


def _made(
    vehicle: Vehicle,
    user: User,
    kind: str,
    arguments: dict[str, Any],
    now: datetime,
    send_at: datetime | None,
) -> Command:
    mode = ability_of(vehicle, kind).mode
    kept_by_us = send_at is not None and not commands.is_timed(kind, mode)
    sent_from = send_at if kept_by_us and send_at else now
    expires_at = clock.machine_time(sent_from) + commands.KINDS[kind].sent_within
    return Command(
        vehicle=vehicle,
        asked_by=user,
        asked_by_name=str(user),
        kind=kind,
        arguments=arguments,
        asked_at=now,
        start_at=send_at,
        send_at=send_at if kept_by_us else None,
        expires_at=expires_at,
    )


def cancel(command: Command, user: User) -> bool:
    """Call off a command that still waits; return whether it was in time."""
    waiting = Command.objects.filter(pk=command.pk, state=CommandState.QUEUED)
    done = waiting.update(state=CommandState.CANCELLED, settled_at=clock.now(), settled_by=user) == 1
    command.refresh_from_db()
    return done


def settle_by_hand(command: Command, user: User, *, arrived: bool) -> bool:
    """Take a person's word for a command of which nobody knew; return whether it was still asked for."""
    unknown = Command.objects.filter(pk=command.pk, state=CommandState.UNKNOWN)
    word: dict[str, Any] = {"settled_at": clock.now(), "settled_by": user, "proof": BY_HAND}
    if arrived:
        done = unknown.update(state=CommandState.CONFIRMED, **word) == 1
    else:  # then no programs were switched off either
        done = unknown.update(state=CommandState.FAILED, offer_back=OfferBack.NOTHING, **word) == 1
    command.refresh_from_db()
    return done


def give_back(command: Command, user: User, key: uuid.UUID, *, by_itself: bool = False) -> Command:
    """Ask for the programs that this command switched off; once only. Raises CommandRefused."""
    if command.offer_back in (OfferBack.NOTHING, OfferBack.GIVEN):
        if (known := _known(command.vehicle, CommandKind.GIVE_PROGRAMS_BACK, key)) is not None:
            return known
        raise CommandRefused(Reason.NOTHING_TO_GIVE)
    return ask(
        command.vehicle,
        user,
        CommandKind.GIVE_PROGRAMS_BACK,
        {"programs": command.programs},
        key,
        by_itself=by_itself,
        gives_back=command,
    )
