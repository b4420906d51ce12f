"""The archive of charges in the database: each row once, whatever comes when, and what people said stays."""

import json
import os
import random
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import builders
from tests.builders import at, tell
from tests.charges import Life, errors_and_gaps, life, row, zulu
from vehicles import clock
from vehicles.models import (
    Archive,
    ChargeRecord,
    ChargeSession,
    EnergySource,
    SessionStatus,
    SummaryDue,
    ToldRow,
    Vehicle,
)
from vehicles.rules.charge_readings import BatteryReading
from vehicles.rules.charge_sessions import sessions
from vehicles.services import archive, evidence, told_lists
from vehicles.services.storing import Answer, store

pytestmark = pytest.mark.django_db

NOW = at("2026-03-20 12:00")
ROOT = Path(__file__).resolve().parents[2]
RECORDINGS = Path(os.environ.get("RECORDINGS") or ROOT.parent / "shared" / "recordings")
STATES = {"charging": 1.0, "not_charging": 0.0, "ended": 0.2, "waiting_planned": 0.1}


@pytest.fixture(autouse=True)
def _march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def zoe() -> Vehicle:
    return builders.vehicle(builders.household())


def answer(reading: BatteryReading) -> Answer:
    return builders.answer(
        "battery-status",
        reading.at + timedelta(minutes=1),
        timestamp=zulu(reading.at),
        batteryLevel=reading.state_of_charge,
        batteryAvailableEnergy=reading.available_energy_kwh,
        plugStatus=0 if reading.plug_state == "unplugged" else 1,
        chargingStatus=STATES[reading.charge_state],
    )


def charging(vehicle: Vehicle, text: str, percent: int, state: str = "charging") -> None:
    instant = at(text)
    tell(
        vehicle,
        "battery-status",
        instant,
        timestamp=zulu(instant),
        batteryLevel=percent,
        plugStatus=1,
        chargingStatus=STATES[state],
    )


def rows(vehicle: Vehicle) -> list[tuple[Any, ...]]:
    """Return the sessions as they are stored, without their ids."""
    columns = (
        "started_at",
        "ended_at",
        "about",
        "status",
        "start_percent",
        "end_percent",
        "energy_kwh",
        "energy_source",
        "mileage_km",
        "from_readings",
    )
    found = ChargeSession.objects.filter(vehicle=vehicle).order_by("started_at", "pk")
    return [
        (*(getattr(each, name) for name in columns), each.records.count())
        for each in found.prefetch_related("records")
    ]


def live(vehicle: Vehicle, lived: Life, rng: random.Random, largest: int = 40) -> None:
    """Let everything come in batches of any size and order, some twice, the sessions made anew between."""
    told: list[Any] = [*lived.rows, *(answer(each) for each in lived.readings)]
    told += rng.choices(told, k=len(told) // 3)
    rng.shuffle(told)
    while told:
        size = rng.randrange(1, largest)
        batch, told = told[:size], told[size:]
        store(vehicle, [each for each in batch if isinstance(each, Answer)])
        told_lists.store_charges(vehicle, [each for each in batch if isinstance(each, dict)], NOW)
        if rng.random() < 0.5:
            archive.bring_up_to_date()
    archive.bring_up_to_date()


@pytest.mark.parametrize("seed", range(12))
def test_whatever_comes_when_the_rows_are_those_of_a_rebuild_and_of_the_rule(zoe: Vehicle, seed: int) -> None:
    lived = life(seed, days=5)
    for number, each in enumerate(lived.mileages):
        tell(zoe, "cockpit", each.at, totalMileage=each.km + number)
    live(zoe, lived, random.Random(seed))
    grown = rows(zoe)
    assert [each[:2] for each in grown] == [(each.start, each.end) for each in lived.charges]
    found = sessions(evidence.inputs(zoe, evidence.Window(), 52.0), NOW)
    assert [each[:3] for each in grown] == [(each.started_at, each.ended_at, each.about) for each in found]
    ChargeSession.objects.all().delete()
    archive.rebuild(zoe)
    assert rows(zoe) == grown


def recorded_rows() -> dict[str, list[dict[str, Any]]]:
    """Return lists of charges as cars were recorded with, as far as they lie here; ours is made after one."""
    lists = {"ours": errors_and_gaps()}
    for name in ("charges-zoe_50.json", "charges.json"):
        path = RECORDINGS / "kamereon" / "vehicle_data" / name
        if path.is_file():
            lists[name] = json.loads(path.read_text())["data"]["attributes"]["charges"]
    return lists


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", recorded_rows())
def test_recorded_charges_are_the_same_however_shuffled_doubled_and_late_they_come(
    zoe: Vehicle, name: str, seed: int
) -> None:
    told = recorded_rows()[name]
    told_lists.store_charges(zoe, told, NOW)
    archive.rebuild(zoe)
    at_once = rows(zoe)
    assert len(at_once) == {8: 7, 1: 1}[len(told)]
    ChargeSession.objects.all().delete()
    ChargeRecord.objects.all().delete()
    live(zoe, Life((), tuple(told), (), ()), random.Random(seed), largest=3)
    assert rows(zoe) == at_once


def test_a_charge_keeps_its_row_from_the_first_reading_to_the_last_record(
    zoe: Vehicle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: at("2026-03-10 10:10"))
    charging(zoe, "2026-03-10 10:00", 40)
    archive.bring_up_to_date()
    session = ChargeSession.objects.get()
    assert (session.ended_at, session.about) == (None, True)
    monkeypatch.setattr(clock, "now", lambda: at("2026-03-10 12:10"))
    charging(zoe, "2026-03-10 11:00", 52)
    charging(zoe, "2026-03-10 12:00", 65, "ended")
    archive.bring_up_to_date()
    session.refresh_from_db()
    assert session.ended_at == at("2026-03-10 12:00")
    assert (session.energy_kwh, session.energy_source) == (13.0, EnergySource.STATE_OF_CHARGE)
    told_lists.store_charges(
        zoe, [row("2026-03-10 09:58", "2026-03-10 12:01", energy=14.2, first=40, last=65)], NOW
    )
    archive.bring_up_to_date()
    assert ChargeSession.objects.get() == session
    session.refresh_from_db()
    assert (session.started_at, session.about) == (at("2026-03-10 09:58"), False)
    assert (session.energy_kwh, session.energy_source) == (14.2, EnergySource.TOLD)
    assert session.records.count() == 1


def test_a_charge_whose_car_fell_silent_is_closed_though_nothing_more_is_told(
    zoe: Vehicle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: at("2026-03-10 10:40"))
    charging(zoe, "2026-03-10 10:00", 40)
    charging(zoe, "2026-03-10 10:30", 45)
    archive.bring_up_to_date()
    assert ChargeSession.objects.get().ended_at is None
    monkeypatch.setattr(clock, "now", lambda: at("2026-03-10 11:40"))
    archive.bring_up_to_date()
    assert ChargeSession.objects.get().ended_at == at("2026-03-10 10:30")


def test_the_recorded_list_is_kept_once_and_is_seven_charges(zoe: Vehicle) -> None:
    told = errors_and_gaps()
    assert told_lists.store_charges(zoe, told, NOW) == 8
    assert told_lists.store_charges(zoe, [*reversed(told), *told], NOW) == 0
    archive.bring_up_to_date()
    assert ChargeRecord.objects.count() == 8
    assert ChargeSession.objects.count() == 7
    assert SummaryDue.objects.filter(on="2022-03-18").exists()


def test_a_row_that_tells_no_time_is_kept_and_makes_no_session(zoe: Vehicle) -> None:
    nonsense = [
        {},
        {"chargeEnergyRecovered": 3},
        {"chargeStartDate": 7, "chargeEndDate": ["x"]},
        {"chargeStartDate": "2026-03-10T10:00:00Z", "chargeEndDate": "soon"},
    ]
    assert told_lists.store_charges(zoe, nonsense, NOW) == 4
    archive.bring_up_to_date()
    assert not ChargeSession.objects.exists()


def test_what_a_person_said_outlives_the_merging_of_two_charges(zoe: Vehicle) -> None:
    parts = [
        row("2026-03-10 10:00", "2026-03-10 11:00", energy=5.0),
        row("2026-03-10 11:15", "2026-03-10 12:00", energy=4.0),
    ]
    told_lists.store_charges(zoe, parts, NOW)
    archive.bring_up_to_date()
    for session, cost in zip(ChargeSession.objects.order_by("started_at"), ("2.50", "1.20"), strict=True):
        session.cost_set, session.note_set = Decimal(cost), f"cost {cost}"
        session.save()
    told_lists.store_charges(zoe, [row("2026-03-10 11:03", "2026-03-10 11:14", energy=0.5)], NOW)
    archive.bring_up_to_date()
    session = ChargeSession.objects.get()
    assert session.cost_set == Decimal("3.70")
    assert session.note_set == "cost 2.50 · cost 1.20"
    assert (session.energy_set_kwh, session.energy_kwh) == (None, 9.5)


def test_a_charge_somebody_wrote_about_does_not_vanish(zoe: Vehicle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: at("2026-03-10 10:10"))
    charging(zoe, "2026-03-10 10:00", 40)
    archive.bring_up_to_date()
    ChargeSession.objects.update(note_set="at the mall")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    archive.bring_up_to_date()
    session = ChargeSession.objects.get()
    assert (session.note_set, session.status) == ("at the mall", SessionStatus.BY_HAND)


def test_the_archive_estimates_the_capacity_where_nobody_knows_it_and_reckons_with_it(zoe: Vehicle) -> None:
    Vehicle.objects.update(model_code="R5E1VE")
    zoe.refresh_from_db()
    told = [
        row(f"2026-03-{day:02} 10:00", f"2026-03-{day:02} 12:00", energy=26.0, first=20, last=70)
        for day in (2, 4, 6)
    ]
    unknown = row("2026-03-08 10:00", "2026-03-08 12:00", first=20, last=40)
    told_lists.store_charges(zoe, [unknown], NOW)
    archive.bring_up_to_date()
    assert ChargeSession.objects.get().energy_kwh is None
    told_lists.store_charges(zoe, told, NOW)
    archive.bring_up_to_date()
    kept = Archive.objects.get()
    assert (kept.capacity_kwh, kept.capacity_charges) == (52.0, 3)
    last = ChargeSession.objects.latest("started_at")
    assert (last.energy_kwh, last.energy_source) == (10.4, EnergySource.STATE_OF_CHARGE)
    Vehicle.objects.update(usable_capacity_kwh=50)
    archive.bring_up_to_date()
    last.refresh_from_db()
    assert last.energy_kwh == 10.0
    grown = rows(zoe)
    archive.rebuild(zoe)
    assert rows(zoe) == grown


def test_a_fuel_car_has_no_archive() -> None:
    clio = builders.vehicle(builders.household(), energy="fuel")
    tell(clio, "cockpit", NOW, totalMileage=100, fuelQuantity=20)
    assert not Archive.objects.exists()


def test_rows_of_histories_are_kept_once_and_a_growing_total_replaces_the_smaller(zoe: Vehicle) -> None:
    day = {"day": "20260310", "totalChargesNumber": 1, "totalChargesDuration": 60}
    assert told_lists.store_rows(zoe, "charge_day", [day, day], NOW) == 1
    assert told_lists.store_rows(zoe, "charge_day", [day], NOW + timedelta(days=1)) == 0
    assert ToldRow.objects.get().last_fetched_at == NOW + timedelta(days=1)
    more = {**day, "totalChargesNumber": 2, "totalChargesDuration": 90}
    assert told_lists.store_rows(zoe, "charge_day", [more], NOW) == 1
    assert told_lists.store_rows(zoe, "charge_day", [day], NOW) == 0
    assert ToldRow.objects.get().raw == more
    assert told_lists.store_rows(zoe, "hvac_session", [{"whatever": 1}, {"whatever": 2}], NOW) == 2


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        ({"charges": [{"a": 1}, 7, None]}, 1),
        ({"other": [{"a": 1}], "more": [{"b": 2}]}, 2),
        ([{"a": 1}], 1),
        ({}, 0),
        (None, 0),
        ("x", 0),
    ],
)
def test_rows_are_found_in_any_answer(raw: Any, count: int) -> None:
    assert len(told_lists.rows_of(raw, "charges")) == count


def open_session(vehicle: Vehicle, start: datetime, **fields: Any) -> ChargeSession:
    return ChargeSession.objects.create(vehicle=vehicle, started_at=start, **fields)


def test_the_database_refuses_a_second_charge_that_goes_on(zoe: Vehicle) -> None:
    open_session(zoe, at("2026-03-10 10:00"))
    with pytest.raises(IntegrityError), transaction.atomic():
        open_session(zoe, at("2026-03-11 10:00"))
    other = builders.vehicle(zoe.household, name="Spring")
    open_session(other, at("2026-03-11 10:00"))


@pytest.mark.parametrize("minutes", [0, -5])
def test_the_database_refuses_a_charge_that_ends_before_it_has_begun(zoe: Vehicle, minutes: int) -> None:
    start = at("2026-03-10 10:00")
    with pytest.raises(IntegrityError), transaction.atomic():
        open_session(zoe, start, ended_at=start + timedelta(minutes=minutes))


@pytest.mark.parametrize("status", [SessionStatus.BY_HAND, SessionStatus.DELETED])
def test_the_database_refuses_a_drawn_charge_without_an_end(zoe: Vehicle, status: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        open_session(zoe, at("2026-03-10 10:00"), status=status)


def test_the_database_keeps_each_record_once(zoe: Vehicle) -> None:
    columns = {"vehicle": zoe, "natural_key": "a/b", "digest": "c", "raw": {}, "first_fetched_at": NOW}
    ChargeRecord.objects.create(**columns)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChargeRecord.objects.create(**columns)
