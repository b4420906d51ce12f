"""Sends a command, once.

1. The row is marked as sending by a conditional UPDATE that is committed before anything is asked. Whoever
   comes later - a task delivered twice, a second worker - finds it marked and does nothing.
2. What has to be read before is read: failing there means that nothing was sent.
3. The command goes out, as one call that is never repeated.
4. The answer is written down, with patience if the database is away for a moment.

A process that dies in between leaves the mark behind. The tick finds it (`settle_the_dead`) and says so:
unknown, for nobody can say whether it arrived. It is not sent again; the person is asked.
"""

import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from django.db import transaction

from .. import clock, gateway, queue
from ..fields import SealBroken
from ..models import (
    Command,
    CommandKind,
    CommandState,
    EndpointState,
    LoginState,
    OfferBack,
    Vehicle,
    VehicleEndpoint,
    VehicleStatus,
)
from ..renault_api import RenaultException, RenaultSession, RenaultVehicle
from ..renault_api.kamereon.charging import without_programs
from ..rules import cadence, commands, programs
from ..rules.cadence import Pace
from ..rules.refusals import Reason, Verdict, judge
from . import budget, command_calls, login_states, plans
from .commands import ability_of, may_tell
from .patience import patiently

log = logging.getLogger(__name__)

WHY_NOT = {LoginState.COOLING: Reason.COOLING, LoginState.NEEDS_SIGN_IN: Reason.SIGN_IN}


class _NotSent(Exception):
    """Ends a command before it was sent: refused or failed, and why."""

    def __init__(self, state: str, reason: Reason, error: RenaultException | None = None) -> None:
        super().__init__(reason)
        self.verdict = Verdict(state, reason)
        self.error = error


def queue_due(now: datetime) -> int:
    """Queue what waits for its time or has lost its task, and drop what came too late; return how many."""
    machine_now = clock.machine_now()
    late = Command.objects.filter(state=CommandState.QUEUED, expires_at__lte=machine_now)
    late.update(state=CommandState.EXPIRED, settled_at=now, reason=Reason.LATE)
    due = list(Command.objects.to_send(now).values_list("pk", flat=True))
    for command_id in due:
        queue.request_command(command_id)
    return len(due)


def settle_the_dead() -> int:
    """Say of commands whose process died while it was sending that nobody knows; return how many."""
    settled = 0
    mine = Command.objects.filter(state=CommandState.SENDING, sending_until__lt=clock.machine_now())
    for command in mine:
        same = Command.objects.filter(pk=command.pk, state=CommandState.SENDING)
        settled += same.update(state=CommandState.UNKNOWN, reason=Reason.WORKER_DIED)
        _programs_were_given(command, given=False)
    return settled


def send(command_id: int) -> None:
    """Send a command that waits, unless another process has taken it or its time is over."""
    if not _claim(command_id):
        return
    command = Command.objects.select_related("vehicle__account__login", "vehicle__household", "asked_by").get(
        pk=command_id
    )
    sending = _Sending(command)
    try:
        sending.run()
    except _NotSent as stop:
        sending.end(stop.verdict, stop.error)
    except SealBroken as error:
        log.error("Command %s: %s", command.pk, error)
        sending.end(Verdict("failed", Reason.KEYS))


def _claim(command_id: int) -> bool:
    """Mark the command as being sent, in a transaction of its own that is over when this returns."""
    now, machine_now = clock.now(), clock.machine_now()
    mine = Command.objects.to_send(now).filter(pk=command_id, expires_at__gt=machine_now)
    mark = {"sending_at": now, "sending_until": machine_now + commands.SENDING_LEASE}
    with transaction.atomic(durable=True):
        return mine.update(state=CommandState.SENDING, **mark) == 1


class _Sending:
    """One command on its way: its login, its calls, its end."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.vehicle = command.vehicle
        self.mode = ability_of(command.vehicle, command.kind).mode

    def run(self) -> None:
        self._check_once_more()
        self.login = self.vehicle.account.login
        with self._session() as session, session.transport.call():
            of_renault = gateway.open_vehicle(session, self.vehicle)
            body = self._prepare(of_renault)
            self._count()
            try:
                command_calls.send(of_renault, self.command, body)
            except RenaultException as error:
                verdict = judge(error, token_kept=session.login_token is not None)
                self.end(verdict, error)
                return
        self._accept()

    def _session(self) -> AbstractContextManager[RenaultSession]:
        return budget.open_session(self.login, for_command=True)

    def _check_once_more(self) -> None:
        """Much may have changed since somebody pressed: a role, the login, the vehicle."""
        command, vehicle = self.command, self.vehicle
        if command.asked_by is None or not may_tell(command.asked_by, vehicle):
            raise _NotSent("refused", Reason.ROLE)
        if vehicle.status != VehicleStatus.FOLLOWED:
            raise _NotSent("refused", Reason.TAKEN_OFF)
        if vehicle.account is None:
            raise _NotSent("refused", Reason.NO_LOGIN)
        if ability_of(vehicle, command.kind).lack is not None:
            raise _NotSent("refused", Reason.MODEL)

    def _count(self) -> None:
        if budget.reserve(self.login, clock.now(), for_command=True) is not None:
            self.login.refresh_from_db(fields=["state"])
            raise _NotSent("failed", WHY_NOT.get(self.login.state, Reason.BUDGET))

    def _prepare(self, of_renault: RenaultVehicle) -> dict[str, Any] | None:
        """Read what the command needs, and remember what it will change; raises _NotSent."""
        try:
            of_renault.get_details()
            if commands.switches_programs_off(self.command.kind, self.mode):
                return self._remember(self._read_settings(of_renault))
            if self.command.kind == CommandKind.GIVE_PROGRAMS_BACK:
                return self._programs_back(self._read_settings(of_renault))
            if "seen" in self.command.arguments:
                return self._if_unchanged(of_renault)
            return None
        except RenaultException as error:
            verdict = judge(error, token_kept=of_renault.session.login_token is not None)
            if verdict.state == "unknown":  # of the read; the command itself never left
                verdict = Verdict("failed", Reason.NOT_READ)
            raise _NotSent(verdict.state, verdict.reason, error) from None

    def _read_settings(self, of_renault: RenaultVehicle) -> dict[str, Any]:
        self._count()
        return of_renault.get_charge_schedule()

    def _remember(self, told: Mapping[str, Any]) -> dict[str, Any]:
        remembered = programs.programs_of(told)
        if programs.any_active(remembered):
            wanted = OfferBack.AFTER_CHARGE if self.command.arguments["give_back"] else OfferBack.BY_PRESS
            self._write(programs=remembered, offer_back=wanted)
        return without_programs(told)

    def _programs_back(self, told: Mapping[str, Any]) -> dict[str, Any]:
        whole = programs.given_back(told, self.command.arguments["programs"])
        if whole is None:
            raise _NotSent("refused", Reason.CHANGED)
        return whole

    def _if_unchanged(self, of_renault: RenaultVehicle) -> dict[str, Any] | None:
        """Read what the car has now, and stop where it is none of the plans that were seen."""
        self._count()
        raw = plans.read_again(self.vehicle, of_renault, self.command.kind)
        if plans.mark_of(self.command.kind, raw) not in self.command.arguments["seen"]:
            raise _NotSent("refused", Reason.CHANGED)
        if self.command.kind == CommandKind.DEPARTURE_PROGRAMS:
            return {**raw, "programs": self.command.arguments["settings"]["programs"]}
        return None

    def _accept(self) -> None:
        now = clock.now()
        start_at = self.command.start_in_car_at
        confirm_until = max(now, start_at or now) + commands.KINDS[self.command.kind].effect_within
        first = commands.next_check(self.command.kind, now, start_at, confirm_until, now)
        self._write(
            state=CommandState.ACCEPTED, answered_at=now, confirm_until=confirm_until, next_check_at=first
        )
        self._note(EndpointState.WORKS, "")
        self._make_lively(now)
        _programs_were_given(self.command, given=True)

    def _make_lively(self, now: datetime) -> None:
        """Have the vehicle asked more often for a while: something is about to change."""
        mine = Vehicle.objects.filter(pk=self.vehicle.pk)
        mine.update(lively_until=now + cadence.LIVELY_FOR)
        mine.filter(due_at__gt=now + cadence.INTERVALS[Pace.LIVELY]).update(
            due_at=now + cadence.INTERVALS[Pace.LIVELY]
        )

    def end(self, verdict: Verdict, error: RenaultException | None = None) -> None:
        """Write down that it came to nothing, or that nobody knows."""
        now = clock.now()
        fields: dict[str, Any] = {"state": verdict.state, "reason": verdict.reason.value}
        if error is not None:
            fields |= {"error_code": _code_of(error), "error_details": str(error)[:300]}
        if verdict.state != CommandState.UNKNOWN:
            fields |= {"settled_at": now, "offer_back": OfferBack.NOTHING}
        self._write(**fields)
        log.warning("Command %s: %s, %s", self.command.pk, verdict.state, verdict.reason)
        if verdict.reason == Reason.SIGN_IN:
            login_states.wants_sign_in(self.login)
        elif verdict.reason == Reason.QUOTA:
            login_states.cool_down(self.login, now)
        if verdict.state == CommandState.REFUSED and error is not None:
            self._note(EndpointState.FAILING, type(error).__name__)
        _programs_were_given(self.command, given=False)

    def _note(self, state: EndpointState, error: str) -> None:
        """Keep for the sheet of abilities whether this car was ever told this with success."""
        name, now = commands.name_of_write(self.command.kind), clock.now()
        record, _created = VehicleEndpoint.objects.get_or_create(vehicle=self.vehicle, endpoint=name)
        record.state, record.error, record.tried_at = state, error, now
        if state == EndpointState.WORKS:
            record.first_worked_at = record.first_worked_at or now
            record.answered_at = now
        record.save()

    def _write(self, **fields: Any) -> None:
        """Write to the row while it is still ours to write to."""
        mine = Command.objects.filter(pk=self.command.pk, state=CommandState.SENDING)
        patiently(lambda: mine.update(**fields))
        for name, value in fields.items():
            setattr(self.command, name, value)


def _code_of(error: RenaultException) -> str:
    """Return Renault's code, else the HTTP status, else what kind of failure it was."""
    told = getattr(error, "error_code", None) or getattr(error, "status", None)
    return str(told or type(error).__name__)[:64]


def _programs_were_given(command: Command, *, given: bool) -> None:
    """Note on the command that had switched programs off what became of giving them back."""
    if command.gives_back_id is not None:
        # After a failure somebody has to look: it is not tried for ever by itself.
        state = OfferBack.GIVEN if given else OfferBack.BY_PRESS
        Command.objects.filter(pk=command.gives_back_id).exclude(offer_back=OfferBack.NOTHING).update(
            offer_back=state
        )
