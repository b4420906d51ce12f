"""Polls the vehicles of a login.

1. `queue_due` (each minute) queues a task for each login with a vehicle whose time has come; a login is
   taken by a conditional UPDATE, so that two ticks cannot queue it twice.
2. `poll_login` takes the login for this process, again by a conditional UPDATE.
3. Each due vehicle's next time is written first, so that a poll that dies does not come back at once.
4. Each call is counted before it starts, and none starts that the task's time could not hold.
5. What a vehicle's endpoints answered is stored together, also where the poll ends early; what was not
   asked any more stays due.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from .. import clock, gateway, queue
from ..fields import SealBroken
from ..models import (
    BatterySnapshot,
    ChargeState,
    EndpointState,
    LoginState,
    RenaultLogin,
    Vehicle,
    VehicleEndpoint,
    VehicleStatus,
)
from ..models.vehicle import VehicleQuerySet
from ..renault_api import RenaultException, RenaultVehicle
from ..renault_api.kamereon.lookup import find_endpoint
from ..rules import ages, cadence
from ..rules.budget import free_again_at
from ..rules.faults import Verdict, judge
from . import budget, confirming, discovery, login_states, schedules, storing, summaries
from .storing import Answer

log = logging.getLogger(__name__)

QUEUE_LEASE = timedelta(minutes=3)
POLL_LEASE = timedelta(seconds=90)
# A call lasts 45 s at most; with the sign-in that may come before it, one more of the same.
LONGEST_CALL = 45.0
NOT_AVAILABLE_FOR = timedelta(days=7)
PRIVACY_FOR = timedelta(hours=1)
UNREACHABLE_FOR = timedelta(minutes=5)


def queue_due(now: datetime) -> int:
    """Queue a poll for each login that is due, and return how many."""
    queued = 0
    machine_now = clock.machine_now()
    for login_id in list(RenaultLogin.objects.due(now).values_list("pk", flat=True)):
        free = Q(queued_until=None) | Q(queued_until__lt=machine_now)
        if RenaultLogin.objects.filter(free, pk=login_id).update(queued_until=machine_now + QUEUE_LEASE) == 1:
            queue.request_poll(login_id)
            queued += 1
    return queued


def poll_login(login_id: int) -> None:
    """Poll what is due of a login, unless another process is at it."""
    machine_now = clock.machine_now()
    free = Q(polling_until=None) | Q(polling_until__lt=machine_now)
    taken = RenaultLogin.objects.filter(free, pk=login_id).update(
        polling_until=machine_now + POLL_LEASE, queued_until=None
    )
    if taken != 1:
        return
    try:
        _Poll(RenaultLogin.objects.select_related("household").get(pk=login_id)).run()
    finally:
        RenaultLogin.objects.filter(pk=login_id).update(polling_until=None)


def endpoints_of(vehicle: Vehicle) -> list[str]:
    """Return the endpoints that this vehicle may be asked, the most telling first.

    What the table of models says it does not have is left out, and positions while they are off.
    """
    electric_only = {"battery-status", "hvac-status"}
    return [
        endpoint
        for endpoint in storing.TABLES
        if (vehicle.charges or endpoint not in electric_only)
        and (vehicle.positions_on or endpoint != "location")
        and find_endpoint(vehicle.model_code or None, endpoint) is not None
    ]


def poll_soon(login: RenaultLogin) -> None:
    """Make every followed vehicle of a login due, for all its endpoints, and queue the poll."""
    followed = Vehicle.objects.filter(account__login=login, status=VehicleStatus.FOLLOWED)
    discovery.ask_all_anew(list(followed.values_list("pk", flat=True)))
    followed.update(due_at=clock.now())
    queue.request_poll(login.pk)


class _Stop(Exception):
    """Ends this poll of the login: what is left stays due, or is due at `due_at` where that is known."""

    def __init__(self, due_at: datetime | None = None) -> None:
        super().__init__()
        self.due_at = due_at


class _Poll:
    """One poll of one login: its session, its clock, its time."""

    def __init__(self, login: RenaultLogin, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.login = login
        self.monotonic = monotonic
        self.last_start = monotonic() + settings.Q_CLUSTER["timeout"] - LONGEST_CALL - 2

    def run(self) -> None:
        now = clock.now()
        if not RenaultLogin.objects.due(now).filter(pk=self.login.pk).exists():
            return
        if self.login.state == LoginState.COOLING:
            login_states.set_state(self.login, LoginState.OK, "")
        try:
            with gateway.open_session(self.login) as session:
                for vehicle in self._due(now):
                    self._poll_vehicle(vehicle, gateway.open_vehicle(session, vehicle))
        except SealBroken as error:
            # Said, and tried again: when the right keys are put back, polling goes on by itself.
            log.error("Login %s: %s", self.login.pk, error)
            login_states.set_state(self.login, LoginState.OK, str(error))
            self._due(now).update(due_at=now + UNREACHABLE_FOR)
        except _Stop as stop:
            if stop.due_at is not None:
                self._due(stop.due_at).update(due_at=stop.due_at)

    def _due(self, now: datetime) -> VehicleQuerySet:
        return (
            Vehicle.objects.filter(account__login=self.login).select_related("account", "household").due(now)
        )

    def _poll_vehicle(self, vehicle: Vehicle, of_renault: RenaultVehicle) -> None:
        now = clock.now()
        records = {
            record.endpoint: cadence.EndpointRecord(record.tried_at, record.try_again_at)
            for record in vehicle.endpoints.all()
        }
        endpoints = schedules.endpoints_wanted(vehicle, records, now)
        endpoints += cadence.endpoints_to_ask(endpoints_of(vehicle), records, now, look=vehicle.look_wanted)
        was_due_at = vehicle.due_at
        self._schedule(vehicle, now)
        asked = 0
        answers: list[Answer] = []
        try:
            for endpoint in endpoints:
                answers += self._ask(vehicle, of_renault, endpoint)
                asked += 1
        except _Stop:
            if asked < len(endpoints) and vehicle.status == VehicleStatus.FOLLOWED:
                # What was not asked stays due; a look that a person wants stays wanted.
                Vehicle.objects.filter(pk=vehicle.pk, due_at=vehicle.due_at).update(
                    due_at=was_due_at, look_wanted=vehicle.look_wanted
                )
            raise
        finally:
            if answers:
                storing.store(vehicle, answers)
                # Storing marks no day on which all stayed as it was; its minutes are told all the same.
                summaries.mark(vehicle, [(answer.fetched_at, answer.fetched_at) for answer in answers])
                for answer in answers:
                    confirming.look_at(vehicle, answer)
        self._schedule(vehicle, now)

    def _schedule(self, vehicle: Vehicle, now: datetime) -> None:
        newest = storing.newest([vehicle], [BatterySnapshot])[BatterySnapshot].get(vehicle.pk)
        charging = isinstance(newest, BatterySnapshot) and ages.is_charging_still(
            newest.charge_state == ChargeState.CHARGING,
            newest.reported_at if newest.has_car_time else newest.last_fetched_at,
            now,
        )
        vehicle.due_at = now + cadence.interval(charging=charging)
        Vehicle.objects.filter(pk=vehicle.pk).update(due_at=vehicle.due_at, look_wanted=False)

    def _ask(self, vehicle: Vehicle, of_renault: RenaultVehicle, endpoint: str) -> list[Answer]:
        """Return the endpoint's answer, or nothing where it failed; raises _Stop."""
        if self.monotonic() > self.last_start:
            raise _Stop
        now = clock.now()
        if (free_at := budget.reserve(self.login, now)) is not None:
            raise _Stop(free_at)
        try:
            data = confirming.read(of_renault, endpoint)
        except RenaultException as error:
            self._note_failure(vehicle, of_renault, endpoint, error, now)
            return []
        if vehicle.privacy_since is not None:
            vehicle.privacy_since = None
            vehicle.save(update_fields=["privacy_since"])
        if self.login.last_error:
            login_states.set_state(self.login, LoginState.OK, "")
        return [Answer(endpoint, data, clock.now())]

    def _note_failure(
        self,
        vehicle: Vehicle,
        of_renault: RenaultVehicle,
        endpoint: str,
        error: RenaultException,
        now: datetime,
    ) -> None:
        record, _created = VehicleEndpoint.objects.get_or_create(vehicle=vehicle, endpoint=endpoint)
        token_kept = of_renault.session.login_token is not None
        verdict = judge(error, ever_worked=record.first_worked_at is not None, token_kept=token_kept)
        log.warning("Vehicle %s, %s: %s (%s)", vehicle.pk, endpoint, verdict.name, type(error).__name__)
        if verdict in (Verdict.SIGN_IN, Verdict.COOL_DOWN, Verdict.UNREACHABLE):
            self._end(verdict, now)
        record.tried_at = now
        record.error = type(error).__name__
        record.state = EndpointState.FAILING
        if verdict is Verdict.NOT_AVAILABLE:
            record.state = EndpointState.NOT_AVAILABLE
            record.try_again_at = now + NOT_AVAILABLE_FOR
        elif verdict is Verdict.PRIVACY:
            record.try_again_at = now + PRIVACY_FOR
            vehicle.privacy_since = vehicle.privacy_since or now
            vehicle.save(update_fields=["privacy_since"])
        elif verdict is Verdict.UNLINKED:
            vehicle.status = VehicleStatus.UNLINKED
            vehicle.save(update_fields=["status"])
        record.save()
        if verdict is Verdict.UNLINKED:
            raise _Stop

    def _end(self, verdict: Verdict, now: datetime) -> None:
        if verdict is Verdict.SIGN_IN:
            login_states.wants_sign_in(self.login)
            raise _Stop
        if verdict is Verdict.COOL_DOWN:
            login_states.cool_down(self.login, now)
            raise _Stop
        login_states.set_state(self.login, LoginState.OK, _("Renault's servers do not answer just now."))
        raise _Stop(now + UNREACHABLE_FOR)


@dataclass(frozen=True, slots=True)
class Look:
    """What became of "Look now": asked for at once, or possible only from `free_at` on."""

    asked: bool
    free_at: datetime | None = None
    needs_sign_in: bool = False


def look_now(vehicle: Vehicle) -> Look:
    """Have the worker ask all of a vehicle's endpoints at once, within the login's budget."""
    return _look(vehicle, look_wanted=True)


def look_at_plan(vehicle: Vehicle) -> Look:
    """Have the worker ask the vehicle's schedules at once, within the login's budget."""
    return _look(vehicle, plan_asked_at=clock.now())


def _look(vehicle: Vehicle, **wanted: object) -> Look:
    now = clock.now()
    login = vehicle.account.login if vehicle.account else None
    if login is None or login.state == LoginState.NEEDS_SIGN_IN:
        return Look(asked=False, needs_sign_in=True)
    if login.state == LoginState.COOLING and login.cooling_until and login.cooling_until > now:
        return Look(asked=False, free_at=login.cooling_until)
    free_at = free_again_at(budget.calls_of_hour(login, now), now)
    if free_at is not None:
        return Look(asked=False, free_at=free_at)
    Vehicle.objects.filter(pk=vehicle.pk, status=VehicleStatus.FOLLOWED).update(due_at=now, **wanted)
    queue.request_poll(login.pk)
    return Look(asked=True)
