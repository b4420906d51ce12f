"""Asks again for what is written about a vehicle: its details, its contracts, its picture.

1. `queue_due` (each minute) queues a task for each vehicle of which something is due; a vehicle is taken
   by a conditional UPDATE that moves its time on, so that a task that dies does not come back at once.
2. `fetch` asks what is due of one vehicle. Each call to the cars' server is counted before it starts.
3. What could not be asked any more stays due.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from .. import clock, queue
from ..fields import SealBroken
from ..models import LoginState, RenaultLogin, Vehicle, VehicleEndpoint, VehicleStatus
from ..renault_api import Answer, KamereonVehicleDetails, RenaultException, RenaultSession
from ..rules import papers
from ..rules.faults import Verdict, judge
from . import answers, budget, discovery, login_states, pictures

# A call to the cars' server lasts 45 s at most, one for a picture 20 s.
LONGEST_CALL, LONGEST_PICTURE = 45.0, 20.0
SOON = timedelta(minutes=5)

ASK: dict[str, Callable[[RenaultSession, str, str], Answer]] = {
    "details": lambda session, account_id, vin: session.get_vehicle_details(account_id, vin),
    "contracts": lambda session, account_id, vin: session.get_vehicle_contracts(account_id, vin),
}


def queue_due(now: datetime) -> int:
    """Queue a task for each vehicle of which something is due, and return how many."""
    queued = 0
    for vehicle_id in list(Vehicle.objects.with_papers_due(now).values_list("pk", flat=True)):
        due = Q(papers_due_at=None) | Q(papers_due_at__lte=now)
        taken = Vehicle.objects.filter(due, pk=vehicle_id).update(papers_due_at=now + papers.LEASE)
        if taken == 1:
            queue.request_papers(vehicle_id)
            queued += 1
    return queued


def fetch(vehicle_id: int) -> None:
    """Ask for what is due of one vehicle, as far as its login, the budget and the task's time allow."""
    vehicle = Vehicle.objects.select_related("account__login", "household").filter(pk=vehicle_id).first()
    if vehicle is None or vehicle.account is None or vehicle.status != VehicleStatus.FOLLOWED:
        return
    if vehicle.account.login.state != LoginState.OK:
        return
    _Errand(vehicle, vehicle.account.login).run()


class _Stop(Exception):
    """Ends this errand: what was not asked is due again at `due_at`."""

    def __init__(self, due_at: datetime) -> None:
        super().__init__()
        self.due_at = due_at


class _Errand:
    """One task for one vehicle, and the time it has."""

    def __init__(
        self, vehicle: Vehicle, login: RenaultLogin, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.vehicle, self.login, self.monotonic = vehicle, login, monotonic
        self.ends_at = monotonic() + settings.Q_CLUSTER["timeout"] - 2

    def run(self) -> None:
        due_at = None
        try:
            self._ask_cars_server()
            if papers.is_due("picture", self._of_picture(), clock.now()):
                self._want_time(LONGEST_PICTURE)
                pictures.refresh(self.vehicle, clock.now())
        except _Stop as stop:
            due_at = stop.due_at
        except SealBroken as error:
            login_states.say(self.login, str(error))
            due_at = clock.now() + papers.AFTER_FAILURE
        self.vehicle.papers_due_at = due_at or self._next()
        self.vehicle.save(update_fields=["papers_due_at"])

    def _ask_cars_server(self) -> None:
        """Ask for details and contracts where they are due; raises _Stop, SealBroken."""
        of_endpoints = self._of_endpoints()
        due = [what for what in ASK if papers.is_due(what, of_endpoints[what], clock.now())]
        if not due:
            return
        with budget.open_session(self.login) as session:
            for what in due:
                self._ask(session, what)

    def _ask(self, session: RenaultSession, what: str) -> None:
        self._want_time(LONGEST_CALL)
        now = clock.now()
        if (free_at := budget.reserve(self.login, now)) is not None:
            raise _Stop(free_at)
        account = self.vehicle.account
        try:
            answer = ASK[what](session, account.account_id if account else "", self.vehicle.vin)
        except RenaultException as error:
            self._note_failure(session, what, error, now)
            return
        if isinstance(answer, KamereonVehicleDetails):
            self._take_details(answer)
        else:
            answers.keep(self.vehicle, what, answer, clock.now())

    def _take_details(self, details: KamereonVehicleDetails) -> None:
        before = pictures.address_of(self.vehicle)
        answers.keep(self.vehicle, "details", details, clock.now())
        facts = discovery.described(details)
        discovery.take_facts(self.vehicle, facts)
        self.vehicle.save(update_fields=list(facts))
        if pictures.address_of(self.vehicle) != before:
            pictures.make_due(self.vehicle)

    def _want_time(self, seconds: float) -> None:
        """Raise _Stop where the task's time could not hold a call of that length."""
        if self.monotonic() + seconds > self.ends_at:
            raise _Stop(clock.now() + SOON)

    def _note_failure(
        self, session: RenaultSession, what: str, error: RenaultException, now: datetime
    ) -> None:
        record = VehicleEndpoint.objects.filter(vehicle=self.vehicle, endpoint=what).first()
        worked = record is not None and record.first_worked_at is not None
        verdict = judge(error, ever_worked=worked, token_kept=session.login_token is not None)
        if verdict in (Verdict.SIGN_IN, Verdict.COOL_DOWN, Verdict.UNREACHABLE):
            self._end(verdict, now)
        answers.keep_failure(self.vehicle, what, error, verdict, now)

    def _end(self, verdict: Verdict, now: datetime) -> None:
        """Note what a failure means for the login, and stop."""
        if verdict is Verdict.SIGN_IN:
            login_states.wants_sign_in(self.login)
        elif verdict is Verdict.COOL_DOWN:
            login_states.cool_down(self.login, now)
            raise _Stop(self.login.cooling_until or now + SOON)
        raise _Stop(now + SOON)

    def _of_endpoints(self) -> dict[str, papers.Asked]:
        found = {
            record.endpoint: papers.Asked(record.answered_at, record.tried_at, record.try_again_at)
            for record in VehicleEndpoint.objects.filter(vehicle=self.vehicle, endpoint__in=ASK)
        }
        return {what: found.get(what, papers.Asked()) for what in ASK}

    def _of_picture(self) -> papers.Asked:
        return papers.Asked(try_again_at=pictures.due_at(self.vehicle))

    def _next(self) -> datetime:
        asked = {**self._of_endpoints(), "picture": self._of_picture()}
        return papers.earliest((papers.due_at(what, of) for what, of in asked.items()), clock.now())
