"""What cars do with a plan when the clocks change: planned, sent and lived through on the played servers.

The nights are those around the last Sundays of October and March. One car keeps the times of its plan in UTC,
two in local time; each night all are plugged in and rather empty.
"""

import re
import uuid
from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.fields import Fields
from vehicles import clock, tasks
from vehicles.models import Command, CommandKind, CommandState, Household, LoginChallenge, User, Vehicle
from vehicles.services import commands, discovery, linking, polling

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
KEEPS_UTC = "VF1PLAYEDZE500002"
KEEP_LOCAL = ("VF1PLAYEDZE400001", "VF1PLAYEDME600004")
PLANNED = time(4, 0)
# The Friday before each change, in the evening; the Sunday of the change; where the plan of a car that keeps
# UTC is from then on.
AUTUMN = (builders.at("2026-10-23 18:00"), date(2026, 10, 25), time(3, 0))
SPRING = (builders.at("2026-03-27 18:00"), date(2026, 3, 29), time(5, 0))
CHANGES = pytest.mark.parametrize(
    ("world_starts", "change_on", "moved_to"), [AUTUMN, SPRING], ids=["autumn", "spring"]
)


class Owner:
    """Somebody with the site in one hand and time in the other."""

    def __init__(self, user: User, simulator: Any) -> None:
        self._user = user
        self._simulator = simulator
        self._client = Client()
        self._client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    def page(self, vehicle: Vehicle, extra: str = "") -> str:
        address = reverse("planner", args=[vehicle.pk]) + f"?show=charging{extra}"
        html = self._client.get(address).content.decode()
        return re.sub(r"\s+", " ", unescape(html))

    def set_up(self, vehicle: Vehicle, wire_clock: str) -> None:
        """Let the car charge by its plan only, read it, and say by which clock it means its times."""
        self.do(commands.ask(vehicle, self._user, "charge_mode", {"mode": "schedule_mode"}, uuid.uuid4()))
        polling.look_at_plan(vehicle)
        polling.poll_login(vehicle.account.login_id)  # type: ignore[union-attr]
        self._client.post(reverse("planner-clock", args=[vehicle.pk]), {"wire_clock": wire_clock})

    def send(self, vehicle: Vehicle, extra: str = "", **changed: str) -> None:
        """Open the planner, change these fields, press "Send to the car", and let the car take it."""
        address = reverse("planner-charging", args=[vehicle.pk])
        fields = Fields(self.page(vehicle, extra), address).values
        response = self._client.post(address, {**fields, **changed, "do": "send"})
        assert response.status_code == 302, re.sub(r"\s+", " ", response.content.decode())
        self.do(Command.objects.filter(vehicle=vehicle, kind=CommandKind.CHARGE_SCHEDULES).latest("pk"))

    def do(self, command: Command) -> None:
        """The worker's part, until the car itself shows it."""
        tasks.send_command(command.pk)
        for _ in range(10):
            self._simulator.control.advance(60)
            tasks.check_commands(command.vehicle_id)
        command.refresh_from_db()
        assert command.state == CommandState.CONFIRMED, (command.state, command.reason)

    def sleep(self, vehicles: list[Vehicle], until: date) -> dict[str, list[tuple[time, time]]]:
        """Plug all cars in before that day's midnight and return when, by its local clock, each charged."""
        self._wait_for(datetime.combine(until - timedelta(days=1), time(23, 30), PARIS))
        for vehicle in vehicles:
            self._simulator.control.nudge(vehicle.vin, soc=30, plugged=True)
        before = {vehicle.vin: len(self._charges(vehicle)) for vehicle in vehicles}
        self._wait_for(datetime.combine(until, time(7, 5), PARIS))
        return {
            vehicle.vin: [
                (_local(charge.start), _local(charge.end))
                for charge in self._charges(vehicle)[before[vehicle.vin] :]
            ]
            for vehicle in vehicles
        }

    def _charges(self, vehicle: Vehicle) -> list[Any]:
        charges: list[Any] = self._simulator.simulator.garage.world.car(vehicle.vin).charger.charges
        return charges

    def _wait_for(self, at: datetime) -> None:
        self._simulator.control.advance((at - clock.now()).total_seconds())


def _local(instant: float) -> time:
    return datetime.fromtimestamp(round(instant), PARIS).time()


def _follow(home: Household, user: User, simulator: Any) -> None:
    """Link the logins of all three cars; one of them wants a code from an e-mail."""
    builders.linked(home, user, "alex@example.com")
    wants = linking.sign_in(home, user, locale="fr_FR", email="robin@example.com", password="demo")
    assert isinstance(wants, LoginChallenge)
    linking.send_code(wants, linking.code_addresses(wants)[0][0])
    login = linking.finish_with_code(
        LoginChallenge.objects.get(pk=wants.pk), simulator.control.code("robin@example.com")
    )
    discovery.follow(login, list(Vehicle.objects.filter(account__login=login).values_list("pk", flat=True)))


@pytest.fixture
def owner(simulator: Any, monkeypatch: pytest.MonkeyPatch) -> Owner:
    """The owner of the played cars, in whose world the site lives too."""
    monkeypatch.setattr(clock, "now", simulator.simulator.garage.now)
    home = builders.household()
    user = builders.member(home)
    _follow(home, user, simulator)
    return Owner(user, simulator)


@CHANGES
def test_a_car_charges_at_its_planned_local_time_on_both_sides_or_the_page_says_that_it_will_not(
    owner: Owner, world_starts: datetime, change_on: date, moved_to: time
) -> None:
    cars = list(Vehicle.objects.select_related("account").filter(vin__in=[KEEPS_UTC, *KEEP_LOCAL]))
    of_utc = next(car for car in cars if car.vin == KEEPS_UTC)
    for car in cars:
        owner.set_up(car, "utc" if car is of_utc else "local")
        week = {f"p1-{day}-start": "04:00" for day in range(7)}
        week |= {f"p1-{day}-length": "2:00" for day in range(7)}
        owner.send(car, **{"p1-active": "on", **week})
    as_planned = [(PLANNED, later(PLANNED, 2))]
    day = f"Sunday {change_on.day} {change_on:%B}"

    assert owner.sleep(cars, change_on - timedelta(days=1)) == {car.vin: as_planned for car in cars}
    for car in cars:
        is_warned = f"The clocks change on {day}, and this car's times move with them" in owner.page(car)
        assert is_warned == (car is of_utc)

    moved = [(moved_to, later(moved_to, 2))]
    assert owner.sleep(cars, change_on) == {car.vin: moved if car is of_utc else as_planned for car in cars}
    for car in cars:
        page = owner.page(car)
        is_said = f"The clocks changed on {day}, and this car's times moved with them" in page
        assert is_said == (car is of_utc)
        assert ("Put the charging times back" in page) == (car is of_utc)
        assert f"every day {moved_to if car is of_utc else PLANNED:%H:%M} for 2 h" in page

    owner.send(of_utc, "&put-back=1")
    assert owner.sleep(cars, change_on + timedelta(days=1)) == {car.vin: as_planned for car in cars}
    page = owner.page(of_utc)
    assert "Put the charging times back" not in page
    assert "Put the warm-up times back" in page  # that plan was not sent anew


def later(at: time, hours: int) -> time:
    return at.replace(hour=at.hour + hours)
