"""Storing answers: once each, corrections kept, runs of equal readings in one row."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import answer, at, tell
from vehicles.models import (
    BatterySnapshot,
    CockpitSnapshot,
    HvacSnapshot,
    LocationSnapshot,
    LockSnapshot,
    TyrePressureSnapshot,
    Vehicle,
    VehicleEndpoint,
)
from vehicles.services.storing import TABLES, newest, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe() -> Vehicle:
    return builders.vehicle(builders.household())


def test_an_answer_becomes_a_snapshot_at_the_cars_own_time(zoe: Vehicle) -> None:
    tell(
        zoe,
        "battery-status",
        at("2026-03-01 10:05"),
        timestamp="2026-03-01T11:00:00+01:00",
        batteryLevel=64,
        batteryAutonomy=212,
        plugStatus=1,
        chargingStatus=1.0,
        chargingInstantaneousPower=7.2,
    )
    snapshot = BatterySnapshot.objects.get()
    assert snapshot.reported_at == at("2026-03-01 10:00")
    assert snapshot.has_car_time
    assert (snapshot.state_of_charge, snapshot.range_km) == (64, 212)
    assert (snapshot.plug_state, snapshot.charge_state) == ("plugged", "charging")
    assert (snapshot.charge_power_kw, snapshot.admissible_power_kw) == (None, 7.2)


def test_power_in_watts_is_measured_power() -> None:
    old_zoe = builders.vehicle(builders.household(), power_in_watts=True)
    tell(old_zoe, "battery-status", at("2026-03-01 10:05"), batteryLevel=50, chargingInstantaneousPower=3100)
    assert BatterySnapshot.objects.get().charge_power_kw == 3.1


def test_a_replayed_answer_changes_nothing(zoe: Vehicle) -> None:
    raw = {"timestamp": "2026-03-01T10:00:00Z", "batteryLevel": 64}
    assert tell(zoe, "battery-status", at("2026-03-01 10:05"), **raw) == 1
    before = BatterySnapshot.objects.values().get()
    assert tell(zoe, "battery-status", at("2026-03-01 10:35"), **raw) == 0
    assert BatterySnapshot.objects.values().get() == before


def test_other_values_at_the_same_time_are_kept_as_a_correction(zoe: Vehicle) -> None:
    tell(zoe, "battery-status", at("2026-03-01 10:05"), timestamp="2026-03-01T10:00:00Z", batteryLevel=64)
    tell(zoe, "battery-status", at("2026-03-01 10:10"), timestamp="2026-03-01T10:00:00Z", batteryLevel=65)
    told = BatterySnapshot.objects.order_by("correction").values_list("correction", "state_of_charge")
    assert list(told) == [(0, 64), (1, 65)]
    current = newest([zoe], [BatterySnapshot])[BatterySnapshot][zoe.pk]
    assert isinstance(current, BatterySnapshot)
    assert current.state_of_charge == 65


def test_equal_readings_without_a_time_are_one_row_with_its_first_and_last_fetch(zoe: Vehicle) -> None:
    for minute in (0, 30, 60):
        tell(zoe, "cockpit", at("2026-03-01 10:00") + timedelta(minutes=minute), totalMileage=48310.2)
    run = CockpitSnapshot.objects.get()
    assert (run.first_fetched_at, run.last_fetched_at) == (at("2026-03-01 10:00"), at("2026-03-01 11:00"))
    tell(zoe, "cockpit", at("2026-03-01 11:30"), totalMileage=48320)
    tell(zoe, "cockpit", at("2026-03-01 12:00"), totalMileage=48310.2)
    assert CockpitSnapshot.objects.count() == 3


def test_a_placeholder_midnight_is_no_time(zoe: Vehicle) -> None:
    raw = {"hvacStatus": "off", "lastUpdateTime": "2020-12-03T00:00:00Z", "socThreshold": 30.0}
    tell(zoe, "hvac-status", at("2026-03-01 10:00"), **raw)
    tell(zoe, "hvac-status", at("2026-03-01 10:30"), **raw)
    run = HvacSnapshot.objects.get()
    assert not run.has_car_time
    assert run.last_fetched_at == at("2026-03-01 10:30")


def test_a_batch_gives_the_same_rows_as_its_answers_one_by_one_and_twice_the_same(zoe: Vehicle) -> None:
    other = builders.vehicle(zoe.household, "Other")
    start = at("2026-03-01 10:00")
    batch = [
        answer("cockpit", start + timedelta(minutes=10 * step), totalMileage=[100, 100, 110, 110, 100][step])
        for step in range(5)
    ] + [
        answer("battery-status", start, timestamp=f"2026-03-01T0{hour}:30:00Z", batteryLevel=50 + hour)
        for hour in (3, 1, 2, 1)
    ]
    store(zoe, batch)
    for each in batch:
        store(other, [each])
    store(zoe, batch)

    def rows(of: Vehicle) -> list[tuple[object, ...]]:
        fields = ("reported_at", "correction", "first_fetched_at", "last_fetched_at")
        return [
            *CockpitSnapshot.objects.filter(vehicle=of)
            .order_by("reported_at")
            .values_list(*fields, "mileage_km"),
            *BatterySnapshot.objects.filter(vehicle=of)
            .order_by("reported_at")
            .values_list(*fields, "state_of_charge"),
        ]

    assert rows(zoe) == rows(other)
    assert len(rows(zoe)) == 3 + 3


def test_what_is_off_its_scale_is_unknown_and_the_rest_is_kept(zoe: Vehicle) -> None:
    tell(
        zoe,
        "battery-status",
        at("2026-03-01 10:05"),
        timestamp="2026-03-01T10:00:00Z",
        batteryLevel=255,
        batteryAutonomy=-5,
        batteryAvailableEnergy=0,
        plugStatus=-2147483648,
        chargingStatus=99,
        chargingRemainingTime=145,
    )
    snapshot = BatterySnapshot.objects.get()
    assert snapshot.state_of_charge is None
    assert snapshot.range_km is None
    assert snapshot.available_energy_kwh is None
    assert (snapshot.plug_state, snapshot.charge_state) == ("", "")
    assert snapshot.remaining_minutes == 145


def test_an_electric_car_tells_no_fuel(zoe: Vehicle) -> None:
    tell(zoe, "cockpit", at("2026-03-01 10:00"), totalMileage=100, fuelAutonomy=0, fuelQuantity=0)
    assert CockpitSnapshot.objects.get().fuel_l is None


def test_both_spellings_of_doors_are_understood(zoe: Vehicle) -> None:
    tell(zoe, "lock-status", at("2026-03-01 10:00"), lockStatus="locked", statusDoorTailGate="open")
    lock = LockSnapshot.objects.get()
    assert (lock.lock, lock.hatch) == ("locked", "open")


def test_positions_are_not_kept_while_they_are_off(zoe: Vehicle) -> None:
    place = {"gpsLatitude": 48.1, "gpsLongitude": 11.1, "lastUpdateTime": "2026-03-01T09:00:00Z"}
    tell(zoe, "location", at("2026-03-01 10:00"), **place)
    assert not LocationSnapshot.objects.exists()
    zoe.positions_on = True
    zoe.save()
    tell(zoe, "location", at("2026-03-01 10:00"), **place)
    assert LocationSnapshot.objects.get().latitude == 48.1
    assert VehicleEndpoint.objects.get(endpoint="location").raw is None


def test_the_last_raw_answer_is_kept_without_what_identifies(zoe: Vehicle) -> None:
    tell(
        zoe, "cockpit", at("2026-03-01 10:00"), totalMileage=100, vin=zoe.vin, registrationNumber="AB-123-CD"
    )
    tell(zoe, "cockpit", at("2026-03-01 09:00"), totalMileage=90)
    raw = VehicleEndpoint.objects.get(endpoint="cockpit").raw
    assert raw["totalMileage"] == 100
    assert zoe.vin not in str(raw)
    assert "AB-123-CD" not in str(raw)


def test_what_is_finer_than_what_is_stored_makes_no_correction_when_it_is_told_again(zoe: Vehicle) -> None:
    raw = {
        "timestamp": "2026-03-01T10:00:00.123Z",
        "batteryLevel": 64.123456789,
        "batteryAvailableEnergy": 31.45678912,
    }
    assert tell(zoe, "battery-status", at("2026-03-01 10:05"), **raw) == 1
    assert tell(zoe, "battery-status", at("2026-03-01 10:06"), **raw) == 0
    fine = at("2026-03-01 10:00") + timedelta(milliseconds=250)
    for minute in (0, 30):
        tell(zoe, "cockpit", fine + timedelta(minutes=minute), totalMileage=123456.789)
        tell(zoe, "pressure", fine + timedelta(minutes=minute), flPressure=2461.2345678)
    assert BatterySnapshot.objects.get().reported_at == at("2026-03-01 10:00")
    assert CockpitSnapshot.objects.get().last_fetched_at == at("2026-03-01 10:30")
    assert TyrePressureSnapshot.objects.get().last_fetched_at == at("2026-03-01 10:30")


def test_a_next_start_beyond_all_calendars_is_not_told(zoe: Vehicle) -> None:
    tell(
        zoe,
        "hvac-status",
        at("2026-03-01 10:00"),
        internalTemperature=18,
        nextHvacStartDate="9999-12-31T23:59:59Z",
    )
    assert HvacSnapshot.objects.get().next_start_at is None


def test_the_newest_snapshots_are_those_of_their_tables_whole(zoe: Vehicle) -> None:
    zoe.positions_on = True
    zoe.save()
    other = builders.vehicle(zoe.household, "Other")
    for minute in (0, 30):
        fetched_at = at("2026-03-01 10:00") + timedelta(minutes=minute)
        store(
            zoe,
            [
                answer(
                    "battery-status",
                    fetched_at,
                    timestamp=fetched_at.isoformat(),
                    batteryLevel=64.5,
                    batteryAutonomy=182.7,
                    plugStatus=1,
                    chargingStatus=0.3,
                    chargingRemainingTime=minute,
                ),
                answer("cockpit", fetched_at, totalMileage=123456.78 + minute),
                answer("hvac-status", fetched_at, hvacStatus="on", nextHvacStartDate="2026-03-02T06:00:00Z"),
                answer("location", fetched_at, gpsLatitude=48.1234567, gpsLongitude=-1.7654321),
                answer("pressure", fetched_at, flPressure=2460, frStatus=0),
                answer("lock-status", fetched_at, lockStatus="locked"),
            ],
        )
    tables = list(TABLES.values())
    found = newest([zoe, other], tables)
    for table in tables:
        assert set(found[table]) == {zoe.pk}
        stored = table._default_manager.order_by("-reported_at", "-correction").first()
        columns = [field.attname for field in table._meta.concrete_fields if field.column]
        shown = {name: getattr(found[table][zoe.pk], name) for name in columns}
        assert shown == {name: getattr(stored, name) for name in columns}
        assert found[table][zoe.pk].pk == stored.pk
    assert found[HvacSnapshot][zoe.pk].hvac_on is True  # type: ignore[attr-defined]
    assert newest([], tables) == {table: {} for table in tables}
