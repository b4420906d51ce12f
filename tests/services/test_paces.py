"""What a poll finds decides when the vehicle is asked next, and what a call is spent on."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from vehicles import clock
from vehicles.models import Household, RenaultCall, RenaultLogin, Vehicle, VehicleEndpoint
from vehicles.renault_api import RenaultVehicle
from vehicles.rules import cadence
from vehicles.rules.cadence import Pace
from vehicles.services import commands, polling, sending
from vehicles.services.vehicle_polls import spacing_of
from vehicles.simulator.exchange import Response

pytestmark = pytest.mark.django_db

ZOE_50 = "VF1PLAYEDZE500002"


@pytest.fixture
def home() -> Household:
    return builders.household()


@pytest.fixture
def login(home: Household, simulator: Any) -> RenaultLogin:
    """A login whose only followed vehicle is the Zoe."""
    linked = builders.linked(home, builders.member(home))
    Vehicle.objects.exclude(vin=ZOE_50).update(status="offered")
    return linked


@pytest.fixture
def pass_time(simulator: Any, settings: Any) -> Callable[..., None]:
    """Let the cars' time pass at once, on both sides."""

    def pass_(**how_long: float) -> None:
        simulator.control.advance(timedelta(**how_long).total_seconds())
        settings.CLOCK_START += timedelta(**how_long)

    return pass_


def poll(login: RenaultLogin) -> Vehicle:
    """Poll the Zoe now, and return it as it stands then."""
    Vehicle.objects.filter(vin=ZOE_50).update(due_at=clock.now())
    polling.poll_login(login.pk)
    return zoe()


def zoe() -> Vehicle:
    return Vehicle.objects.get(vin=ZOE_50)


def minutes_until_due(vehicle: Vehicle) -> float:
    assert vehicle.due_at is not None
    return (vehicle.due_at - clock.now()) / timedelta(minutes=1)


def asked_in(login: RenaultLogin, do: Callable[[], Any]) -> list[str]:
    """Return the endpoints that are asked meanwhile, in order."""
    before = {row.endpoint: row.tried_at for row in VehicleEndpoint.objects.filter(vehicle__vin=ZOE_50)}
    do()
    after = VehicleEndpoint.objects.filter(vehicle__vin=ZOE_50).order_by("tried_at")
    return [row.endpoint for row in after if row.tried_at != before.get(row.endpoint)]


def test_a_car_that_charges_is_due_again_in_five_minutes(login: RenaultLogin, simulator: Any) -> None:
    simulator.control.nudge(ZOE_50, soc=40, plugged=True)
    vehicle = poll(login)
    assert vehicle.pace == Pace.CHARGING
    assert 4 < minutes_until_due(vehicle) <= 5


def test_a_parked_car_is_due_again_in_half_an_hour(login: RenaultLogin, simulator: Any) -> None:
    simulator.control.nudge(ZOE_50, soc=60, plugged=False)
    vehicle = poll(login)
    assert vehicle.pace == Pace.PARKED
    assert 26 < minutes_until_due(vehicle) < 33


def test_a_car_that_was_just_plugged_in_is_asked_every_five_minutes_for_a_while(
    login: RenaultLogin, simulator: Any, pass_time: Callable[..., None]
) -> None:
    simulator.control.nudge(ZOE_50, soc=100, plugged=False)
    poll(login)
    pass_time(minutes=30)
    simulator.control.nudge(ZOE_50, soc=100, plugged=True)
    vehicle = poll(login)
    assert vehicle.pace == Pace.LIVELY
    assert vehicle.lively_until is not None
    assert minutes_until_due(vehicle) <= 5
    Vehicle.objects.update(lively_until=clock.now() - timedelta(seconds=1))
    assert poll(login).pace == Pace.PARKED


def test_a_car_that_was_told_what_to_do_is_asked_every_five_minutes_for_a_while(
    login: RenaultLogin, home: Household
) -> None:
    poll(login)
    owner = home.members.get()
    command = commands.ask(zoe(), owner, "stop_charge", {}, uuid.uuid4())
    sending.send(command.pk)
    vehicle = zoe()
    assert vehicle.lively_until is not None
    assert minutes_until_due(vehicle) <= 5


@pytest.fixture
def says(simulator: Any) -> Callable[..., None]:
    """Have the played servers answer an endpoint with these attributes from now on."""
    said: dict[str, dict[str, Any]] = {}

    def instead(path: str, _login: str | None) -> Response | None:
        for endpoint, attributes in said.items():
            if path.endswith(endpoint):
                body = {"data": {"type": "Car", "id": ZOE_50, "attributes": attributes}}
                return Response.of_json(200, body, "application/json")
        return None

    simulator.simulator.faults.instead = instead
    return lambda endpoint, **attributes: said.update({endpoint: attributes})


def battery_at(hours_ago: float, **attributes: Any) -> dict[str, Any]:
    at = (clock.now() - timedelta(hours=hours_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"timestamp": at, "batteryLevel": 60, "plugStatus": 0, "chargingStatus": 0.0, **attributes}


def test_a_car_whose_time_stays_the_same_for_six_hours_sleeps_and_is_asked_hourly_for_its_battery_only(
    login: RenaultLogin, says: Callable[..., None], pass_time: Callable[..., None]
) -> None:
    says("cockpit", totalMileage=1000.0)
    says("battery-status", **battery_at(hours_ago=0))
    assert poll(login).pace == Pace.PARKED
    pass_time(hours=6, minutes=5)
    vehicle = poll(login)
    assert vehicle.pace == Pace.ASLEEP
    assert 53 < minutes_until_due(vehicle) < 66
    pass_time(hours=1)
    assert asked_in(login, lambda: poll(login)) == ["battery-status"]
    pass_time(hours=1)
    assert asked_in(login, lambda: poll(login)) != ["battery-status"]  # the others at their own slow pace
    says("battery-status", **battery_at(hours_ago=0))
    assert poll(login).pace == Pace.PARKED


def test_a_drive_is_followed_by_its_mileage_and_seen_by_it(
    login: RenaultLogin, says: Callable[..., None], pass_time: Callable[..., None]
) -> None:
    says("cockpit", totalMileage=1000.0)
    says("battery-status", **battery_at(hours_ago=1))
    poll(login)
    pass_time(minutes=30)
    assert "cockpit" not in asked_in(login, lambda: poll(login))  # the car has said nothing new
    pass_time(minutes=30)
    says("battery-status", **battery_at(hours_ago=0))
    says("cockpit", totalMileage=1012.0)
    assert asked_in(login, lambda: poll(login))[:2] == ["battery-status", "cockpit"]
    assert zoe().pace == Pace.LIVELY


def test_a_car_that_tells_no_time_sleeps_when_it_says_the_same_for_six_hours(
    login: RenaultLogin, says: Callable[..., None], pass_time: Callable[..., None]
) -> None:
    Vehicle.objects.filter(vin=ZOE_50).update(energy="fuel")
    says("cockpit", totalMileage=1000.0, fuelQuantity=30.0)
    assert poll(login).pace == Pace.PARKED
    pass_time(hours=6, minutes=5)
    assert poll(login).pace == Pace.ASLEEP
    says("cockpit", totalMileage=1000.0, fuelQuantity=29.0)
    assert poll(login).pace == Pace.PARKED


def test_older_and_repeated_reports_are_no_news(
    login: RenaultLogin, says: Callable[..., None], pass_time: Callable[..., None]
) -> None:
    says("cockpit", totalMileage=1000.0)
    newest, older = battery_at(hours_ago=1), battery_at(hours_ago=3, batteryLevel=55)
    says("battery-status", **newest)
    poll(login)
    for told in (older, newest, older):
        pass_time(minutes=15)
        says("battery-status", **told)
        assert asked_in(login, lambda: poll(login)) == ["battery-status"]
    assert zoe().pace == Pace.PARKED


def test_a_poll_that_a_look_comes_into_does_not_lose_the_look(
    login: RenaultLogin, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll(login)
    get_battery_status = RenaultVehicle.get_battery_status

    def pressed_meanwhile(self: RenaultVehicle) -> Any:
        assert polling.look_now(zoe()).asked
        return get_battery_status(self)

    monkeypatch.setattr(RenaultVehicle, "get_battery_status", pressed_meanwhile)
    vehicle = poll(login)
    assert vehicle.look_asked_at is not None
    assert Vehicle.objects.due(clock.now()).get() == vehicle


def test_a_look_that_the_hour_cuts_short_asks_each_endpoint_once(login: RenaultLogin) -> None:
    poll(login)
    assert polling.look_now(zoe()).asked
    now = clock.now()
    RenaultCall.objects.all().delete()
    RenaultCall.objects.bulk_create([RenaultCall(login=login, at=now) for _ in range(48)])
    first = asked_in(login, lambda: polling.poll_login(login.pk))
    assert len(first) == 2
    RenaultCall.objects.all().delete()
    RenaultLogin.objects.update(wait_until=None)
    rest = asked_in(login, lambda: polling.poll_login(login.pk))
    assert rest
    assert not set(first) & set(rest)
    assert zoe().look_asked_at is None


def test_what_can_wait_is_left_out_where_the_hour_is_nearly_used_and_the_poll_goes_on(
    login: RenaultLogin,
) -> None:
    poll(login)
    VehicleEndpoint.objects.update(tried_at=clock.now() - timedelta(days=1))
    now = clock.now()
    RenaultCall.objects.bulk_create([RenaultCall(login=login, at=now) for _ in range(36)])
    assert asked_in(login, lambda: poll(login)) == ["battery-status"]
    login.refresh_from_db()
    assert login.wait_until is None
    assert minutes_until_due(zoe()) > 4


def test_twelve_cars_of_a_login_are_spaced_out(login: RenaultLogin, simulator: Any) -> None:
    simulator.control.nudge(ZOE_50, soc=40, plugged=True)
    assert poll(login).pace == Pace.CHARGING
    for number in range(11):
        car = builders.vehicle(login.household, f"Car {number}", pace=Pace.CHARGING)
        Vehicle.objects.filter(pk=car.pk).update(account=zoe().account)
    assert cadence.INTERVALS[Pace.CHARGING] < spacing_of(Vehicle.objects.filter(status="followed"))
    vehicle = poll(login)
    assert 20 < minutes_until_due(vehicle) < 60
