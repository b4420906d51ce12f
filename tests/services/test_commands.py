"""Asking: what becomes a command, what is refused and why, and that one key is one command."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django_q.models import OrmQ

from tests import builders
from vehicles import clock
from vehicles.models import (
    Command,
    CommandState,
    Household,
    Level,
    LoginState,
    Membership,
    RenaultCall,
    RenaultLogin,
    Role,
    User,
    Vehicle,
    VehicleGrant,
    VehicleStatus,
)
from vehicles.rules.refusals import Reason
from vehicles.services import commands
from vehicles.services.commands import CommandRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Household:
    return builders.household()


@pytest.fixture
def login(home: Household) -> RenaultLogin:
    return builders.login(home)


@pytest.fixture
def driver(home: Household) -> User:
    return builders.member(home, Role.DRIVER)


@pytest.fixture
def megane(home: Household, login: RenaultLogin) -> Vehicle:
    return builders.vehicle(home, "Mégane", login, model_code="XCB1VE")


def ask(vehicle: Vehicle, user: User, kind: str = "start_charge", **arguments: Any) -> Command:
    return commands.ask(vehicle, user, kind, arguments, uuid.uuid4())


def refusal(vehicle: Vehicle, user: User, kind: str = "start_charge", **arguments: Any) -> CommandRefused:
    with pytest.raises(CommandRefused) as caught:
        ask(vehicle, user, kind, **arguments)
    assert not Command.objects.exists()
    assert caught.value.words
    return caught.value


def test_a_command_is_kept_with_who_and_when_and_queued_by_its_number(megane: Vehicle, driver: User) -> None:
    command = ask(megane, driver, "start_preconditioning", temperature_c=20.5)
    command.refresh_from_db()
    assert (command.state, command.asked_by, command.asked_by_name) == (CommandState.QUEUED, driver, "Driver")
    assert command.arguments == {"temperature_c": 20.5}
    queued = OrmQ.objects.get().task
    assert (queued["func"], queued["args"]) == ("vehicles.tasks.send_command", (command.pk,))


def test_the_same_key_gives_the_same_command(megane: Vehicle, driver: User) -> None:
    key = uuid.uuid4()
    asked = [commands.ask(megane, driver, "stop_preconditioning", {}, key) for _ in range(3)]
    assert len({command.pk for command in asked}) == Command.objects.count() == OrmQ.objects.count() == 1


def test_a_key_that_was_used_for_something_else_is_refused(megane: Vehicle, driver: User) -> None:
    key = uuid.uuid4()
    commands.ask(megane, driver, "stop_preconditioning", {}, key)
    with pytest.raises(CommandRefused) as caught:
        commands.ask(megane, driver, "horn", {}, key)
    assert caught.value.reason == Reason.KEY


def test_the_sixth_command_in_five_minutes_is_refused_and_says_until_when(
    megane: Vehicle, driver: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask(megane, driver, "lights")
    for _ in range(4):
        ask(megane, driver, "lights")
    with pytest.raises(CommandRefused) as caught:
        ask(megane, driver, "lights")
    assert caught.value.reason == Reason.TOO_MANY
    assert caught.value.again_at == first.asked_at + timedelta(minutes=5)
    later = clock.now() + timedelta(minutes=5, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert ask(megane, driver, "lights").pk


@pytest.mark.parametrize(
    ("fields", "kind", "reason"),
    [
        ({"model_code": "X101VE"}, "charge_limits", Reason.MODEL),
        ({"model_code": "XCB1VE"}, "stop_charge", Reason.MODEL),
        ({"model_code": "R5E1VE"}, "charge_schedules", Reason.PROGRAMS),
        ({"model_code": "X102VE"}, "departure_programs", Reason.NO_PROGRAMS),
        ({"model_code": "DU31SU", "energy": "fuel"}, "start_charge", Reason.NO_BATTERY),
        ({"status": VehicleStatus.UNLINKED}, "start_charge", Reason.TAKEN_OFF),
        ({"account": None}, "start_charge", Reason.NO_LOGIN),
        ({}, "refresh_position", Reason.POSITIONS_OFF),
        ({}, "self_destruct", Reason.BAD_ARGUMENTS),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    megane: Vehicle, driver: User, fields: dict[str, Any], kind: str, reason: Reason
) -> None:
    for name, value in fields.items():
        setattr(megane, name, value)
    megane.save()
    assert refusal(megane, driver, kind).reason == reason


def test_a_login_that_needs_signing_in_sends_nothing(
    megane: Vehicle, driver: User, login: RenaultLogin
) -> None:
    login.state = LoginState.NEEDS_SIGN_IN
    login.save()
    megane.refresh_from_db()
    assert refusal(megane, driver).reason == Reason.SIGN_IN


def test_viewers_and_strangers_may_not(home: Household, megane: Vehicle, driver: User) -> None:
    viewer = builders.member(home, Role.VIEWER)
    stranger = builders.member(builders.household("Elsewhere"))
    for user in (viewer, stranger):
        assert refusal(megane, user).reason == Reason.ROLE
    Membership.objects.filter(user=driver).delete()
    assert refusal(megane, driver).reason == Reason.ROLE


def test_a_used_up_hour_is_said_with_the_time_it_ends(
    megane: Vehicle, driver: User, login: RenaultLogin
) -> None:
    at = clock.now() - timedelta(minutes=20)
    RenaultCall.objects.bulk_create([RenaultCall(login=login, at=at) for _ in range(60)])
    refused = refusal(megane, driver)
    assert (refused.reason, refused.again_at) == (Reason.BUDGET, at + timedelta(hours=1))


@pytest.mark.parametrize("hours", [-1, 0, 7 * 24 + 1])
def test_a_time_that_is_past_or_far_off_is_refused(megane: Vehicle, driver: User, hours: int) -> None:
    send_at = clock.now() + timedelta(hours=hours)
    with pytest.raises(CommandRefused) as caught:
        commands.ask(megane, driver, "start_charge", {}, uuid.uuid4(), send_at)
    assert (caught.value.reason, caught.value.field) == (Reason.BAD_TIME, "send_at")


def test_a_start_time_is_kept_by_the_car_where_it_can_be_told_and_by_us_elsewhere(
    home: Household, login: RenaultLogin, megane: Vehicle, driver: User
) -> None:
    zoe = builders.vehicle(home, "Zoé", login, model_code="X102VE")
    later = clock.now() + timedelta(hours=3)
    by_car = commands.ask(megane, driver, "start_charge", {}, uuid.uuid4(), later)
    assert (by_car.start_at, by_car.kept_by_us, OrmQ.objects.count()) == (later, False, 1)
    by_us = commands.ask(zoe, driver, "start_charge", {}, uuid.uuid4(), later)
    assert (by_us.start_at, by_us.kept_by_us, OrmQ.objects.count()) == (later, True, 1)
    warm = commands.ask(zoe, driver, "start_preconditioning", {"temperature_c": 19}, uuid.uuid4(), later)
    assert not warm.kept_by_us


def test_a_waiting_command_can_be_called_off_and_no_other(megane: Vehicle, driver: User) -> None:
    command = ask(megane, driver, "lights")
    assert commands.cancel(command, driver)
    assert (command.state, command.settled_by) == (CommandState.CANCELLED, driver)
    assert not commands.cancel(command, driver)


def test_a_persons_word_settles_what_nobody_knew(megane: Vehicle, driver: User) -> None:
    for arrived, state in ((True, CommandState.CONFIRMED), (False, CommandState.FAILED)):
        command = ask(megane, driver, "lights")
        now = clock.now()
        Command.objects.filter(pk=command.pk).update(state=CommandState.UNKNOWN, sending_at=now)
        assert commands.settle_by_hand(command, driver, arrived=arrived)
        assert (command.state, command.proof) == (state, "by_hand")
        assert not commands.settle_by_hand(command, driver, arrived=not arrived)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "lost"},
        {"kind": "explode"},
        {"state": "sending"},  # without a time of sending
        {"state": "accepted", "sending_at": clock.now()},  # without an answer
        {"state": "confirmed", "sending_at": clock.now(), "settled_at": clock.now()},  # without a proof
        {"state": "failed"},  # without a time
        {"state": "queued", "settled_at": clock.now()},
        {"state": "queued", "sending_at": clock.now()},  # back into the queue
        {"offer_back": "by_press"},  # nothing remembered
    ],
)
def test_the_database_keeps_no_impossible_command(
    megane: Vehicle, driver: User, change: dict[str, Any]
) -> None:
    command = ask(megane, driver, "lights")
    with pytest.raises(IntegrityError), transaction.atomic():
        Command.objects.filter(pk=command.pk).update(**change)


def test_the_log_outlives_the_account_of_the_person(megane: Vehicle, driver: User) -> None:
    command = ask(megane, driver, "lights")
    driver.delete()
    command.refresh_from_db()
    assert (command.asked_by, command.asked_by_name) == (None, "Driver")


def test_the_last_command_of_each_vehicle_is_found_with_one_question(
    home: Household, login: RenaultLogin, megane: Vehicle, driver: User, django_assert_num_queries: Any
) -> None:
    zoe = builders.vehicle(home, "Zoé", login)
    asked = [ask(vehicle, driver, "lights") for vehicle in (megane, megane)] + [
        ask(zoe, driver, "stop_charge")
    ]
    with django_assert_num_queries(1):
        last = list(Command.objects.all().last_of([megane.pk, zoe.pk]).order_by("pk"))
    assert last == asked[1:]


def test_a_grant_for_one_vehicle_goes_before_the_role(
    home: Household, login: RenaultLogin, megane: Vehicle, driver: User
) -> None:
    zoe = builders.vehicle(home, "Zoé", login)
    viewer = builders.member(home, Role.VIEWER)
    mine = {user: home.memberships.get(user=user) for user in (viewer, driver)}
    VehicleGrant.objects.create(membership=mine[viewer], vehicle=megane, level=Level.DRIVE)
    VehicleGrant.objects.create(membership=mine[driver], vehicle=megane, level=Level.VIEW)
    assert [commands.may_tell(viewer, car) for car in (megane, zoe)] == [True, False]
    assert [commands.may_tell(driver, car) for car in (megane, zoe)] == [False, True]
    owner = builders.member(home, Role.OWNER)
    assert commands.may_tell(owner, megane)
