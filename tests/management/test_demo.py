"""The demo's household, made by the real linking and storing code."""

import threading
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from vehicles import demo, gateway
from vehicles.models import (
    BatterySnapshot,
    ChargeRecord,
    ChargeSession,
    CockpitSnapshot,
    Household,
    LocationSnapshot,
    Membership,
    Vehicle,
)
from vehicles.simulator import World, serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.DATA_DIR = tmp_path
    now = datetime.now(UTC)
    return World(seed=3, born_at=now - timedelta(days=14), start=now)


def make(world: World, monkeypatch: pytest.MonkeyPatch) -> Household:
    gateway.forget_jwts()
    home = demo.make_household()
    with serve(world) as played:
        for server in ("GIGYA", "KAMEREON"):
            monkeypatch.setenv(f"RENAULT_{server}_ROOT_URL", played.url)
            monkeypatch.setenv(f"RENAULT_{server}_API_KEY", "key")
        demo.link_all(home, played)
    return home


def test_it_has_three_people_one_of_each_role_and_every_played_car(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make(world, monkeypatch)
    roles = Membership.objects.filter(household=home).values_list("user__email", "role")
    assert set(roles) == {
        ("owner@example.com", "owner"),
        ("driver@example.com", "driver"),
        ("viewer@example.com", "viewer"),
    }
    assert Vehicle.objects.filter(status="followed").count() == len(world.rows)
    assert all(
        membership.user.check_password(f"demo-{membership.role}")
        for membership in Membership.objects.select_related("user")
    )


def test_its_history_is_whole_and_adding_it_twice_adds_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(world, monkeypatch)
    end = world.now()
    shares: list[float] = []
    answers = demo.add_history(world, world.born_at, end, shares.append)
    assert answers > 1000
    assert shares[-1] == 1.0
    rows = BatterySnapshot.objects.count(), CockpitSnapshot.objects.count(), LocationSnapshot.objects.count()
    assert min(rows) > 0
    electric = Vehicle.objects.filter(energy="electric")
    for vehicle in electric:
        first = BatterySnapshot.objects.filter(vehicle=vehicle).earliest("reported_at")
        assert first.reported_at - world.born_at < timedelta(days=1)
    demo.add_history(world, world.born_at, end, shares.append)
    assert rows == (
        BatterySnapshot.objects.count(),
        CockpitSnapshot.objects.count(),
        LocationSnapshot.objects.count(),
    )


def test_its_charges_are_there_once_and_a_rebuild_gives_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(world, monkeypatch)
    end = world.now()
    shares: list[float] = []
    demo.add_history(world, world.born_at, end, shares.append)
    rows = demo.add_charges(world, world.born_at, end, shares.append)
    assert ChargeRecord.objects.count() == rows > 0
    assert shares[-1] == 1.0
    columns = ("pk", "started_at", "ended_at", "energy_kwh", "energy_source", "end_percent", "about")
    sessions = list(ChargeSession.objects.order_by("pk").values_list(*columns))
    assert {vehicle.vin for vehicle in Vehicle.objects.filter(charge_sessions__isnull=False)} == {
        row.vin for row in world.rows.values() if row.model.electric and "battery-status" in row.model.reads
    }
    demo.add_charges(world, world.born_at, end, shares.append)
    call_command("rebuild_sessions", stdout=StringIO())
    assert list(ChargeSession.objects.order_by("pk").values_list(*columns)) == sessions
    ChargeSession.objects.all().delete()
    said = StringIO()
    call_command("rebuild_sessions", stdout=said)
    again = ChargeSession.objects.order_by("vehicle", "started_at").values_list(*columns[1:])
    assert sorted(again) == sorted(session[1:] for session in sessions)
    assert "charges." in said.getvalue()


def test_no_sessions_can_be_rebuilt_of_a_vehicle_that_is_not_there() -> None:
    with pytest.raises(CommandError, match="no vehicle 987"):
        call_command("rebuild_sessions", "--vehicle", "987")


def test_the_world_is_born_once_and_kept(world: World) -> None:
    now = datetime.now(UTC)
    first = demo.birth(5, now)
    assert demo.birth(6, now + timedelta(days=3)) == first


def test_somebodys_own_household_is_not_made_a_demo(world: World) -> None:
    from tests import builders

    builders.household()
    with pytest.raises(demo.NotADemo):
        demo.birth(None, datetime.now(UTC))


def test_the_worker_is_asked_for_ticks_as_often_as_the_cars_minutes_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = threading.Event()
    monkeypatch.setattr(demo.queue, "request_tick", asked.set)
    monkeypatch.setattr(demo, "SHORTEST_TICK_SECONDS", 0.05)
    monkeypatch.setattr(demo.OrmQ, "objects", demo.OrmQ.objects.none())
    monkeypatch.setattr(demo.connections, "close_all", lambda: None)
    with demo.ticking(speed=3600):
        assert asked.wait(5)
    asked.clear()
    with demo.ticking(speed=1):
        assert not asked.wait(0.2)
