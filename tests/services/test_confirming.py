"""Accepted is not done: what the car itself tells, later, decides."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from vehicles import clock, tasks
from vehicles.models import (
    BatterySnapshot,
    Command,
    CommandState,
    EndpointState,
    Household,
    LoginState,
    OfferBack,
    RenaultCall,
    RenaultLogin,
    User,
    Vehicle,
    VehicleEndpoint,
)
from vehicles.rules.refusals import Reason
from vehicles.services import commands, confirming, giving_back

pytestmark = pytest.mark.django_db

ZOE_40, ZOE_50, RENAULT_5 = "VF1PLAYEDZE400001", "VF1PLAYEDZE500002", "VF1PLAYEDR5500003"
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.fixture
def home() -> Household:
    return builders.household()


@pytest.fixture
def owner(home: Household) -> User:
    return builders.member(home)


@pytest.fixture
def login(home: Household, owner: User, simulator: Any, monkeypatch: pytest.MonkeyPatch) -> RenaultLogin:
    """A login of the played world, whose time is the site's time too."""
    monkeypatch.setattr(clock, "now", simulator.simulator.garage.now)
    return builders.linked(home, owner)


def vehicle(vin: str) -> Vehicle:
    return Vehicle.objects.get(vin=vin)


def sent(vin: str, user: User, kind: str, send_at: Any = None, **arguments: Any) -> Command:
    command = commands.ask(vehicle(vin), user, kind, arguments, uuid.uuid4(), send_at)
    tasks.send_command(command.pk)
    command.refresh_from_db()
    assert command.state == CommandState.ACCEPTED, command.reason
    return command


@pytest.fixture
def wait(simulator: Any) -> Callable[[float], None]:
    """Let minutes pass, as the worker lives them: a tick each, and what it queues for commands."""

    def passing(minutes: float) -> None:
        for _ in range(int(minutes)):
            simulator.control.advance(60)
            due = set(Command.objects.to_check(clock.now()).values_list("vehicle_id", flat=True))
            for vehicle_id in due:
                tasks.check_commands(vehicle_id)

    return passing


def state(command: Command) -> tuple[str, str]:
    command.refresh_from_db()
    return command.state, command.reason


def test_a_charge_is_done_when_the_car_tells_it_by_its_own_clock(
    login: RenaultLogin, owner: User, simulator: Any, wait: Callable[[float], None]
) -> None:
    simulator.control.nudge(ZOE_50, soc=40, plugged=True)
    simulator.control.advance(60)
    command = sent(ZOE_50, owner, "start_charge")
    tasks.check_commands(command.vehicle_id)
    assert state(command)[0] == CommandState.ACCEPTED
    wait(7)
    assert state(command) == (CommandState.CONFIRMED, "")
    assert command.proof == "battery-status"
    assert command.proved_at is not None
    assert command.sending_at is not None
    assert command.proved_at > command.sending_at
    newest = BatterySnapshot.objects.filter(vehicle=command.vehicle).latest("reported_at")
    assert (newest.charge_state, newest.reported_at) == ("charging", command.proved_at)


def test_a_car_that_is_not_plugged_in_says_no_to_a_charge(
    login: RenaultLogin, owner: User, simulator: Any, wait: Callable[[float], None]
) -> None:
    simulator.control.nudge(ZOE_50, soc=40, plugged=False)
    command = sent(ZOE_50, owner, "start_charge")
    wait(7)
    assert state(command) == (CommandState.REFUSED, Reason.NOT_PLUGGED)
    assert command.proof == "battery-status"


def test_an_old_value_refutes_nothing_before_the_time_is_up(
    login: RenaultLogin, owner: User, simulator: Any, wait: Callable[[float], None]
) -> None:
    simulator.control.nudge(ZOE_50, soc=40, plugged=False)
    simulator.control.advance(60)
    simulator.control.fault("ignored_commands")
    command = sent(ZOE_50, owner, "start_charge")
    wait(14)
    assert state(command)[0] == CommandState.ACCEPTED
    wait(2)
    assert state(command) == (CommandState.UNCONFIRMED, Reason.NOT_SHOWN)


def test_checks_come_soon_and_then_less_often(
    login: RenaultLogin, owner: User, simulator: Any, wait: Callable[[float], None]
) -> None:
    simulator.control.fault("ignored_commands")
    RenaultCall.objects.all().delete()
    sent(RENAULT_5, owner, "charge_limits", minimum=25, target=90)
    assert RenaultCall.objects.count() == 1
    counts = []
    for minutes in (5, 10, 45):
        wait(minutes)
        counts.append(RenaultCall.objects.count() - 1)
    assert counts == [3, 5, 10]
    assert Command.objects.get().state == CommandState.UNCONFIRMED


def test_preconditioning_without_a_car_time_is_done_when_a_later_read_shows_it(
    login: RenaultLogin, owner: User, simulator: Any, wait: Callable[[float], None]
) -> None:
    simulator.control.nudge(ZOE_50, soc=80)
    command = sent(ZOE_50, owner, "start_preconditioning", temperature_c=21)
    wait(5)
    assert state(command)[0] == CommandState.CONFIRMED
    assert (command.proof, command.proved_at) == ("hvac-status", None)


def test_a_model_that_never_tells_is_not_asked_and_not_called_done(
    login: RenaultLogin, owner: User, wait: Callable[[float], None]
) -> None:
    on = sent(ZOE_40, owner, "start_preconditioning", temperature_c=21)
    off = sent(ZOE_40, owner, "stop_preconditioning")
    calls = RenaultCall.objects.count()
    wait(12)
    for command in (on, off):
        assert state(command) == (CommandState.UNCONFIRMED, Reason.CANNOT_TELL)
    assert RenaultCall.objects.count() == calls


def test_the_horn_is_taken_and_never_proved(
    login: RenaultLogin, owner: User, wait: Callable[[float], None]
) -> None:
    command = sent(RENAULT_5, owner, "horn")
    wait(1)
    assert state(command) == (CommandState.UNCONFIRMED, Reason.CANNOT_TELL)


def test_limits_read_back_at_once_are_the_old_ones_and_later_the_new(
    login: RenaultLogin, owner: User, wait: Callable[[float], None]
) -> None:
    command = sent(RENAULT_5, owner, "charge_limits", minimum=25, target=90)
    tasks.check_commands(command.vehicle_id)
    assert state(command)[0] == CommandState.ACCEPTED
    wait(5)
    assert state(command)[0] == CommandState.CONFIRMED
    assert command.proof == "soc-levels"


@pytest.mark.parametrize(
    ("vin", "kind", "arguments", "proof"),
    [
        (ZOE_40, "charge_mode", {"mode": "schedule_mode"}, "charge-mode"),
        (ZOE_50, "charge_mode", {"mode": "always_charging"}, "charging-settings"),
        (
            ZOE_50,
            "charge_schedules",
            {
                "schedules": [
                    {"id": 1, "activated": True, "monday": {"startTime": "T22:30Z", "duration": 480}},
                    {"id": 2, "activated": False},
                ]
            },
            "charging-settings",
        ),
        (
            ZOE_40,
            "charge_schedules",
            {
                "schedules": [
                    {"id": 1, "activated": True, "sunday": {"startTime": "T01:15Z", "duration": 60}},
                ]
            },
            "charge-schedule",
        ),
        (
            ZOE_50,
            "hvac_schedules",
            {"schedules": [{"id": 1, "activated": True, "friday": {"readyAtTime": "T07:15Z"}}]},
            "hvac-settings",
        ),
        (
            RENAULT_5,
            "departure_programs",
            {
                "settings": {
                    "chargeModeRq": "SCHEDULED",
                    "programs": [{"programActivationStatus": True, "programDepartureTime": "06:45"}],
                }
            },
            "charge-schedule",
        ),
    ],
)
def test_settings_are_done_when_the_car_reads_back_what_was_sent(
    login: RenaultLogin,
    owner: User,
    wait: Callable[[float], None],
    vin: str,
    kind: str,
    arguments: dict[str, Any],
    proof: str,
) -> None:
    command = sent(vin, owner, kind, **arguments)
    wait(1)
    wait(4)
    assert state(command)[0] == CommandState.CONFIRMED
    assert command.proof == proof
    read_back = VehicleEndpoint.objects.get(vehicle=command.vehicle, endpoint=proof)
    assert (read_back.state, bool(read_back.raw)) == (EndpointState.WORKS, True)


def test_a_position_is_done_when_it_carries_a_later_time_of_the_car(
    login: RenaultLogin, owner: User, wait: Callable[[float], None]
) -> None:
    Vehicle.objects.update(positions_on=True)
    command = sent(ZOE_50, owner, "refresh_position")
    tasks.check_commands(command.vehicle_id)
    assert state(command)[0] == CommandState.ACCEPTED
    wait(5)
    assert state(command)[0] == CommandState.CONFIRMED


def test_an_ordinary_poll_that_shows_the_effect_settles_it_too(
    login: RenaultLogin, owner: User, simulator: Any
) -> None:
    simulator.control.nudge(ZOE_50, soc=40, plugged=True)
    command = sent(ZOE_50, owner, "start_charge")
    simulator.control.advance(400)
    Vehicle.objects.update(due_at=clock.now())
    tasks.poll_login(login.pk)
    assert state(command)[0] == CommandState.CONFIRMED


def test_a_start_that_the_car_keeps_is_done_when_the_car_names_it(
    login: RenaultLogin, owner: User, simulator: Any
) -> None:
    start_at = clock.now().replace(microsecond=0) + timedelta(hours=3)
    command = sent(ZOE_50, owner, "start_preconditioning", start_at, temperature_c=20)
    assert not command.kept_by_us
    assert command.confirm_until == start_at + timedelta(minutes=10)
    told = {"hvacStatus": "off", "nextHvacStartDate": start_at.isoformat()}
    answer = builders.answer("hvac-status", clock.now() + timedelta(minutes=1), **told)
    confirming.look_at(command.vehicle, [answer])
    assert state(command)[0] == CommandState.CONFIRMED


def test_no_check_is_made_beyond_the_hours_reads_or_while_the_login_rests(
    login: RenaultLogin, owner: User, simulator: Any, wait: Callable[[float], None]
) -> None:
    command = sent(ZOE_50, owner, "start_charge")
    RenaultCall.objects.bulk_create([RenaultCall(login=login, at=clock.now()) for _ in range(50)])
    before = simulator.control.calls(login.email)
    wait(5)
    RenaultCall.objects.all().delete()
    RenaultLogin.objects.update(state=LoginState.COOLING, cooling_until=clock.now() + timedelta(minutes=30))
    wait(5)
    assert simulator.control.calls(login.email) == before
    wait(6)
    assert state(command)[0] == CommandState.UNCONFIRMED


def test_a_quota_answer_to_a_check_pauses_the_login(
    login: RenaultLogin, owner: User, simulator: Any, wait: Callable[[float], None]
) -> None:
    sent(ZOE_50, owner, "start_charge")
    simulator.control.fault("quota", limit=0)
    wait(1)
    login.refresh_from_db()
    assert login.state == LoginState.COOLING


def test_a_check_that_fails_for_now_is_made_again(
    login: RenaultLogin, owner: User, simulator: Any, wait: Callable[[float], None]
) -> None:
    simulator.control.nudge(ZOE_50, soc=40, plugged=True)
    command = sent(ZOE_50, owner, "start_charge")
    simulator.control.fault("failed_forward", endpoint="battery-status", times=2)
    wait(8)
    assert state(command)[0] == CommandState.CONFIRMED


def test_programs_come_back_by_themselves_after_the_charge_where_that_was_chosen(
    login: RenaultLogin, owner: User, simulator: Any, wait: Callable[[float], None]
) -> None:
    world = simulator.simulator.garage.world
    before = world.attributes(RENAULT_5, "ev/settings")["programs"]
    simulator.control.nudge(RENAULT_5, soc=40, plugged=True)
    started = sent(RENAULT_5, owner, "start_charge", give_back=True)
    wait(7)
    assert state(started)[0] == CommandState.CONFIRMED
    assert giving_back.ask_due() == 0
    simulator.control.nudge(RENAULT_5, plugged=False)
    simulator.control.advance(60)
    Vehicle.objects.update(due_at=clock.now())
    tasks.poll_login(login.pk)
    assert (giving_back.ask_due(), giving_back.ask_due()) == (1, 0)
    back = Command.objects.get(kind="give_programs_back")
    assert (back.by_itself, back.asked_by, back.gives_back) == (True, owner, started)
    tasks.send_command(back.pk)
    wait(5)
    assert state(back)[0] == CommandState.CONFIRMED
    started.refresh_from_db()
    assert started.offer_back == OfferBack.GIVEN
    assert world.attributes(RENAULT_5, "ev/settings")["programs"] == before


def test_programs_come_back_at_once_where_no_charge_came_of_it(
    login: RenaultLogin, owner: User, simulator: Any, wait: Callable[[float], None]
) -> None:
    simulator.control.nudge(RENAULT_5, soc=40, plugged=False)
    started = sent(RENAULT_5, owner, "start_charge", give_back=True)
    wait(7)
    assert state(started) == (CommandState.REFUSED, Reason.NOT_PLUGGED)
    assert giving_back.ask_due() == 1


def test_programs_that_cannot_come_back_by_themselves_are_left_to_people(
    login: RenaultLogin, owner: User, simulator: Any, wait: Callable[[float], None]
) -> None:
    simulator.control.nudge(RENAULT_5, soc=40, plugged=False)
    started = sent(RENAULT_5, owner, "start_charge", give_back=True)
    wait(7)
    Command.objects.filter(pk=started.pk).update(asked_by=None)
    assert giving_back.ask_due() == 0
    started.refresh_from_db()
    assert started.offer_back == OfferBack.BY_PRESS


def test_what_was_told_before_a_persons_word_ends_no_charge(
    login: RenaultLogin, owner: User, simulator: Any
) -> None:
    def poll() -> None:
        simulator.control.advance(300)
        Vehicle.objects.update(due_at=clock.now())
        tasks.poll_login(login.pk)

    simulator.control.nudge(RENAULT_5, soc=40, plugged=False)
    poll()
    simulator.control.nudge(RENAULT_5, plugged=True)
    started = sent(RENAULT_5, owner, "start_charge", give_back=True)
    Command.objects.filter(pk=started.pk).update(state=CommandState.UNKNOWN, next_check_at=None)
    assert commands.settle_by_hand(started, owner, arrived=True)
    assert giving_back.ask_due() == 0
    poll()  # it charges
    assert giving_back.ask_due() == 0
    simulator.control.nudge(RENAULT_5, plugged=False)
    poll()
    assert giving_back.ask_due() == 1
