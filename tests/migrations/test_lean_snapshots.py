"""The snapshots' tables made anew: every row comes along, forwards and backwards."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, AFTER = "0004_capacity", "0005_lean_snapshots"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TABLES = (
    "BatterySnapshot",
    "CockpitSnapshot",
    "LocationSnapshot",
    "HvacSnapshot",
    "TyrePressureSnapshot",
    "LockSnapshot",
)


def migrate(to: str) -> Apps:
    executor = MigrationExecutor(connection)
    executor.migrate([("vehicles", to)])
    return MigrationExecutor(connection).loader.project_state([("vehicles", to)]).apps


@pytest.fixture
def before() -> Iterator[Apps]:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("vehicles")[0][1]
    yield migrate(BEFORE)
    migrate(newest)


def vehicle(apps: Apps) -> Any:
    home = apps.get_model("vehicles", "Household").objects.create(name="Home", time_zone="Europe/Paris")
    return apps.get_model("vehicles", "Vehicle").objects.create(household=home, vin="VF1", name="Zoé")


def add(apps: Apps, table: str, of: Any, at: datetime, **columns: Any) -> None:
    values = {"correction": 0, "has_car_time": True, "first_fetched_at": at, "last_fetched_at": at}
    apps.get_model("vehicles", table).objects.create(vehicle=of, reported_at=at, **{**values, **columns})


def fill(apps: Apps) -> None:
    zoe = vehicle(apps)
    add(
        apps,
        "BatterySnapshot",
        zoe,
        NOON,
        state_of_charge=64,
        range_km=182.7,
        available_energy_kwh=31.4,
        battery_temperature_c=-3.5,
        plug_state="plugged",
        charge_state="v2g_charging",
        remaining_minutes=145,
        charge_power_kw=None,
        admissible_power_kw=7.2,
        last_fetched_at=NOON + timedelta(minutes=5),
    )
    add(apps, "BatterySnapshot", zoe, NOON, correction=1, state_of_charge=65)
    add(apps, "BatterySnapshot", zoe, datetime(2013, 1, 1, 1, 2, 3, tzinfo=UTC), charge_state="error")
    add(apps, "CockpitSnapshot", zoe, NOON, has_car_time=False, mileage_km=123456.78, fuel_l=31.5)
    add(apps, "LocationSnapshot", zoe, NOON, latitude=48.123456, longitude=-1.654321, direction=271.5)
    add(apps, "HvacSnapshot", zoe, NOON, hvac_on=False, cabin_c=18.5, next_start_at=NOON, outside_c=-0.5)
    add(apps, "TyrePressureSnapshot", zoe, NOON, front_left_mbar=2460, rear_right_status=-1)
    add(apps, "LockSnapshot", zoe, NOON, lock="locked", hatch="closed")


def rows(apps: Apps) -> dict[str, list[dict[str, Any]]]:
    return {
        table: list(
            apps.get_model("vehicles", table)
            .objects.order_by("vehicle_id", "reported_at", "correction")
            .values()
        )
        for table in TABLES
    }


def test_every_row_comes_along_forwards_and_backwards(before: Apps) -> None:
    fill(before)
    as_they_were = rows(before)
    assert all(as_they_were.values())
    lean = migrate(AFTER)
    assert rows(lean) == as_they_were
    assert rows(migrate(BEFORE)) == as_they_were


def test_instants_that_fall_into_one_second_stay_apart_as_corrections(before: Apps) -> None:
    zoe = vehicle(before)
    for milliseconds, correction, mileage in ((0, 0, 1.0), (0, 1, 2.0), (250, 0, 3.0), (999.9, 0, 4.0)):
        at = NOON + timedelta(milliseconds=milliseconds)
        add(before, "CockpitSnapshot", zoe, at, correction=correction, mileage_km=mileage)
    table = migrate(AFTER).get_model("vehicles", "CockpitSnapshot")
    kept = table.objects.order_by("correction").values_list("reported_at", "correction", "mileage_km")
    assert list(kept) == [(NOON, 0, 1.0), (NOON, 1, 2.0), (NOON, 2, 3.0), (NOON, 3, 4.0)]


def test_the_database_still_guards_its_rows(before: Apps) -> None:
    fill(before)
    lean = migrate(AFTER)
    zoe = lean.get_model("vehicles", "Vehicle").objects.get()
    later = NOON + timedelta(days=1)
    for wrong in (
        {"state_of_charge": 101},
        {"last_fetched_at": later - timedelta(seconds=1)},
        {"remaining_minutes": -1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            add(lean, "BatterySnapshot", zoe, later, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        add(lean, "BatterySnapshot", zoe, NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        lean.get_model("vehicles", "CockpitSnapshot").objects.create(
            vehicle_id=zoe.pk + 1,
            reported_at=later,
            first_fetched_at=later,
            last_fetched_at=later,
            has_car_time=True,
        )
    add(lean, "BatterySnapshot", zoe, later, state_of_charge=100)
