"""Plans go the real way, from the form to the played car: what it then has, does, and does not lose."""

import uuid
import zoneinfo
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from tests import builders
from vehicles import clock, tasks
from vehicles.models import Command, CommandState, User, Vehicle
from vehicles.rules.schedules import Entry, PlanKind, Program, WeekPlan
from vehicles.services import plans, polling, schedules
from vehicles.simulator import World

pytestmark = pytest.mark.django_db

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
ZOE, ZOE_50, RENAULT_5 = "VF1PLAYEDZE400001", "VF1PLAYEDZE500002", "VF1PLAYEDR5500003"
HOUR = 3600.0
LATE_EVENING, NOON = 23, 12


class Garage:
    """The played servers, our worker and the person who plans."""

    def __init__(self, played: Any, owner: User) -> None:
        self.played = played
        self.world: World = played.simulator.garage.world
        self.client = Client()
        self.client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")

    def work(self) -> None:
        """Do what is queued, and what it queues."""
        while queued := OrmQ.objects.order_by("pk").first():
            queued.delete()
            getattr(tasks, queued.task["func"].rpartition(".")[2])(*queued.task["args"])

    def local(self) -> datetime:
        return self.world.now().astimezone(PARIS)

    def advance_to(self, hour: int) -> None:
        """Let time pass until the next time that it is this hour in Paris."""
        then = self.local().replace(hour=hour, minute=0, second=0, microsecond=0)
        while then.timestamp() <= self.world.now().timestamp():
            then = (then + timedelta(days=1)).replace(fold=0)
        self.played.control.advance(then.timestamp() - self.world.now().timestamp())

    def read(self, vehicle: Vehicle) -> None:
        page = reverse("planner-read", args=[vehicle.pk])
        assert self.client.post(page).status_code == 302
        self.work()

    def plan(self, vehicle: Vehicle, start: str, length: str) -> Command:
        """Plan every day alike through the form, and let worker and car do their part."""
        self.read(vehicle)
        now = clock.now()
        told = schedules.told_by(vehicle)["charge_schedules"]
        seen = plans.car_plan(vehicle, PlanKind.CHARGE, told, now).seen
        data = {"do": "send", "once": str(uuid.uuid4()), "seen": seen, "p1-active": "on"}
        for day in range(7):
            data |= {f"p1-{day}-start": start, f"p1-{day}-length": length}
        answer = self.client.post(reverse("planner-charging", args=[vehicle.pk]), data)
        assert answer.status_code == 302, answer.content.decode()
        return self.carried_out()

    def carried_out(self) -> Command:
        """Let worker and car do their part in the command that was asked for last."""
        self.work()
        self.played.control.advance(0.2 * HOUR)
        tasks.tick()
        self.work()
        return Command.objects.order_by("-pk")[0]

    def charge_of_night(self, vin: str) -> str:
        """Plug the car in at night, and return when it has begun to charge, on the clock of Paris."""
        self.advance_to(LATE_EVENING)
        self.played.control.nudge(vin, soc=30, plugged=True)
        began_after = self.world.now().timestamp()
        self.advance_to(NOON)
        charges = self.world.car(vin).charger.charges
        starts = [charge.start for charge in charges if charge.start > began_after]
        return f"{datetime.fromtimestamp(min(starts), PARIS):%H:%M}"


@pytest.fixture
def world_starts() -> datetime:
    """A Thursday of summer, three days before the clocks go back."""
    return builders.at("2026-10-22 08:00")


@pytest.fixture
def garage(simulator: Any, monkeypatch: pytest.MonkeyPatch) -> Garage:
    """The played servers with our clock in their world, and a linked login."""
    home = builders.household()
    owner = builders.member(home)
    found = Garage(simulator, owner)
    monkeypatch.setattr(clock, "now", found.world.now)
    builders.linked(home, owner)
    OrmQ.objects.all().delete()
    return found


def car(vin: str, wire_clock: str) -> Vehicle:
    Vehicle.objects.filter(vin=vin).update(wire_clock=wire_clock)
    return Vehicle.objects.select_related("household", "account__login").get(vin=vin)


def test_a_plan_across_midnight_charges_from_the_evening_on(garage: Garage) -> None:
    zoe = car(ZOE_50, "utc")
    garage.plan(zoe, "23:30", "8")
    assert [garage.charge_of_night(ZOE_50) for _ in range(2)] == ["23:30"] * 2


def test_a_start_that_shares_its_utc_day_with_another_is_kept_by_the_car_in_a_second_program(
    garage: Garage,
) -> None:
    garage.played.control.advance(5 * 24 * HOUR)  # into winter
    zoe = car(ZOE_50, "utc")
    garage.read(zoe)
    told = schedules.told_by(zoe)["charge_schedules"]
    of_car = plans.car_plan(zoe, PlanKind.CHARGE, told, clock.now())
    wanted = Program(1, active=True).holding([Entry(6 * 1440 + 90, 420), Entry(30, 300)])
    plans.send_plan(
        zoe,
        User.objects.get(),
        WeekPlan.of(PlanKind.CHARGE, [wanted]),
        of_car=of_car,
        seen=of_car.seen,
        key=uuid.uuid4(),
    )
    command = garage.carried_out()
    assert command.state == CommandState.CONFIRMED
    programs = [each for each in garage.world.car(ZOE_50).settings.charge_schedules if each["activated"]]
    assert [each["sunday"]["startTime"] for each in programs] == ["T00:30Z", "T23:30Z"]


def test_a_change_made_elsewhere_meanwhile_is_left_as_it_is(garage: Garage) -> None:
    zoe = car(ZOE, "local")
    garage.read(zoe)
    told = schedules.told_by(zoe)["charge_schedules"]
    of_car = plans.car_plan(zoe, PlanKind.CHARGE, told, clock.now())
    elsewhere = [{"id": 1, "activated": True, "friday": {"startTime": "T21:00Z", "duration": 60}}]
    garage.world.order(ZOE, "charge_schedules", {"schedules": elsewhere})
    garage.played.control.advance(0.1 * HOUR)
    wanted = WeekPlan.of(PlanKind.CHARGE, [Program(1, active=True).holding([Entry(30, 300)])])
    command = plans.send_plan(
        zoe, User.objects.get(), wanted, of_car=of_car, seen=of_car.seen, key=uuid.uuid4()
    )
    garage.work()
    command.refresh_from_db()
    assert (command.state, command.reason) == (CommandState.REFUSED, "changed")
    assert garage.world.car(ZOE).settings.charge_schedules[0]["friday"]["startTime"] == "T21:00Z"
    html = garage.client.get(reverse("planner", args=[zoe.pk])).content.decode()
    assert "The car has:" in html
    assert "Friday 21:00 for 1\u202fh" in html
    assert "Take up that plan again" in html


def test_departure_programs_change_and_all_else_of_the_object_stays(garage: Garage) -> None:
    five = car(RENAULT_5, "unknown")
    garage.read(five)
    before = dict(garage.world.car(RENAULT_5).settings.ev)
    html = garage.client.get(reverse("planner", args=[five.pk])).content.decode()
    seen = html.split('name="seen" value="')[1].split('"')[0]
    data: dict[str, Any] = {"do": "send", "once": str(uuid.uuid4()), "seen": seen}
    data |= {"d0-active": "on", "d0-time": "06:45", "d0-type": "CHARGE_AND_PRECONDITIONING"}
    data |= {"d0-days": ["0", "6"], "d1-remove": "on", "d1-time": "08:15", "d1-type": "PRECONDITIONING"}
    data["d2-type"] = "CHARGE"
    # Something that we do not know of changes in the car meanwhile, and is not put back.
    garage.world.car(RENAULT_5).settings.ev["preconditioningTemperature"] = 23.5
    answer = garage.client.post(reverse("planner-departures", args=[five.pk]), data)
    assert answer.status_code == 302
    assert garage.carried_out().state == CommandState.CONFIRMED
    after = dict(garage.world.car(RENAULT_5).settings.ev)
    assert [each["programDepartureTime"] for each in after["programs"]] == ["06:45"]
    assert after["preconditioningTemperature"] == 23.5
    kept = set(before) - {"programs", "lastSettingsUpdateTimestamp", "preconditioningTemperature"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


def test_reading_asks_no_more_than_this_model_has(garage: Garage) -> None:
    zoe = car(ZOE_50, "utc")
    polling.poll_login(zoe.account.login_id)  # type: ignore[union-attr]
    calls = garage.played.control.calls("alex@example.com")
    garage.read(zoe)
    assert garage.played.control.calls("alex@example.com") - calls <= 3
