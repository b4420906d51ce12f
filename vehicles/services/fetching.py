"""Asks Renault for the lists of its cars' charges, and for its histories, before it forgets them.

1. `queue_due` (each minute) queues a task for each login with an archive whose time has come; an archive is
   taken by a conditional UPDATE, so that two ticks cannot queue it twice.
2. `fetch` takes each due archive of the login for this process, again by a conditional UPDATE, and moves
   its time on first, so that a task that dies does not come back at once.
3. Question by question (`rules.archive_plan`): the charges of all vehicles before all else. Each call is
   counted before it starts, within the archive's part of the login's hour; polls and people keep theirs.
4. How far a list has been asked for is kept with each answer: what is left is asked by the next task.
"""

import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from .. import clock, gateway, queue
from ..fields import SealBroken
from ..models import Archive, Energy, LoginState, RenaultLogin, ToldKind, ToldList, Vehicle, VehicleStatus
from ..renault_api import RenaultException, RenaultVehicle, ResourceNotFoundException
from ..rules import archive_plan
from ..rules.archive_plan import Ask, Asked
from ..rules.faults import Verdict, judge
from . import answers, archive, budget, evidence, lists, login_states, told_lists

QUEUE_LEASE = timedelta(minutes=3)
FETCH_LEASE = timedelta(seconds=90)
LONGEST_CALL = 45.0
UNLINKED = Verdict.UNLINKED
SOON = timedelta(minutes=5)
MAKING = timedelta(seconds=10)
AFTER_FAILURE = timedelta(minutes=30)
CHARGES, OTHERS = (ToldList.CHARGES,), tuple(ToldKind.values)

ASK: Mapping[str, Callable[[RenaultVehicle, Ask], Any]] = {
    ToldList.CHARGES: lambda car, ask: car.get_charges(ask.first, ask.last),
    ToldKind.CHARGE_DAY: lambda car, ask: car.get_charge_history(ask.first, ask.last, "day"),
    ToldKind.CHARGE_MONTH: lambda car, ask: car.get_charge_history(ask.first, ask.last, "month"),
    ToldKind.HVAC_SESSION: lambda car, ask: car.get_hvac_sessions(ask.first, ask.last),
    ToldKind.HVAC_DAY: lambda car, ask: car.get_hvac_history(ask.first, ask.last, "day"),
    ToldKind.HVAC_MONTH: lambda car, ask: car.get_hvac_history(ask.first, ask.last, "month"),
}
ROWS = {"charges": "charges", "charge-history": "chargeSummaries"}


def queue_due(now: datetime) -> int:
    """Queue a task for each login with an archive that is due, and return how many."""
    _make_missing()
    machine_now = clock.machine_now()
    free = Q(queued_until=None) | Q(queued_until__lt=machine_now)
    logins: set[int] = set()
    for archive_id, login_id in list(_due(now).values_list("pk", "vehicle__account__login")):
        taken = Archive.objects.filter(free, pk=archive_id).update(queued_until=machine_now + QUEUE_LEASE)
        if taken == 1:
            logins.add(login_id)
    for login_id in sorted(logins):
        queue.request_fetch(login_id)
    return len(logins)


def fetch(login_id: int) -> None:
    """Ask for what is due of a login's vehicles, as far as the budget and the task's time allow."""
    _make_missing()
    login = RenaultLogin.objects.filter(pk=login_id, state=LoginState.OK).first()
    if login is None:
        return
    now, machine_now = clock.now(), clock.machine_now()
    free = Q(fetching_until=None) | Q(fetching_until__lt=machine_now)
    mine = []
    for archive_id in list(_due(now).filter(vehicle__account__login=login).values_list("pk", flat=True)):
        taken = _due(now).filter(free, pk=archive_id).values("pk")
        if Archive.objects.filter(pk__in=taken).update(
            fetching_until=machine_now + FETCH_LEASE, queued_until=None, due_at=now + AFTER_FAILURE
        ):
            mine.append(archive_id)
    try:
        if mine:
            vehicles = Vehicle.objects.filter(pk__in=mine).select_related("account", "household").in_order()
            _Errand(login, list(vehicles)).run()
    finally:
        Archive.objects.filter(pk__in=mine).update(fetching_until=None)


def _due(now: datetime) -> Any:
    return Archive.objects.filter(
        Q(due_at=None) | Q(due_at__lte=now),
        vehicle__status=VehicleStatus.FOLLOWED,
        vehicle__account__login__state=LoginState.OK,
    ).order_by("pk")


def _make_missing() -> None:
    """Give each followed vehicle with a plug its archive."""
    without = Vehicle.objects.filter(
        status=VehicleStatus.FOLLOWED, energy__in=[Energy.ELECTRIC, Energy.PLUG_IN_HYBRID], archive=None
    )
    Archive.objects.bulk_create(
        [Archive(vehicle=vehicle, stale_from=evidence.earliest(vehicle)) for vehicle in without],
        ignore_conflicts=True,
    )


class _Stop(Exception):
    """Ends this errand: what was not asked is due again at `due_at`."""

    def __init__(self, due_at: datetime, error: str = "") -> None:
        super().__init__()
        self.due_at, self.error = due_at, error


class _Errand:
    """One task for one login: the vehicles it has taken, and the time it has."""

    def __init__(
        self,
        login: RenaultLogin,
        vehicles: list[Vehicle],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.login, self.vehicles, self.monotonic = login, vehicles, monotonic
        self.last_start = monotonic() + settings.Q_CLUSTER["timeout"] - LONGEST_CALL - 2
        self.failed: set[tuple[int, str]] = set()  # vehicle and endpoint: not once more in this task

    def run(self) -> None:
        stopped: _Stop | None = None
        try:
            with budget.open_session(self.login) as session:
                cars = [(vehicle, gateway.open_vehicle(session, vehicle)) for vehicle in self.vehicles]
                for kinds in (CHARGES, OTHERS):
                    for vehicle, car in cars:
                        self._ask_all(vehicle, car, kinds)
        except SealBroken as error:
            login_states.say(self.login, str(error))
            stopped = _Stop(clock.now() + AFTER_FAILURE, str(error))
        except _Stop as stop:
            stopped = stop
        archive.bring_up_to_date(self.vehicles, MAKING)
        for vehicle in self.vehicles:
            self._plan(vehicle, stopped)

    def _plan(self, vehicle: Vehicle, stopped: _Stop | None) -> None:
        """Keep when the vehicle is due again, and why it is not complete yet."""
        now = clock.now()
        kinds = self._kinds(vehicle, lists.ENDPOINTS, now)
        due_at = archive_plan.due_again(lists.asked_of(vehicle), kinds, now, lists.untold_since(vehicle, now))
        if stopped is not None:
            due_at = max(due_at, stopped.due_at)
        elif any(failed == vehicle.pk for failed, _endpoint in self.failed):
            due_at = min(due_at + AFTER_FAILURE, now + AFTER_FAILURE)
        Archive.objects.filter(pk=vehicle.pk).update(
            due_at=due_at, error=(stopped.error if stopped else "")[:300]
        )

    def _kinds(self, vehicle: Vehicle, kinds: Collection[str], now: datetime) -> list[str]:
        return [
            kind
            for kind in lists.kinds_of(vehicle, now)
            if kind in kinds and (vehicle.pk, lists.ENDPOINTS[kind]) not in self.failed
        ]

    def _ask_all(self, vehicle: Vehicle, car: RenaultVehicle, kinds: Collection[str]) -> None:
        """Ask question by question until nothing of these kinds is due; raises _Stop."""
        asked = lists.asked_of(vehicle)
        while True:
            now = clock.now()
            today = now.astimezone(vehicle.zone).date()
            possible = self._kinds(vehicle, kinds, now)
            ask = archive_plan.next_ask(asked, possible, today, now, lists.untold_since(vehicle, now))
            if ask is None:
                return
            rows = self._rows(vehicle, car, ask, now)
            if rows is not None:
                self._keep(vehicle, ask, rows)
                asked[ask.kind] = archive_plan.answered(
                    asked.get(ask.kind, Asked()), ask, len(rows), clock.now()
                )
                lists.keep(vehicle, ask.kind, asked[ask.kind])

    def _keep(self, vehicle: Vehicle, ask: Ask, rows: list[Mapping[str, Any]]) -> None:
        if ask.kind == ToldList.CHARGES:
            told_lists.store_charges(vehicle, rows, clock.now())
        else:
            told_lists.store_rows(vehicle, ask.kind, rows, clock.now())

    def _rows(
        self, vehicle: Vehicle, car: RenaultVehicle, ask: Ask, now: datetime
    ) -> list[Mapping[str, Any]] | None:
        """Return the rows that Renault answers, or None where it failed; raises _Stop."""
        self._reserve(now)
        endpoint = lists.ENDPOINTS[ask.kind]
        try:
            answer = ASK[ask.kind](car, ask)
        except RenaultException as error:
            if isinstance(error, ResourceNotFoundException) and judge(error, ever_worked=True) != UNLINKED:
                return []  # so it says that the range is empty
            self._note_failure(vehicle, car, endpoint, error, now)
            return None
        answers.keep(vehicle, endpoint, answer, clock.now())
        return told_lists.rows_of(answer.raw_data, ROWS.get(endpoint, ""))

    def _reserve(self, now: datetime) -> None:
        if self.monotonic() > self.last_start:
            raise _Stop(now)
        free_at = archive_plan.free_at(budget.calls_of_hour(self.login, now), now)
        if free_at is None:
            free_at = budget.reserve(self.login, now)
        if free_at is not None:
            raise _Stop(free_at)

    def _note_failure(
        self, vehicle: Vehicle, car: RenaultVehicle, endpoint: str, error: RenaultException, now: datetime
    ) -> None:
        record = vehicle.endpoints.filter(endpoint=endpoint).first()
        worked = record is not None and record.first_worked_at is not None
        verdict = judge(error, ever_worked=worked, token_kept=car.session.login_token is not None)
        if verdict is Verdict.SIGN_IN:
            login_states.wants_sign_in(self.login)
            raise _Stop(now + SOON, self.login.last_error)
        if verdict is Verdict.COOL_DOWN:
            login_states.cool_down(self.login, now)
            raise _Stop(self.login.cooling_until or now + SOON, self.login.last_error)
        if verdict is Verdict.UNREACHABLE:
            raise _Stop(now + SOON)
        answers.keep_failure(vehicle, endpoint, error, verdict, now)
        self.failed.add((vehicle.pk, endpoint))
