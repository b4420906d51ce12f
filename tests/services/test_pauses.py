"""When Renault says that its own limit is reached, the login pauses; longer while that comes again."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import builders
from vehicles import clock
from vehicles.models import (
    BatterySnapshot,
    Command,
    CommandState,
    Household,
    LoginState,
    RenaultCall,
    RenaultLogin,
    User,
    Vehicle,
    VehicleEndpoint,
)
from vehicles.rules.refusals import Reason
from vehicles.services import budget, commands, confirming, linking, login_states, papers, polling, sending

pytestmark = pytest.mark.django_db

ZOE_50 = "VF1PLAYEDZE500002"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def home() -> Household:
    return builders.household()


@pytest.fixture
def owner(home: Household) -> User:
    return builders.member(home)


@pytest.fixture
def login(home: Household, owner: User, simulator: Any) -> RenaultLogin:
    return builders.linked(home, owner)


def pause_of(login: RenaultLogin) -> int:
    """Return how many minutes the login pauses from now on, 0 where it does not."""
    login.refresh_from_db()
    if not login.is_cooling(clock.now()):
        return 0
    assert login.cooling_until is not None
    return round((login.cooling_until - clock.now()) / MINUTE)


def end_pause(login: RenaultLogin, *, minutes_ago: float = 0) -> None:
    """Let the pause be over since so many minutes, and the vehicles be due."""
    ended_at = clock.now() - minutes_ago * MINUTE
    RenaultLogin.objects.filter(pk=login.pk).update(cooling_until=ended_at, wait_until=None)
    Vehicle.objects.update(due_at=clock.now())


def test_it_doubles_from_a_quarter_of_an_hour_to_an_hour_while_it_recurs(
    login: RenaultLogin, simulator: Any
) -> None:
    simulator.control.fault("quota", login=login.email, limit=0)
    pauses = []
    for _ in range(4):
        polling.poll_login(login.pk)
        pauses.append(pause_of(login))
        end_pause(login)
    assert pauses == [15, 30, 60, 60]


def test_after_a_good_hour_it_is_a_quarter_of_an_hour_again(login: RenaultLogin, simulator: Any) -> None:
    simulator.control.fault("quota", login=login.email, limit=0)
    polling.poll_login(login.pk)
    end_pause(login)
    polling.poll_login(login.pk)
    assert pause_of(login) == 30
    simulator.control.clear()
    end_pause(login, minutes_ago=61)
    polling.poll_login(login.pk)
    login.refresh_from_db()
    assert (login.state, login.last_error) == (LoginState.OK, "")
    simulator.control.fault("quota", login=login.email, limit=0)
    end_pause(login, minutes_ago=61)
    VehicleEndpoint.objects.update(tried_at=None)
    polling.poll_login(login.pk)
    assert pause_of(login) == 15


def test_other_logins_go_on(login: RenaultLogin, simulator: Any) -> None:
    other_home = builders.household("Next door")
    other = builders.linked(other_home, builders.member(other_home), email="kim@example.com")
    simulator.control.fault("quota", login=login.email, limit=0)
    polling.poll_login(login.pk)
    polling.poll_login(other.pk)
    assert pause_of(login) == 15
    assert pause_of(other) == 0
    told = BatterySnapshot.objects.values_list("vehicle__household", flat=True)
    assert set(told) <= {other_home.pk}
    assert Vehicle.objects.due(clock.now()).filter(account__login=login).count() == 3


def test_whoever_is_in_the_middle_of_something_stops_too(login: RenaultLogin, simulator: Any) -> None:
    as_it_was_known = RenaultLogin.objects.get(pk=login.pk)
    login_states.cool_down(login, clock.now())
    calls = simulator.control.calls(login.email)
    assert budget.reserve(as_it_was_known, clock.now()) == login.cooling_until
    assert budget.reserve(as_it_was_known, clock.now(), for_command=True) == login.cooling_until
    papers.fetch(Vehicle.objects.get(vin=ZOE_50).pk)
    confirming.check(Vehicle.objects.get(vin=ZOE_50).pk)
    polling.poll_login(login.pk)
    assert simulator.control.calls(login.email) == calls
    # Being told so a second time is the same pause.
    login_states.cool_down(as_it_was_known, clock.now())
    assert as_it_was_known.pause_minutes == 15


def test_a_poll_that_goes_well_does_not_undo_what_another_process_was_told(login: RenaultLogin) -> None:
    as_it_was_known = RenaultLogin.objects.get(pk=login.pk)
    login_states.wants_sign_in(login)
    login_states.say(as_it_was_known, "")
    login_states.cool_down(as_it_was_known, clock.now())
    login.refresh_from_db()
    assert login.state == LoginState.NEEDS_SIGN_IN
    assert login.last_error
    assert budget.reserve(as_it_was_known, clock.now()) is not None


def test_a_command_is_refused_in_words_meanwhile_and_keeps_nothing(
    login: RenaultLogin, owner: User, client: Any
) -> None:
    login_states.cool_down(login, clock.now())
    vehicle = Vehicle.objects.get(vin=ZOE_50)
    with pytest.raises(commands.CommandRefused) as refused:
        commands.ask(vehicle, owner, "stop_charge", {}, uuid.uuid4())
    assert refused.value.reason == Reason.COOLING
    assert refused.value.again_at == login.cooling_until
    assert not Command.objects.exists()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    path = reverse("vehicle-controls", args=[vehicle.pk])
    answer = client.post(path, {"kind": "stop_charge", "key": str(uuid.uuid4())})
    assert answer.status_code == 422
    assert "nothing is sent for a while" in answer.content.decode()
    assert "It can be tried again at" in answer.content.decode()


def test_a_command_that_waited_when_the_pause_began_is_not_sent(
    login: RenaultLogin, owner: User, simulator: Any
) -> None:
    command = commands.ask(Vehicle.objects.get(vin=ZOE_50), owner, "stop_charge", {}, uuid.uuid4())
    calls = simulator.control.calls(login.email)
    login_states.cool_down(login, clock.now())
    sending.send(command.pk)
    command.refresh_from_db()
    assert (command.state, command.reason) == (CommandState.FAILED, Reason.COOLING)
    assert simulator.control.calls(login.email) == calls


def test_signing_in_again_ends_no_pause(login: RenaultLogin, home: Household, owner: User) -> None:
    login_states.cool_down(login, clock.now())
    linking.sign_in(home, owner, locale="fr_FR", email=login.email, password="demo", login=login)
    assert pause_of(login) == 15


def test_further_tries_that_the_client_makes_by_itself_are_counted(
    login: RenaultLogin, simulator: Any
) -> None:
    RenaultCall.objects.all().delete()
    Vehicle.objects.exclude(vin=ZOE_50).update(due_at=None)
    before = simulator.control.calls(login.email)
    simulator.control.fault("bad_gateway", endpoint="battery-status", times=2)
    simulator.control.fault("unauthorized", endpoint="cockpit", times=1)
    polling.poll_login(login.pk)
    reached = [call for call in simulator.control.state()["log"] if call["path"].find("/cars/") >= 0]
    assert BatterySnapshot.objects.exists()
    assert RenaultCall.objects.count() >= simulator.control.calls(login.email) - before
    assert RenaultCall.objects.count() == 4 + 2 + 1  # battery thrice, cockpit twice, HVAC, tyres
    assert reached


def test_a_further_try_that_the_hour_does_not_hold_is_not_made(login: RenaultLogin, simulator: Any) -> None:
    Vehicle.objects.exclude(vin=ZOE_50).update(due_at=None)
    RenaultCall.objects.all().delete()
    RenaultCall.objects.bulk_create([RenaultCall(login=login, at=clock.now()) for _ in range(48)])
    simulator.control.fault("bad_gateway", endpoint="battery-status")
    polling.poll_login(login.pk)
    assert RenaultCall.objects.count() == 50
    assert not BatterySnapshot.objects.exists()
