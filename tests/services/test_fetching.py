"""Renault's lists are asked for before it forgets them: as far back as it gives, within the budget."""

from datetime import timedelta
from typing import Any

import pytest
from django_q.models import OrmQ

from tests import builders
from vehicles import clock
from vehicles.models import (
    Archive,
    ChargeRecord,
    ChargeSession,
    EndpointState,
    Household,
    LoginState,
    RenaultCall,
    RenaultLogin,
    ToldKind,
    ToldList,
    ToldRow,
    Vehicle,
    VehicleEndpoint,
)
from vehicles.rules.archive_plan import CALLS_WITH_ARCHIVE
from vehicles.services import archive, fetching, polling
from vehicles.simulator import World

pytestmark = pytest.mark.django_db

ZOE_50 = "VF1PLAYEDZE500002"


@pytest.fixture
def home() -> Household:
    return builders.household()


@pytest.fixture
def login(home: Household, simulator: Any) -> RenaultLogin:
    login = builders.linked(home, builders.member(home))
    OrmQ.objects.all().delete()
    RenaultCall.objects.all().delete()
    return login


@pytest.fixture
def zoe(login: RenaultLogin) -> Vehicle:
    """The only vehicle that is followed, so that a test's calls are hers."""
    Vehicle.objects.exclude(vin=ZOE_50).update(status="offered", due_at=None)
    return Vehicle.objects.get(vin=ZOE_50)


def world_of(simulator: Any) -> World:
    world = simulator.control._garage.world
    assert isinstance(world, World)
    return world


def fetch(login: RenaultLogin) -> None:
    """Fetch as often as the hour's calls allow, an hour at a time."""
    for _ in range(10):
        RenaultCall.objects.all().delete()
        fetching.fetch(login.pk)


def state(vehicle: Vehicle, kind: str = ToldList.CHARGES) -> ToldList:
    return ToldList.objects.get(vehicle=vehicle, kind=kind)


def make_due() -> None:
    """A day passes."""
    Archive.objects.update(due_at=clock.now() - timedelta(seconds=1))
    for row in ToldList.objects.all():
        row.asked_at = row.asked_at and row.asked_at - timedelta(days=1)
        row.save()


def test_at_linking_everything_renault_still_knows_is_fetched_window_by_window(
    zoe: Vehicle, login: RenaultLogin, simulator: Any
) -> None:
    fetch(login)
    told = world_of(simulator).charges(ZOE_50, "20000101", "20991231")
    assert ChargeRecord.objects.filter(vehicle=zoe).count() == len(told) > 0
    assert ChargeSession.objects.filter(vehicle=zoe, records__isnull=False).exists()
    charges = state(zoe)
    assert charges.complete
    assert charges.windows_done >= 4
    today = clock.now().astimezone(zoe.zone).date()
    assert charges.reached_on == today - timedelta(days=31 * charges.windows_done - 1)
    assert ToldRow.objects.filter(vehicle=zoe, kind=ToldKind.CHARGE_DAY).exists()
    assert ToldRow.objects.filter(vehicle=zoe, kind=ToldKind.CHARGE_MONTH).exists()
    due_at = Archive.objects.get(vehicle=zoe).due_at
    assert due_at is not None
    assert clock.now() < due_at <= clock.now() + timedelta(days=1)


def test_a_day_later_only_the_latest_days_are_asked_again(
    zoe: Vehicle, login: RenaultLogin, simulator: Any
) -> None:
    fetch(login)
    done, records = state(zoe).windows_done, ChargeRecord.objects.count()
    before = simulator.control.calls(login.email)
    fetching.fetch(login.pk)
    assert simulator.control.calls(login.email) == before
    make_due()
    RenaultCall.objects.all().delete()
    fetching.fetch(login.pk)
    lists = ToldList.objects.filter(vehicle=zoe).count()
    assert 0 < simulator.control.calls(login.email) - before <= lists
    assert (state(zoe).windows_done, ChargeRecord.objects.count()) == (done, records)


def test_polls_and_people_keep_their_part_of_the_hour_and_the_rest_goes_on_later(
    login: RenaultLogin, simulator: Any
) -> None:
    now = clock.now()
    RenaultCall.objects.bulk_create(
        [RenaultCall(login=login, at=now - timedelta(minutes=20)) for _ in range(CALLS_WITH_ARCHIVE - 2)]
    )
    before = simulator.control.calls(login.email)
    fetching.fetch(login.pk)
    assert simulator.control.calls(login.email) - before == 2
    due = Archive.objects.order_by("due_at").first()
    assert due is not None
    assert due.due_at is not None
    assert now + timedelta(minutes=39) < due.due_at < now + timedelta(minutes=41)
    asked = list(ToldList.objects.values_list("kind", "windows_done"))
    assert sum(done for _kind, done in asked) == 2
    Archive.objects.update(due_at=now)
    fetch(login)
    for vehicle in Vehicle.objects.filter(told_lists__isnull=False).distinct():
        assert state(vehicle).complete


def test_the_charges_of_all_vehicles_come_before_their_histories(login: RenaultLogin, simulator: Any) -> None:
    RenaultCall.objects.bulk_create(
        [RenaultCall(login=login, at=clock.now()) for _ in range(CALLS_WITH_ARCHIVE - 5)]
    )
    fetching.fetch(login.pk)
    assert set(ToldList.objects.values_list("kind", flat=True)) == {ToldList.CHARGES}


def test_no_call_starts_that_the_tasks_time_could_not_hold(zoe: Vehicle, login: RenaultLogin) -> None:
    Archive.objects.get_or_create(vehicle=zoe)
    errand = fetching._Errand(login, [zoe])
    errand.last_start = -1.0
    errand.run()
    assert not ToldList.objects.exists()
    due_at = Archive.objects.get(vehicle=zoe).due_at
    assert due_at is not None
    assert due_at <= clock.now()


def test_a_tick_queues_a_login_once_and_a_second_process_asks_nothing(
    zoe: Vehicle, login: RenaultLogin, simulator: Any
) -> None:
    assert fetching.queue_due(clock.now()) == 1
    assert fetching.queue_due(clock.now()) == 0
    queued = OrmQ.objects.get().task
    assert (queued["func"], queued["args"]) == ("vehicles.tasks.fetch_archive", (login.pk,))
    Archive.objects.update(fetching_until=clock.machine_now() + timedelta(minutes=1))
    before = simulator.control.calls(login.email)
    fetching.fetch(login.pk)
    assert simulator.control.calls(login.email) == before


def test_a_list_that_the_car_refuses_is_left_alone_for_a_week(
    zoe: Vehicle, login: RenaultLogin, simulator: Any
) -> None:
    simulator.control.fault("not_supported", endpoint="hvac-sessions")
    fetch(login)
    record = VehicleEndpoint.objects.get(vehicle=zoe, endpoint="hvac-sessions")
    assert record.state == EndpointState.NOT_AVAILABLE
    assert not ToldList.objects.filter(vehicle=zoe, kind=ToldKind.HVAC_SESSION).exists()
    assert state(zoe).complete


def test_a_quota_answer_pauses_the_whole_login(zoe: Vehicle, login: RenaultLogin, simulator: Any) -> None:
    simulator.control.fault("quota", login=login.email, limit=0)
    fetching.fetch(login.pk)
    login.refresh_from_db()
    assert login.state == LoginState.COOLING
    assert "limit" in Archive.objects.get(vehicle=zoe).error


def test_a_broken_answer_spoils_nothing_and_is_asked_again(
    zoe: Vehicle, login: RenaultLogin, simulator: Any
) -> None:
    simulator.control.fault("bad_gateway", endpoint="charges")
    fetching.fetch(login.pk)
    assert not ToldList.objects.filter(kind=ToldList.CHARGES).exists()
    due_at = Archive.objects.get(vehicle=zoe).due_at
    assert due_at is not None
    assert timedelta(minutes=25) < due_at - clock.now() < timedelta(minutes=31)
    simulator.control.clear()
    Archive.objects.update(due_at=None)
    fetch(login)
    assert ChargeRecord.objects.filter(vehicle=zoe).exists()


def test_after_a_charge_has_ended_its_record_is_looked_for_and_completes_it(
    zoe: Vehicle, login: RenaultLogin, simulator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: world_of(simulator).now())
    simulator.control.nudge(ZOE_50, soc=78, plugged=True)
    fetch(login)
    polling.poll_login(login.pk)
    archive.bring_up_to_date()
    session = ChargeSession.objects.get(vehicle=zoe, ended_at=None)
    known = ChargeRecord.objects.filter(vehicle=zoe).count()
    for _ in range(40):
        simulator.control.advance(600)
        RenaultCall.objects.all().delete()
        Vehicle.objects.filter(pk=zoe.pk).update(due_at=clock.now())
        polling.poll_login(login.pk)
        archive.bring_up_to_date()
        session.refresh_from_db()
        if session.ended_at is not None:
            break
    assert session.ended_at is not None
    assert session.about
    due_at = Archive.objects.get(vehicle=zoe).due_at
    assert due_at is not None
    assert due_at <= session.ended_at + timedelta(minutes=25)
    simulator.control.advance(1800)
    RenaultCall.objects.all().delete()
    fetching.fetch(login.pk)
    told = ChargeRecord.objects.filter(vehicle=zoe).count() - known
    assert told in (1, 2)  # this server tells some charges in two parts
    session.refresh_from_db()
    assert (session.about, session.records.count()) == (False, told)
    assert ChargeSession.objects.filter(vehicle=zoe, started_at__gte=session.started_at).count() == 1


def test_an_old_installation_gets_the_charges_of_all_its_readings(zoe: Vehicle, login: RenaultLogin) -> None:
    for hour, percent, status in ((10, 40, 1.0), (11, 50, 1.0), (12, 60, 0.2)):
        instant = builders.at(f"2025-03-01 {hour}:00")
        builders.tell(
            zoe,
            "battery-status",
            instant,
            timestamp=f"2025-03-01T{hour}:00:00Z",
            batteryLevel=percent,
            plugStatus=1,
            chargingStatus=status,
        )
    Archive.objects.all().delete()
    fetching.queue_due(clock.now())
    archive.bring_up_to_date()
    assert ChargeSession.objects.get(started_at__year=2025).end_percent == 60
