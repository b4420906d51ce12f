"""Gives programs back by itself, where their owner chose that: after the charge, or when none came of it."""

import logging
import uuid

from ..models import BatterySnapshot, ChargeState, Command, CommandState, OfferBack
from ..rules.commands import SETTLED
from . import storing
from .commands import CommandRefused, give_back

log = logging.getLogger(__name__)


def ask_due() -> int:
    """Ask for the programs of every charge that is over, and return how many were asked for."""
    asked = 0
    waiting = Command.objects.filter(offer_back=OfferBack.AFTER_CHARGE, state__in=sorted(SETTLED))
    for command in waiting.select_related("vehicle__household", "vehicle__account__login", "asked_by"):
        if _is_over(command):
            asked += _ask(command)
    return asked


def _is_over(command: Command) -> bool:
    """Whether the car has told, since it was seen charging, that it no longer does; or never began."""
    if command.state != CommandState.CONFIRMED or command.settled_at is None:
        return True
    newest = storing.newest([command.vehicle], [BatterySnapshot])[BatterySnapshot].get(command.vehicle_id)
    if not isinstance(newest, BatterySnapshot) or newest.charge_state in ("", ChargeState.CHARGING):
        return False
    told_at = newest.reported_at if newest.has_car_time else newest.last_fetched_at
    return told_at > (command.proved_at or command.settled_at)


def _ask(command: Command) -> int:
    if command.asked_by is None:
        return _leave_to_people(command)
    # The same attempt has the same key, however many ticks come upon it.
    key = uuid.uuid5(command.key, f"by itself {command.tries_to_give_back}")
    try:
        give_back(command, command.asked_by, key, by_itself=True)
    except CommandRefused as refused:
        log.warning("The programs of command %s are not given back: %s", command.pk, refused)
        # What passes by itself is tried at the next tick.
        return 0 if refused.again_at is not None else _leave_to_people(command)
    return 1


def _leave_to_people(command: Command) -> int:
    Command.objects.filter(pk=command.pk).update(offer_back=OfferBack.BY_PRESS)
    return 0
