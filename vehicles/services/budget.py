"""Counts the calls to Renault, so that all workers and pages together stay within a login's hour."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction

from .. import clock, gateway
from ..models import LoginState, RenaultCall, RenaultLogin
from ..models.prepared import together
from ..renault_api import RenaultSession
from ..rules import budget
from . import statements

SIGNED_OUT_FOR = timedelta(minutes=5)


def reserve(
    login: RenaultLogin, now: datetime, *, for_command: bool = False, can_wait: bool = False
) -> datetime | None:
    """Count one call that is about to start and return None, or return when the next one may start.

    What belongs to a command may use the calls that reads leave (rules/budget.py). The login's row is locked
    meanwhile, so that two workers cannot take the same last call; and it is read anew, so that a pause that
    one of them was told of, or a sign-in that came to its end, stops the others too.
    """
    with transaction.atomic():
        fresh = _locked(login)
        if fresh.state == LoginState.NEEDS_SIGN_IN:
            return now + SIGNED_OUT_FOR
        if fresh.is_cooling(now):
            return fresh.cooling_until
        calls = calls_of_hour(login, now)
        free_at = budget.free_again_at(calls, now, for_command=for_command, can_wait=can_wait)
        if free_at is None:
            statements.count_calls(1).run([(login.pk, now)])
        return free_at


def reserve_ahead(login: RenaultLogin, now: datetime, calls: int, ahead: timedelta) -> list[int]:
    """Count so many calls at once that will start within `ahead`, or as many as are left; return their keys.

    They are counted at the end of that time, so that none is forgotten before its hour is over. Who does not
    need them all gives the others back.
    """
    with transaction.atomic():
        values = {"login": login.pk, "at": now - budget.HOUR}
        # One after the other: those that somebody counted while the lock was waited for are among them.
        found, counts = together(
            statements.locked_login().filled(values), statements.number_of_calls_since().filled(values)
        )
        fresh = _only(found, login)
        if fresh.state == LoginState.NEEDS_SIGN_IN or fresh.is_cooling(now):
            return []
        counted = counts[0][0] if counts else 0
        free = min(calls, max(0, budget.PLANNED_PER_HOUR - counted))
        return statements.count_calls(free).run([(login.pk, now + ahead)] * free) if free else []


def give_back(calls: list[int]) -> None:
    """Take off the count what was reserved and not called."""
    RenaultCall.objects.filter(pk__in=calls).delete()


class Ahead:
    """The calls of one poll of a login, counted together before the first of them starts.

    `wanted` tells how many they will probably be; the first and the last start within `within`.
    """

    def __init__(self, login: RenaultLogin, wanted: Callable[[], int], within: timedelta) -> None:
        self._login, self._wanted, self._within = login, wanted, within
        self._left: list[int] | None = None

    def take(self, now: datetime) -> bool:
        """Take one of them for a call that is about to start, and return whether there was one."""
        if self._left is None:
            self._left = reserve_ahead(self._login, now, self._wanted(), self._within)
        if self._left:
            self._left.pop()
            return True
        return False

    def give_back(self) -> None:
        """Take off the count what was not called."""
        if self._left:
            give_back(self._left)


def _locked(login: RenaultLogin) -> RenaultLogin:
    """Return how the login stands, kept from others until the transaction ends."""
    return _only(statements.locked_login().ask({"login": login.pk}), login)


def _only(found: list[RenaultLogin], login: RenaultLogin) -> RenaultLogin:
    for fresh in found:
        return fresh
    raise RenaultLogin.DoesNotExist(f"Login {login.pk} is gone.")


@contextmanager
def open_session(login: RenaultLogin, *, for_command: bool = False) -> Iterator[RenaultSession]:
    """Give the login's session (see gateway), whose further tries are counted too, or not made.

    The client sends a question again by itself after a broken line, a gateway's failure or a refused JWT.
    """
    with gateway.open_session(login) as session:
        session.may_repeat = lambda: reserve(login, clock.now(), for_command=for_command) is None
        yield session


def count(login: RenaultLogin, now: datetime, calls: int = 1) -> None:
    """Count calls that a person's own step needs (linking), whatever is left of the hour."""
    RenaultCall.objects.bulk_create([RenaultCall(login=login, at=now) for _ in range(calls)])


def calls_of_hour(login: RenaultLogin, now: datetime) -> list[datetime]:
    """Return the instants of the calls of the last hour."""
    return [at for (at,) in statements.calls_since().ask({"login": login.pk, "at": now - budget.HOUR})]
