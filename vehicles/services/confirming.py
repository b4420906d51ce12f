"""Looks whether a command that Renault took has shown its effect.

1. The tick queues a check for each vehicle with a command whose time to be looked after has come.
2. The check moves that time on first, then reads what would show the effect, within what the hour leaves.
3. Every answer, of a check or of an ordinary poll, is held against the commands of its vehicle (`look_at`).
4. A command whose time is up is called unconfirmed. Nothing is concluded from silence before.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings

from .. import clock, gateway, queue
from ..fields import SealBroken
from ..models import Command, CommandState, EndpointState, LoginState, RenaultLogin, Vehicle, VehicleEndpoint
from ..renault_api import READS, RenaultException, RenaultVehicle
from ..renault_api import Answer as WireAnswer
from ..rules import commands, readings
from ..rules.effects import Asked, Effect, Told, effect_of
from ..rules.faults import Verdict, judge
from ..rules.refusals import Reason
from . import answers, budget, login_states, statements, storing

LONGEST_CALL = 45.0


def queue_due(now: datetime) -> int:
    """Queue a check for each vehicle with a command to look after, and return how many."""
    due = sorted(set(Command.objects.to_check(now).values_list("vehicle_id", flat=True)))
    for vehicle_id in due:
        queue.request_check(vehicle_id)
    return len(due)


def check(vehicle_id: int, monotonic: Callable[[], float] = time.monotonic) -> None:
    """Read what shows the effect of this vehicle's commands, and settle those whose time is up."""
    vehicle = Vehicle.objects.select_related("account__login", "household").filter(pk=vehicle_id).first()
    if vehicle is None:
        return
    now = clock.now()
    due = [each for each in Command.objects.to_check(now).filter(vehicle=vehicle) if _take(each, now)]
    showing = {commands.read_that_shows(command.kind, vehicle.model_code) for command in due}
    login = vehicle.account.login if vehicle.account else None
    if login is not None and _may_read(login, now):
        last_start = monotonic() + settings.Q_CLUSTER["timeout"] - LONGEST_CALL - 2
        _read_all(vehicle, login, sorted(filter(None, showing)), lambda: monotonic() <= last_start)
    settle_overdue(vehicle, now)


def _read_all(
    vehicle: Vehicle, login: RenaultLogin, endpoints: list[str], is_time: Callable[[], bool]
) -> None:
    try:
        with budget.open_session(login) as session:
            of_renault = gateway.open_vehicle(session, vehicle)
            for endpoint in endpoints:
                if not is_time() or not _read(vehicle, of_renault, endpoint, login):
                    return
    except SealBroken as error:
        login_states.say(login, str(error))


def _take(command: Command, now: datetime) -> bool:
    """Move the next check on, before this one; return whether no other process has done so."""
    next_at = commands.next_check(
        command.kind, command.answered_at, command.start_in_car_at, command.confirm_until, now
    )
    mine = Command.objects.filter(
        pk=command.pk, state=CommandState.ACCEPTED, next_check_at=command.next_check_at
    )
    return mine.update(next_check_at=next_at) == 1


def _may_read(login: RenaultLogin, now: datetime) -> bool:
    return login.state != LoginState.NEEDS_SIGN_IN and not login.is_cooling(now)


def _read(vehicle: Vehicle, of_renault: RenaultVehicle, endpoint: str, login: RenaultLogin) -> bool:
    """Read one endpoint, store the answer and look at it; return whether more may be read."""
    now = clock.now()
    if budget.reserve(login, now) is not None:
        return False
    try:
        data = read(of_renault, endpoint)
    except RenaultException as error:
        return _note_failure(vehicle, of_renault, endpoint, error, login, now)
    answer = storing.Answer(endpoint, data, clock.now())
    vehicle.refresh_from_db(fields=["positions_on", "status"])
    storing.store(vehicle, [answer])
    look_at(vehicle, [answer])
    return True


def read(of_renault: RenaultVehicle, endpoint: str) -> WireAnswer:
    """Read an endpoint by its name; what has no type of its own is kept as it came."""
    if endpoint in READS:
        getter, _data_type = READS[endpoint]
        found: WireAnswer = getattr(of_renault, getter)()
        return found
    return WireAnswer.from_raw(of_renault.get_charge_schedule())


def _note_failure(
    vehicle: Vehicle,
    of_renault: RenaultVehicle,
    endpoint: str,
    error: RenaultException,
    login: RenaultLogin,
    now: datetime,
) -> bool:
    record, _created = VehicleEndpoint.objects.get_or_create(vehicle=vehicle, endpoint=endpoint)
    token_kept = of_renault.session.login_token is not None
    verdict = judge(error, ever_worked=record.first_worked_at is not None, token_kept=token_kept)
    if verdict is Verdict.SIGN_IN:
        login_states.wants_sign_in(login)
    elif verdict is Verdict.COOL_DOWN:
        login_states.cool_down(login, now)
    elif verdict is not Verdict.UNREACHABLE:
        answers.told(record, type(error).__name__)
        record.tried_at, record.error = now, type(error).__name__
        lasting = verdict is Verdict.NOT_AVAILABLE
        record.state = EndpointState.NOT_AVAILABLE if lasting else EndpointState.FAILING
        record.save()
        return True
    return False


def look_at(vehicle: Vehicle, answers: Sequence[storing.Answer]) -> None:
    """Hold answers against the commands of their vehicle that Renault took and nothing has shown yet."""
    hold_against(statements.accepted_commands().ask({"vehicle": vehicle.pk}), vehicle, answers)


def hold_against(accepted: Sequence[Command], vehicle: Vehicle, answers: Sequence[storing.Answer]) -> None:
    """Do so with its accepted commands, where they are known already."""
    for command in accepted:
        if commands.read_that_shows(command.kind, vehicle.model_code) is None:
            continue
        for answer in answers:
            told = _told(vehicle, answer)
            effect = effect_of(_asked(command), told)
            if effect is not Effect.NOTHING:
                _settle(command, effect, told)
                break


def _told(vehicle: Vehicle, answer: storing.Answer) -> Told:
    reading = None
    if answer.endpoint in readings.CONCERNS:
        reading = readings.read(answer.endpoint, answer.data, storing.traits(vehicle), answer.fetched_at)
    return Told(answer.endpoint, answer.data.raw_data, answer.fetched_at, reading)


def _asked(command: Command) -> Asked:
    return Asked(
        command.kind, command.arguments, command.sending_at, command.answered_at, command.start_in_car_at
    )


def _settle(command: Command, effect: Effect, told: Told) -> None:
    shown = effect is Effect.SHOWN
    Command.objects.filter(pk=command.pk, state=CommandState.ACCEPTED).update(
        state=CommandState.CONFIRMED if shown else CommandState.REFUSED,
        reason="" if shown else Reason.NOT_PLUGGED,
        settled_at=told.fetched_at,
        proof=told.endpoint,
        proved_at=told.reported_at,
        next_check_at=None,
    )


def settle_overdue(vehicle: Vehicle, now: datetime) -> int:
    """Call unconfirmed what has not shown its effect in time, and return how many."""
    settled = 0
    overdue = Command.objects.filter(vehicle=vehicle, state=CommandState.ACCEPTED, confirm_until__lte=now)
    for command in overdue:
        tells = commands.read_that_shows(command.kind, vehicle.model_code) is not None
        settled += Command.objects.filter(pk=command.pk, state=CommandState.ACCEPTED).update(
            state=CommandState.UNCONFIRMED,
            settled_at=now,
            reason=Reason.NOT_SHOWN if tells else Reason.CANNOT_TELL,
            next_check_at=None,
        )
    return settled
