"""Polls the vehicles of a login.

1. `queue_due` (each minute) queues a task for each login with a vehicle whose time has come; a login is
   taken by a conditional UPDATE, so that two ticks cannot queue it twice.
2. `poll_login` takes the login for this process, again by a conditional UPDATE.
3. Its due vehicles are polled one after the other (services/vehicle_polls.py), the longest waiting first.
   No call starts that the task's time could not hold; what was not asked stays due.
4. Where something concerns the whole login - Renault's limit, a sign-in, a silent server, the hour's calls
   used up - the login waits, and its vehicles keep their places.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_noop as _  # kept in English

from .. import clock, gateway, queue
from ..fields import SealBroken
from ..models import EndpointState, LoginState, RenaultLogin, Vehicle, VehicleEndpoint, VehicleStatus
from ..models.prepared import together
from ..renault_api import RenaultSession
from ..rules.budget import free_again_at
from ..rules.faults import Verdict
from . import budget, discovery, login_states, statements, storing
from .vehicle_polls import TELLING, Stop, VehiclePoll, endpoints_of, spacing_of

__all__ = ["Look", "endpoints_of", "look_at_plan", "look_now", "poll_login", "poll_soon", "queue_due"]

QUEUE_LEASE = timedelta(minutes=3)
POLL_LEASE = timedelta(seconds=90)
# A call lasts 45 s at most; with the sign-in that may come before it, one more of the same.
LONGEST_CALL = 45.0
UNREACHABLE_FOR = timedelta(minutes=5)
# A poll's first and last call start no further apart: the task's minute less the longest call.
CALLS_START_WITHIN = timedelta(seconds=15)


def queue_due(
    now: datetime, limit: timedelta | None = None, monotonic: Callable[[], float] = time.monotonic
) -> int:
    """Queue a poll for each login that is due, for no longer than `limit`, and return how many."""
    stop = None if limit is None else monotonic() + limit.total_seconds()
    queued = 0
    machine_now = clock.machine_now()
    free = Q(queued_until=None) | Q(queued_until__lt=machine_now)
    for login_id in list(RenaultLogin.objects.due(now).filter(free).values_list("pk", flat=True)):
        if stop is not None and monotonic() >= stop:
            break
        if RenaultLogin.objects.filter(free, pk=login_id).update(queued_until=machine_now + QUEUE_LEASE) == 1:
            queue.request_poll(login_id)
            queued += 1
    return queued


def poll_login(login_id: int) -> None:
    """Poll what is due of a login, unless another process is at it."""
    machine_now = clock.machine_now()
    lease = {"machine_now": machine_now, "polling_until": machine_now + POLL_LEASE}
    values = {"login": login_id, **lease}
    taken, followed = together(statements.take_login().filled(values), statements.followed().filled(values))
    if taken != 1:
        return
    try:
        if followed:
            _Poll(followed).run()
    finally:
        statements.leave_login().run(values)


def poll_soon(login: RenaultLogin) -> None:
    """Make every followed vehicle of a login due, for all its endpoints, and queue the poll."""
    followed = Vehicle.objects.filter(account__login=login, status=VehicleStatus.FOLLOWED)
    discovery.ask_all_anew(list(followed.values_list("pk", flat=True)))
    followed.update(due_at=clock.now())
    login_states.wait(login, None)
    queue.request_poll(login.pk)


def _by_waiting(vehicle: Vehicle) -> tuple[datetime | None, int]:
    return vehicle.due_at, vehicle.pk


class _Poll:
    """One poll of one login by its followed vehicles: its session, its clock, its time."""

    def __init__(self, followed: list[Vehicle], monotonic: Callable[[], float] = time.monotonic) -> None:
        self.followed = followed
        accounts = [vehicle.account for vehicle in followed if vehicle.account is not None]
        self.login = accounts[0].login
        for account in accounts:
            account.login = self.login  # the same object for all
        self.monotonic = monotonic
        self.last_start = monotonic() + settings.Q_CLUSTER["timeout"] - LONGEST_CALL - 2

    def run(self) -> None:
        now = clock.now()
        due = [each for each in self.followed if each.due_at is not None and each.due_at <= now]
        if not due or not self.login.may_be_polled(now):
            return
        login_states.end_pause(self.login, now)
        try:
            with budget.open_session(self.login) as session:
                self._poll_all(session, sorted(due, key=_by_waiting), spacing_of(self.followed))
        except SealBroken as error:
            # Said, and tried again: when the right keys are put back, polling goes on by itself.
            login_states.say(self.login, str(error))
            login_states.wait(self.login, now + UNREACHABLE_FOR)
        except Stop as stop:
            self._end(stop)

    def _poll_all(self, session: RenaultSession, due: list[Vehicle], spacing: timedelta) -> None:
        rows: dict[int, dict[str, VehicleEndpoint]] = {vehicle.pk: {} for vehicle in due}
        telling = list(TELLING.values())
        known, told = together(
            statements.endpoints_of(list(rows)), storing.asking_newest(list(rows), telling)
        )
        newest = storing.newest_in(told, telling)
        for row in known:
            rows[row.vehicle_id][row.endpoint] = row
        polls: list[VehiclePoll] = []
        ahead = budget.Ahead(
            self.login, lambda: sum(poll.calls_ahead() for poll in polls), CALLS_START_WITHIN
        )
        for vehicle in due:
            mine = rows[vehicle.pk]
            of_renault = gateway.open_vehicle(session, vehicle, mine)
            polls.append(VehiclePoll(self.login, vehicle, of_renault, mine, newest, spacing, ahead))
        try:
            for poll in polls:
                poll.run(self._may_start)
        finally:
            ahead.give_back()

    def _may_start(self) -> bool:
        return self.monotonic() <= self.last_start

    def _end(self, stop: Stop) -> None:
        """Keep for the whole login why the poll ended, and until when there is none."""
        now = clock.now()
        if stop.verdict is Verdict.SIGN_IN:
            login_states.wants_sign_in(self.login)
        elif stop.verdict is Verdict.COOL_DOWN:
            login_states.cool_down(self.login, now)
        elif stop.verdict is Verdict.UNREACHABLE:
            login_states.say(self.login, _("Renault's servers do not answer just now."))
            login_states.wait(self.login, now + UNREACHABLE_FOR)
        elif stop.until is not None:
            login_states.wait(self.login, stop.until)


@dataclass(frozen=True, slots=True)
class Look:
    """What became of "Look now": asked for at once, or possible only from `free_at` on."""

    asked: bool
    free_at: datetime | None = None
    needs_sign_in: bool = False


def look_now(vehicle: Vehicle) -> Look:
    """Have the worker ask all of a vehicle's endpoints at once, within the login's budget."""
    # What is kept private may be open now; what the model does not have stays left out.
    failing = VehicleEndpoint.objects.filter(vehicle=vehicle, state=EndpointState.FAILING)
    failing.update(try_again_at=None)
    return _look(vehicle, look_asked_at=clock.now())


def look_at_plan(vehicle: Vehicle) -> Look:
    """Have the worker ask the vehicle's schedules at once, within the login's budget."""
    return _look(vehicle, plan_asked_at=clock.now())


def _look(vehicle: Vehicle, **wanted: object) -> Look:
    now = clock.now()
    login = vehicle.account.login if vehicle.account else None
    if login is None or login.state == LoginState.NEEDS_SIGN_IN:
        return Look(asked=False, needs_sign_in=True)
    if login.is_cooling(now):
        return Look(asked=False, free_at=login.cooling_until)
    free_at = free_again_at(budget.calls_of_hour(login, now), now)
    if free_at is not None:
        return Look(asked=False, free_at=free_at)
    Vehicle.objects.filter(pk=vehicle.pk, status=VehicleStatus.FOLLOWED).update(due_at=now, **wanted)
    login_states.wait(login, None)
    queue.request_poll(login.pk)
    return Look(asked=True)
