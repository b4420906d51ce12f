"""Sending to the played servers: once, and what became of it is true."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django_q.models import OrmQ

from tests import builders
from vehicles import clock, gateway, tasks
from vehicles.models import (
    Command,
    CommandState,
    EndpointState,
    Household,
    LoginState,
    Membership,
    OfferBack,
    RenaultCall,
    RenaultLogin,
    Role,
    User,
    Vehicle,
    VehicleEndpoint,
)
from vehicles.rules.refusals import Reason
from vehicles.services import commands, sending

pytestmark = pytest.mark.django_db

ZOE_40, ZOE_50, RENAULT_5 = "VF1PLAYEDZE400001", "VF1PLAYEDZE500002", "VF1PLAYEDR5500003"


@pytest.fixture
def home() -> Household:
    return builders.household()


@pytest.fixture
def owner(home: Household) -> User:
    return builders.member(home)


@pytest.fixture
def login(home: Household, owner: User, simulator: Any) -> RenaultLogin:
    return builders.linked(home, owner)


@pytest.fixture
def zoe(login: RenaultLogin) -> Vehicle:
    return Vehicle.objects.get(vin=ZOE_50)


@pytest.fixture
def renault_5(login: RenaultLogin) -> Vehicle:
    return Vehicle.objects.get(vin=RENAULT_5)


def asked(vehicle: Vehicle, user: User, kind: str, send_at: Any = None, **arguments: Any) -> Command:
    return commands.ask(vehicle, user, kind, arguments, uuid.uuid4(), send_at)


def sent(vehicle: Vehicle, user: User, kind: str, **arguments: Any) -> Command:
    command = asked(vehicle, user, kind, **arguments)
    tasks.send_command(command.pk)
    command.refresh_from_db()
    return command


def posts(simulator: Any) -> list[str]:
    """The paths of the posts that the played servers let in, but for signing in."""
    return [
        call["path"]
        for call in simulator.control.state()["log"]
        if call["method"] == "POST" and call["login"]
    ]


def test_a_command_is_sent_and_taken(zoe: Vehicle, owner: User, simulator: Any) -> None:
    command = sent(zoe, owner, "start_preconditioning", temperature_c=20.5)
    assert command.state == CommandState.ACCEPTED
    assert posts(simulator)[0].endswith("/actions/hvac-start")
    assert command.sending_at is not None
    assert command.answered_at is not None
    assert command.confirm_until == command.answered_at + timedelta(minutes=10)
    assert command.next_check_at == command.answered_at + timedelta(minutes=1)
    noted = VehicleEndpoint.objects.get(vehicle=zoe, endpoint="actions/hvac-start")
    assert (noted.state, noted.first_worked_at is not None) == (EndpointState.WORKS, True)


def test_a_task_delivered_twice_sends_once(zoe: Vehicle, owner: User, simulator: Any) -> None:
    command = sent(zoe, owner, "stop_preconditioning")
    for _ in range(3):
        tasks.send_command(command.pk)
    assert len(posts(simulator)) == 1
    command.refresh_from_db()
    assert command.state == CommandState.ACCEPTED


def test_a_task_for_a_command_that_is_gone_does_nothing() -> None:
    tasks.send_command(987654)
    tasks.check_commands(987654)


def test_what_comes_too_late_expires_and_is_not_sent(zoe: Vehicle, owner: User, simulator: Any) -> None:
    command = asked(zoe, owner, "stop_charge")
    assert command.expires_at - clock.machine_now() <= timedelta(minutes=10)
    Command.objects.update(expires_at=clock.machine_now() - timedelta(seconds=1))
    tasks.send_command(command.pk)
    tasks.tick()
    command.refresh_from_db()
    assert (command.state, command.reason) == (CommandState.EXPIRED, Reason.LATE)
    assert posts(simulator) == []


def test_horn_and_lights_expire_after_a_minute(renault_5: Vehicle, owner: User) -> None:
    for kind in ("horn", "lights"):
        command = asked(renault_5, owner, kind)
        left = command.expires_at - clock.machine_now()
        assert timedelta(seconds=55) < left <= timedelta(seconds=60)


def test_a_command_whose_task_was_lost_is_queued_again_by_the_tick(
    zoe: Vehicle, owner: User, simulator: Any
) -> None:
    command = asked(zoe, owner, "stop_charge")
    OrmQ.objects.all().delete()
    assert sending.queue_due(clock.now()) == 1
    assert OrmQ.objects.get().task["args"] == (command.pk,)


def test_a_start_that_we_keep_is_sent_at_its_time_and_not_before(
    zoe: Vehicle, owner: User, simulator: Any
) -> None:
    command = asked(zoe, owner, "start_charge", clock.now() + timedelta(hours=2))
    tasks.send_command(command.pk)
    assert sending.queue_due(clock.now()) == 0
    assert posts(simulator) == []
    now = clock.now()
    Command.objects.update(start_at=now, send_at=now)
    assert sending.queue_due(clock.now()) == 1
    tasks.send_command(command.pk)
    command.refresh_from_db()
    assert command.state == CommandState.ACCEPTED
    assert len(posts(simulator)) == 1


def test_a_start_that_was_called_off_is_never_sent(zoe: Vehicle, owner: User, simulator: Any) -> None:
    command = asked(zoe, owner, "start_charge", clock.now() + timedelta(hours=2))
    assert commands.cancel(command, owner)
    Command.objects.update(send_at=clock.now())
    tasks.tick()
    tasks.send_command(command.pk)
    assert posts(simulator) == []


def test_a_role_taken_away_between_pressing_and_sending_is_refused(
    home: Household, zoe: Vehicle, simulator: Any
) -> None:
    driver = builders.member(home, Role.DRIVER)
    command = asked(zoe, driver, "stop_charge")
    Membership.objects.filter(user=driver).update(role=Role.VIEWER)
    tasks.send_command(command.pk)
    command.refresh_from_db()
    assert (command.state, command.reason) == (CommandState.REFUSED, Reason.ROLE)
    assert posts(simulator) == []


def test_a_revoked_token_sends_nothing_and_asks_for_a_sign_in(
    zoe: Vehicle, owner: User, login: RenaultLogin, simulator: Any
) -> None:
    simulator.control.revoke(login.email)
    gateway.forget_jwts()
    command = sent(zoe, owner, "stop_charge")
    login.refresh_from_db()
    assert (command.state, command.reason) == (CommandState.FAILED, Reason.SIGN_IN)
    assert login.state == LoginState.NEEDS_SIGN_IN
    assert posts(simulator) == []


def test_an_outage_of_the_identity_server_sends_nothing_and_says_so(
    zoe: Vehicle, owner: User, simulator: Any
) -> None:
    simulator.control.fault("gigya_down")
    gateway.forget_jwts()
    command = sent(zoe, owner, "stop_charge")
    assert command.state == CommandState.FAILED
    assert command.reason == Reason.IDENTITY_DOWN
    assert posts(simulator) == []


def test_without_a_connection_it_never_left_here(zoe: Vehicle, owner: User, simulator: Any) -> None:
    sent(zoe, owner, "stop_preconditioning")  # the JWT is there
    simulator.close()
    command = sent(zoe, owner, "stop_charge")
    assert (command.state, command.reason) == (CommandState.FAILED, Reason.NO_CONNECTION)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("bad_gateway", Reason.SERVER_FAILED),
        ("invalid_upstream", Reason.SERVER_FAILED),
        ("truncated", Reason.UNREADABLE),
        ("empty", Reason.UNREADABLE),
    ],
)
def test_an_answer_that_says_nothing_leaves_it_unknown_and_it_is_not_sent_again(
    zoe: Vehicle, owner: User, simulator: Any, fault: str, reason: Reason
) -> None:
    simulator.control.fault(fault, endpoint="actions/hvac-start")
    command = sent(zoe, owner, "stop_preconditioning")
    assert (command.state, command.reason) == (CommandState.UNKNOWN, reason)
    tasks.tick()
    tasks.send_command(command.pk)
    assert len(posts(simulator)) == 1


def test_a_quota_answer_is_refused_and_pauses_the_polls(
    zoe: Vehicle, owner: User, login: RenaultLogin, simulator: Any
) -> None:
    simulator.control.fault("quota", limit=0)
    command = sent(zoe, owner, "stop_charge")
    login.refresh_from_db()
    assert (command.state, command.reason) == (CommandState.REFUSED, Reason.QUOTA)
    assert login.state == LoginState.COOLING


def test_commands_may_use_the_calls_that_polls_must_leave(
    zoe: Vehicle, owner: User, login: RenaultLogin, simulator: Any
) -> None:
    RenaultCall.objects.all().delete()
    at = clock.now() - timedelta(minutes=20)
    RenaultCall.objects.bulk_create([RenaultCall(login=login, at=at) for _ in range(50)])
    before = simulator.control.calls(login.email)
    tasks.poll_login(login.pk)
    assert simulator.control.calls(login.email) == before
    assert sent(zoe, owner, "stop_charge").state == CommandState.ACCEPTED
    assert RenaultCall.objects.count() == 51


def test_a_used_up_hour_at_sending_is_a_failure_in_words(
    zoe: Vehicle, owner: User, login: RenaultLogin, simulator: Any
) -> None:
    command = asked(zoe, owner, "stop_charge")
    RenaultCall.objects.bulk_create([RenaultCall(login=login, at=clock.now()) for _ in range(60)])
    tasks.send_command(command.pk)
    command.refresh_from_db()
    assert (command.state, command.reason) == (CommandState.FAILED, Reason.BUDGET)
    assert posts(simulator) == []


def test_wrong_token_keys_send_nothing(zoe: Vehicle, owner: User, settings: Any, simulator: Any) -> None:
    from cryptography.fernet import Fernet

    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
    command = sent(zoe, owner, "stop_charge")
    assert (command.state, command.reason) == (CommandState.FAILED, Reason.KEYS)


def test_a_process_that_died_while_sending_leaves_it_unknown(
    zoe: Vehicle, owner: User, simulator: Any
) -> None:
    command = asked(zoe, owner, "stop_charge")
    assert sending._claim(command.pk)  # and here the process dies
    tasks.tick()
    command.refresh_from_db()
    assert command.state == CommandState.SENDING
    Command.objects.update(sending_until=clock.machine_now() - timedelta(seconds=1))
    tasks.tick()
    tasks.send_command(command.pk)
    command.refresh_from_db()
    assert (command.state, command.reason) == (CommandState.UNKNOWN, Reason.WORKER_DIED)
    assert posts(simulator) == []


def test_programs_are_remembered_before_a_charge_start_switches_them_off(
    renault_5: Vehicle, owner: User, simulator: Any
) -> None:
    before = simulator.simulator.garage.world.attributes(RENAULT_5, "ev/settings")["programs"]
    assert any(program["programActivationStatus"] for program in before)
    command = sent(renault_5, owner, "start_charge", give_back=False)
    assert command.state == CommandState.ACCEPTED
    assert (command.programs, command.offer_back) == (before, OfferBack.BY_PRESS)
    simulator.control.advance(200)
    after = simulator.simulator.garage.world.attributes(RENAULT_5, "ev/settings")["programs"]
    assert not any(program["programActivationStatus"] for program in after)


def test_programs_that_cannot_be_read_are_not_switched_off(
    renault_5: Vehicle, owner: User, simulator: Any
) -> None:
    simulator.control.fault("bad_gateway", endpoint="ev/settings")
    command = sent(renault_5, owner, "start_charge")
    assert (command.state, command.reason) == (CommandState.FAILED, Reason.NOT_READ)
    assert (command.programs, command.offer_back) == (None, OfferBack.NOTHING)
    assert posts(simulator) == []


def test_programs_are_given_back_by_one_press_and_once(
    renault_5: Vehicle, owner: User, simulator: Any
) -> None:
    world = simulator.simulator.garage.world
    before = world.attributes(RENAULT_5, "ev/settings")["programs"]
    started = sent(renault_5, owner, "start_charge")
    simulator.control.advance(200)
    back = commands.give_back(started, owner, uuid.uuid4())
    with pytest.raises(commands.CommandRefused):
        commands.give_back(started, owner, uuid.uuid4())
    tasks.send_command(back.pk)
    started.refresh_from_db()
    assert started.offer_back == OfferBack.GIVEN
    simulator.control.advance(200)
    assert world.attributes(RENAULT_5, "ev/settings")["programs"] == before
    tasks.check_commands(renault_5.pk)


def test_programs_that_somebody_changed_meanwhile_are_left_as_they_are(
    renault_5: Vehicle, owner: User, simulator: Any
) -> None:
    world = simulator.simulator.garage.world
    started = sent(renault_5, owner, "start_charge")
    simulator.control.advance(200)
    changed = [{**world.attributes(RENAULT_5, "ev/settings")["programs"][0], "programDepartureTime": "05:00"}]
    world.order(RENAULT_5, "ev_settings", {"body": {"programs": changed}})
    simulator.control.advance(200)
    back = commands.give_back(started, owner, uuid.uuid4())
    tasks.send_command(back.pk)
    back.refresh_from_db()
    started.refresh_from_db()
    assert (back.state, back.reason) == (CommandState.REFUSED, Reason.CHANGED)
    assert started.offer_back == OfferBack.BY_PRESS
    assert world.attributes(RENAULT_5, "ev/settings")["programs"] == changed
