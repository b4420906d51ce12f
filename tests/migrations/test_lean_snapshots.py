"""The snapshots' tables made anew: every row comes along, forwards and backwards.

There and back takes as long as all other migrations since, so that one journey serves all stories.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

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


def vehicle(apps: Apps, vin: str) -> Any:
    home = apps.get_model("vehicles", "Household").objects.create(name="Home", time_zone="Europe/Paris")
    return apps.get_model("vehicles", "Vehicle").objects.create(household=home, vin=vin, name="Zoé")


def add(apps: Apps, table: str, of: Any, at: datetime, **columns: Any) -> None:
    values = {"correction": 0, "has_car_time": True, "first_fetched_at": at, "last_fetched_at": at}
    apps.get_model("vehicles", table).objects.create(vehicle=of, reported_at=at, **{**values, **columns})


def fill(apps: Apps, zoe: Any) -> None:
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


def rows(apps: Apps, of: Any) -> dict[str, list[dict[str, Any]]]:
    return {
        table: list(
            apps.get_model("vehicles", table)
            .objects.filter(vehicle_id=of.pk)
            .order_by("reported_at", "correction")
            .values()
        )
        for table in TABLES
    }


def accepts(apps: Apps, of: Any, at: datetime, **columns: Any) -> bool:
    """Tell whether the database takes a battery reading, which it does not keep."""
    try:
        with transaction.atomic():
            add(apps, "BatterySnapshot", of, at, **columns)
            connection.check_constraints()
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True


@dataclass(frozen=True)
class Journey:
    """What was seen of the rows on the way."""

    before: dict[str, list[dict[str, Any]]]
    after: dict[str, list[dict[str, Any]]]
    back: dict[str, list[dict[str, Any]]]
    within_a_second: list[tuple[datetime, int, float]]
    accepted: dict[str, bool]


@pytest.fixture(scope="module")
def journey(django_db_setup: None, django_db_blocker: Any) -> Journey:
    with django_db_blocker.unblock():
        newest = MigrationExecutor(connection).loader.graph.leaf_nodes("vehicles")[0][1]
        old = migrate(BEFORE)
        zoe, hasty = vehicle(old, "VF1"), vehicle(old, "VF2")
        fill(old, zoe)
        for milliseconds, correction, mileage in ((0, 0, 1.0), (0, 1, 2.0), (250, 0, 3.0), (999.9, 0, 4.0)):
            at = NOON + timedelta(milliseconds=milliseconds)
            add(old, "CockpitSnapshot", hasty, at, correction=correction, mileage_km=mileage)
        before = rows(old, zoe)
        lean = migrate(AFTER)
        told = lean.get_model("vehicles", "CockpitSnapshot").objects.filter(vehicle_id=hasty.pk)
        kept = list(told.order_by("correction").values_list("reported_at", "correction", "mileage_km"))
        after, accepted = rows(lean, zoe), _accepted(lean, zoe.pk)
        back = migrate(BEFORE)
        seen = Journey(before, after, rows(back, zoe), kept, accepted)
        back.get_model("vehicles", "Household").objects.all().delete()
        migrate(newest)
    return seen


def _accepted(lean: Apps, zoe_id: int) -> dict[str, bool]:
    cars = lean.get_model("vehicles", "Vehicle").objects
    zoe, nobody = cars.get(pk=zoe_id), lean.get_model("vehicles", "Vehicle")(pk=10**6)
    later = NOON + timedelta(days=1)
    return {
        "a new instant": accepts(lean, zoe, later, state_of_charge=100),
        "more than full": accepts(lean, zoe, later, state_of_charge=101),
        "last read before it was told": accepts(
            lean, zoe, later, last_fetched_at=later - timedelta(seconds=1)
        ),
        "less than no time": accepts(lean, zoe, later, remaining_minutes=-1),
        "an instant once more": accepts(lean, zoe, NOON),
        "a vehicle that is none": accepts(lean, nobody, later),
    }


def test_every_row_comes_along_forwards_and_backwards(journey: Journey) -> None:
    assert all(journey.before.values())
    assert journey.after == journey.before
    assert journey.back == journey.before


def test_instants_that_fall_into_one_second_stay_apart_as_corrections(journey: Journey) -> None:
    assert journey.within_a_second == [(NOON, 0, 1.0), (NOON, 1, 2.0), (NOON, 2, 3.0), (NOON, 3, 4.0)]


def test_the_database_still_guards_its_rows(journey: Journey) -> None:
    accepted = dict(journey.accepted)
    assert accepted.pop("a new instant")
    assert not any(accepted.values()), accepted
