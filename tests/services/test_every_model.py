"""Every model of the table and every command: sent in the right way, or refused with the reason.

The expectations are written down here a second time, from owners' reports, and do not come from the client's
own table. The played servers check adapter and body of everything that reaches them.
"""

import dataclasses
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import builders
from vehicles import clock, gateway, tasks
from vehicles.models import CommandState, RenaultCall, RenaultLogin, Vehicle
from vehicles.renault_api.kamereon.endpoints import MODELS as TABLE
from vehicles.rules.commands import KINDS
from vehicles.rules.refusals import Reason
from vehicles.services import commands
from vehicles.services.commands import CommandRefused
from vehicles.simulator import Account, Login, PlayedGarage, Simulator, World, serve
from vehicles.simulator.actions import ACTIONS
from vehicles.simulator.answers import ENDPOINTS
from vehicles.simulator.cars import CarRow
from vehicles.simulator.models import MODELS as PLAYED

pytestmark = pytest.mark.django_db

PROGRAMS = ("A4E1VE", "A5E1AE", "R5E1VE", "XBG2VE", "XCB1SE", "XDD1VE", "XHN1CP")
PETROL = ("XHN1ML", "XHN1SU", "XJA1VP", "XJA2VP", "XJB2CP", "XJB2SU", "XJF2BI")
WEEK = {"id": 1, "activated": True, "monday": {"startTime": "T22:30Z", "duration": 480}}
WARM = {"id": 1, "activated": True, "friday": {"readyAtTime": "T07:15Z"}}
SETTINGS = {
    "programs": [{"programActivationStatus": True, "programDepartureTime": "07:30"}],
    "chargeDuration": 60,
}

# What goes with each kind, and how it is sent where nothing else is said below: action, adapter, what the
# body holds.
USUAL: dict[str, tuple[dict[str, Any], str, str, dict[str, Any]]] = {
    "start_charge": ({}, "actions/charging-start", "kca1", {"action": "start"}),
    "stop_charge": ({}, "actions/charging-start", "kca1", {"action": "stop"}),
    "start_preconditioning": (
        {"temperature_c": 20.5},
        "actions/hvac-start",
        "kca1",
        {"action": "start", "targetTemperature": 20.5},
    ),
    "stop_preconditioning": ({}, "actions/hvac-start", "kca1", {"action": "cancel"}),
    "charge_mode": ({"mode": "schedule_mode"}, "actions/charge-mode", "kca1", {"action": "schedule_mode"}),
    "charge_limits": (
        {"minimum": 20, "target": 85},
        "ev/soc-levels",
        "kcm1",
        {"socMin": 20, "socTarget": 85},
    ),
    "charge_schedules": ({"schedules": [WEEK]}, "actions/charge-schedule", "kca2", {}),
    "hvac_schedules": ({"schedules": [WARM]}, "actions/hvac-schedule", "kca2", {}),
    "departure_programs": ({"settings": SETTINGS}, "ev/settings", "kcm1", SETTINGS),
    "horn": ({}, "actions/horn-lights", "kca1", {"action": "start", "target": "horn"}),
    "lights": ({}, "actions/horn-lights", "kca1", {"action": "start", "target": "lights"}),
    "refresh_position": ({}, "actions/refresh-location", "kca1", {}),
}
BY_SETTINGS = ("ev/settings", "kcm1", {})
PAUSE = ("charge/pause-resume", "kcm1", {"action": "pause"})
RESUME = ("charge/pause-resume", "kcm1", {"action": "resume"})
STOP = ("actions/hvac-start", "kca1", {"action": "stop"})
OTHERWISE: dict[tuple[str, str], tuple[str, str, dict[str, Any]]] = {
    **{("start_charge", code): BY_SETTINGS for code in PROGRAMS},
    ("start_charge", "XBG1VE"): RESUME,
    ("start_charge", "XCB1VE"): ("charge/start", "kcm1", {"action": "start"}),
    ("stop_charge", "X102VE"): PAUSE,
    ("stop_charge", "XBG1VE"): PAUSE,
    ("charge_schedules", "XCB1VE"): ("charge/schedule", "kcm1", {}),
    **{("stop_preconditioning", code): STOP for code in ("A5E1AE", "R5E1VE", "XBG1VE", "XBG2VE", "XCB1VE")},
}
# Which models do not have it at all.
ABSENT: dict[str, tuple[str, ...]] = {
    "start_charge": ("BD11SL", "XHN1CP", "XJB1SU", *PETROL),
    "stop_charge": (
        *("A4E1VE", "A5E1AE", "R5E1VE", "XBG2VE", "XCB1SE", "XCB1VE", "XDD1VE", "XJB1SU"),
        *PETROL,
    ),
    "start_preconditioning": PETROL,
    "stop_preconditioning": ("XJF2BI",),
    "charge_mode": ("A4E1VE", "A5E1AE", "R5E1VE", "XJF2BI"),
    "charge_limits": ("BD11SL", "DU31SU", "X101VE", "X102VE", "XBG1VE", "XJB1SU", *PETROL),
    "charge_schedules": ("A4E1VE", "A5E1AE", "R5E1VE", "XDD1VE", "XJF2BI"),
    "hvac_schedules": ("A4E1VE", "A5E1AE", "R5E1VE", "XJF2BI"),
    "departure_programs": tuple(code for code in TABLE if code not in PROGRAMS),
    "horn": ("BD11SL", "DU31SU", "X102VE", "XBG1VE", "XFB2BK", "XJA1VP", "XJA2VP", "XJB1SU"),
    "lights": ("BD11SL", "DU31SU", "X102VE", "XBG1VE", "XFB2BK", "XJA1VP", "XJA2VP", "XJB1SU"),
    "refresh_position": (),
}
# To which models a start can be told with its time; a start for later waits here for the others.
TAKES_A_TIME: dict[str, tuple[str, ...]] = {
    "start_charge": ("XCB1VE",),
    "start_preconditioning": tuple(TABLE),
}


def vin_of(code: str) -> str:
    return f"VF1WALKED{code:0>8}"


def email_of(code: str) -> str:
    return f"{code.lower()}@example.com"


def row(code: str) -> CarRow:
    """A car of that model that lets itself be told everything, so that only we can refuse."""
    model = dataclasses.replace(
        PLAYED["XCB1VE"],
        code=code,
        reads=frozenset(ENDPOINTS),
        actions=frozenset(ACTIONS),
        refusals={},
        quirks=frozenset(),
        schedules="ev-settings" if code in PROGRAMS else "local",
        soc_threshold=0.0,
    )
    return CarRow(vin_of(code), model, code, "2024-01-01", (47.2, -1.5), 1000.0)


class Told:
    """What reached the played servers as a command: action, adapter, body."""

    def __init__(self, garage: Any) -> None:
        self.bodies: list[tuple[str, str, dict[str, Any]]] = []
        self._act = garage.act
        garage.act = self.act

    def act(self, vin: str, action: str, adapter: str, body: Any, ignore: bool) -> Any:
        answer = self._act(vin, action, adapter, body, ignore)
        assert answer.status == 200, answer.body
        self.bodies.append((action, adapter, body))
        return answer


@pytest.fixture(scope="module")
def street() -> Iterator[Any]:
    """Served cars, one of every model of the table."""
    now = datetime.now(UTC)
    world = World(seed=3, born_at=now - timedelta(hours=6), start=now, rows=[row(code) for code in TABLE])
    garage = PlayedGarage(world)
    garage.logins = {
        login.email: login
        for login in (
            Login(
                email_of(code), f"person-{code}", (Account(f"account-{code}", "MYRENAULT", (vin_of(code),)),)
            )
            for code in TABLE
        )
    }
    with serve(Simulator(garage)) as server:
        yield server


@pytest.fixture
def car(request: pytest.FixtureRequest, street: Any, monkeypatch: pytest.MonkeyPatch) -> Vehicle:
    for name in ("GIGYA", "KAMEREON"):
        monkeypatch.setenv(f"RENAULT_{name}_ROOT_URL", street.url)
        monkeypatch.setenv(f"RENAULT_{name}_API_KEY", "key")
    gateway.forget_jwts()
    home = builders.household()
    builders.linked(home, builders.member(home), email_of(request.param))
    Vehicle.objects.update(positions_on=True, energy="electric")
    return Vehicle.objects.select_related("household", "account__login").get(vin=vin_of(request.param))


@pytest.mark.parametrize("car", TABLE, indirect=True)
def test_every_command_is_sent_in_the_models_own_way_or_refused_with_the_reason(
    car: Vehicle, street: Any
) -> None:
    owner = car.household.members.get()
    told = Told(street.simulator.garage)
    try:
        for kind, (arguments, *usual) in USUAL.items():
            builders.forget_commands()
            RenaultCall.objects.all().delete()
            told.bodies.clear()
            if car.model_code in ABSENT[kind]:
                with pytest.raises(CommandRefused) as caught:
                    commands.ask(car, owner, kind, arguments, uuid.uuid4())
                assert caught.value.reason in (Reason.MODEL, Reason.PROGRAMS, Reason.NO_PROGRAMS)
                assert "model" in caught.value.words
                assert told.bodies == []
                continue
            command = commands.ask(car, owner, kind, arguments, uuid.uuid4())
            tasks.send_command(command.pk)
            command.refresh_from_db()
            assert command.state == CommandState.ACCEPTED, (kind, command.reason, command.error_details)
            action, adapter, holds = OTHERWISE.get((kind, car.model_code), tuple(usual))
            assert len(told.bodies) == 1
            sent_action, sent_adapter, body = told.bodies[0]
            assert (sent_action, sent_adapter) == (action, adapter), kind
            attributes = body["data"].get("attributes", {}) if "data" in body else body
            assert holds.items() <= attributes.items(), kind
            _check_body(kind, car.model_code, attributes)
            _let_it_be_done(street, car.vin)
        _walk_starts_at_a_time(car, owner, told)
    finally:
        street.simulator.garage.act = told._act


def _walk_starts_at_a_time(car: Vehicle, owner: Any, told: Told) -> None:
    """A start for later goes to the car with its time where it takes one, and else waits here."""
    at = (clock.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
    for kind, takers in TAKES_A_TIME.items():
        if car.model_code in ABSENT[kind]:
            continue
        builders.forget_commands()
        RenaultCall.objects.all().delete()
        told.bodies.clear()
        command = commands.ask(car, owner, kind, USUAL[kind][0], uuid.uuid4(), at)
        tasks.send_command(command.pk)
        command.refresh_from_db()
        assert command.kept_by_us is (car.model_code not in takers), kind
        if command.kept_by_us:
            assert (command.state, command.send_at, told.bodies) == (CommandState.QUEUED, at, [])
        else:
            assert command.state == CommandState.ACCEPTED, (kind, command.error_details)
            (sent,) = [body["data"]["attributes"] for _action, _adapter, body in told.bodies]
            assert sent["startDateTime"] == f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _check_body(kind: str, code: str, attributes: dict[str, Any]) -> None:
    if kind in ("charge_schedules", "hvac_schedules"):
        (week,) = attributes["schedules"]
        assert {name: value for name, value in week.items() if value is not None} in (WEEK, WARM)
    if kind == "start_charge" and code in PROGRAMS:
        assert attributes["programs"]
        assert not any(program["programActivationStatus"] for program in attributes["programs"])
        assert "chargeTimeStart" in attributes  # the whole object, not the programs alone


def _let_it_be_done(street: Any, vin: str) -> None:
    """A second change of the mode has to wait for the first."""
    street.simulator.garage.world.car(vin).pending_modes = 0


def test_nothing_is_left_out_of_the_walk() -> None:
    assert set(USUAL) == set(ABSENT) == set(KINDS) - {"give_programs_back"}
    assert set().union(*ABSENT.values(), PROGRAMS, PETROL) <= set(TABLE)


def test_the_petrol_models_are_told_only_what_needs_no_battery() -> None:
    for code in TABLE:
        vehicle = Vehicle(model_code=code, energy="fuel", household=None)
        for kind, row_of_kind in KINDS.items():
            lack = commands.ability_of(vehicle, kind).lack
            assert (lack is not None and lack.value == "no_battery") == row_of_kind.needs_battery
    assert RenaultLogin.objects.count() == 0
