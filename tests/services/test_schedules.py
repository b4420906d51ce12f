"""Reading a vehicle's schedules: at somebody's wish, with the poll, within the budget."""

from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from vehicles import clock
from vehicles.models import EndpointState, Household, RenaultCall, RenaultLogin, Vehicle
from vehicles.rules.budget import READS_PER_HOUR
from vehicles.services import polling, schedules

pytestmark = pytest.mark.django_db

ZOE, ZOE_50, RENAULT_5, MEGANE = (
    "VF1PLAYEDZE400001",
    "VF1PLAYEDZE500002",
    "VF1PLAYEDR5500003",
    "VF1PLAYEDME600004",
)


@pytest.fixture
def home() -> Household:
    return builders.household()


@pytest.fixture
def login(home: Household, simulator: Any) -> RenaultLogin:
    login = builders.linked(home, builders.member(home))
    polling.poll_login(login.pk)
    return login


def read(vin: str) -> Vehicle:
    """Ask for the schedules and let the worker read them."""
    vehicle = Vehicle.objects.get(vin=vin)
    assert polling.look_at_plan(vehicle).asked
    assert vehicle.account is not None
    polling.poll_login(vehicle.account.login_id)
    vehicle.refresh_from_db()
    return vehicle


def asked(simulator: Any) -> list[str]:
    return [str(call) for call in simulator.control.state()["log"]]


def test_the_schedules_of_a_zoe_are_read_and_kept(login: RenaultLogin) -> None:
    vehicle = read(ZOE_50)
    told = schedules.told_by(vehicle)
    charge = told["charge_schedules"]
    assert charge.endpoint == "charging-settings"
    assert charge.raw is not None
    assert charge.raw["schedules"][0]["monday"] == {"startTime": "T00:30Z", "duration": 390}
    assert charge.read_at is not None
    assert told["charge_mode"].raw == charge.raw
    climate = told["hvac_schedules"].raw
    assert climate is not None
    assert climate["schedules"][0]["tuesday"] == {"readyAtTime": "T06:00Z"}
    assert told["charge_limits"].never
    assert told["departure_programs"].endpoint == ""


def test_the_calendar_of_an_old_zoe_and_the_programs_of_a_renault_5_are_kept_as_they_came(
    login: RenaultLogin,
) -> None:
    old = schedules.told_by(read(ZOE))
    assert old["charge_schedules"].endpoint == "charge-schedule"
    assert set(old["charge_schedules"].raw or {}) == {"calendar"}
    assert old["hvac_schedules"].state == EndpointState.NOT_AVAILABLE
    assert old["hvac_schedules"].never
    new = schedules.told_by(read(RENAULT_5))
    assert new["charge_schedules"].endpoint == ""
    programs = (new["departure_programs"].raw or {})["programs"]
    assert [program["programType"] for program in programs] == ["CHARGE", "PRECONDITIONING"]
    assert new["charge_limits"].raw is not None


def test_a_plan_is_read_once_for_each_wish_and_never_by_itself(login: RenaultLogin) -> None:
    calls = RenaultCall.objects.count()
    vehicle = Vehicle.objects.get(vin=ZOE_50)
    assert not schedules.told_by(vehicle)["charge_schedules"].raw
    read(ZOE_50)
    of_plan = RenaultCall.objects.count() - calls
    vehicle.refresh_from_db()
    assert schedules.reading_of(vehicle, clock.now()) == schedules.Reading(vehicle.plan_asked_at, 2, 2)
    Vehicle.objects.update(due_at=clock.now())
    polling.poll_login(login.pk)
    assert RenaultCall.objects.count() - calls == of_plan + 3  # each vehicle's battery alone


def test_what_the_budget_does_not_hold_stays_wanted(login: RenaultLogin) -> None:
    vehicle = Vehicle.objects.get(vin=ZOE_50)
    polling.look_at_plan(vehicle)
    RenaultCall.objects.all().delete()
    now = clock.now()
    RenaultCall.objects.bulk_create([RenaultCall(login=login, at=now) for _ in range(READS_PER_HOUR - 1)])
    polling.poll_login(login.pk)
    vehicle.refresh_from_db()
    progress = schedules.reading_of(vehicle, clock.now())
    assert (progress.done, progress.total, progress.pending) == (1, 2, True)
    RenaultCall.objects.update(at=now - timedelta(hours=1))
    RenaultLogin.objects.update(wait_until=None)
    polling.poll_login(login.pk)
    vehicle.refresh_from_db()
    assert not schedules.reading_of(vehicle, clock.now()).pending
    assert schedules.told_by(vehicle)["hvac_schedules"].raw


def test_a_used_up_hour_and_an_expired_sign_in_are_said_at_once(login: RenaultLogin) -> None:
    vehicle = Vehicle.objects.select_related("account__login").get(vin=ZOE_50)
    RenaultCall.objects.bulk_create([RenaultCall(login=login, at=clock.now()) for _ in range(READS_PER_HOUR)])
    look = polling.look_at_plan(vehicle)
    assert not look.asked
    assert look.free_at is not None
    vehicle.refresh_from_db()
    assert vehicle.plan_asked_at is None


def test_a_petrol_car_has_no_schedules_to_read(home: Household) -> None:
    duster = builders.vehicle(home, "Duster", model_code="DU31SU", energy="fuel")
    assert schedules.endpoints_of(duster) == []
    assert all(told.never for told in schedules.told_by(duster).values())
