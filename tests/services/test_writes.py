"""What storing a poll writes: three statements where nothing changed, whatever the car and its history."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import answer, at
from vehicles.models import (
    Archive,
    BatterySnapshot,
    CockpitSnapshot,
    HvacSnapshot,
    LockSnapshot,
    Snapshot,
    SummaryDue,
    TyrePressureSnapshot,
    Vehicle,
    VehicleEndpoint,
)
from vehicles.services.storing import Answer, store
from vehicles.views.cards import known_of

pytestmark = pytest.mark.django_db

NOON = at("2026-03-01 12:00")
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|MERGE|WITH)\b", re.IGNORECASE)
RUNS: tuple[type[Snapshot], ...] = (
    BatterySnapshot,
    CockpitSnapshot,
    HvacSnapshot,
    TyrePressureSnapshot,
    LockSnapshot,
)


@pytest.fixture
def zoe() -> Vehicle:
    return builders.vehicle(builders.household())


def poll(fetched_at: datetime, *, with_times: bool, percent: float = 64) -> list[Answer]:
    """Return what a car answers that asks for six tables; `with_times` where its endpoints tell any."""
    time = {"lastUpdateTime": "2026-03-01T09:00:00Z"} if with_times else {}
    stamp = {"timestamp": "2026-03-01T09:30:00Z"} if with_times else {}
    return [
        answer("battery-status", fetched_at, batteryLevel=percent, plugStatus=1, **stamp),
        answer("cockpit", fetched_at, totalMileage=48310.2),
        answer("hvac-status", fetched_at, internalTemperature=18.5, **time),
        answer("pressure", fetched_at, flPressure=2460, frPressure=2450, rlPressure=2300, rrPressure=2310),
        answer("lock-status", fetched_at, lockStatus="locked", **time),
        answer("location", fetched_at, gpsLatitude=48.1, gpsLongitude=11.1, **time),
    ]


def add_past(zoe: Vehicle, readings: int) -> None:
    """Give every table a past before the day of the tests, all of it with the car's time."""
    for table in RUNS:
        table.objects.bulk_create(
            table(
                vehicle=zoe,
                reported_at=NOON - timedelta(days=2, minutes=5 * number),
                has_car_time=True,
                first_fetched_at=NOON - timedelta(days=2),
                last_fetched_at=NOON - timedelta(days=2),
            )
            for number in range(readings)
        )


@contextmanager
def writes() -> Iterator[list[str]]:
    """Collect the statements that write, in the order in which they ran."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    # What was sent together still counts one by one.
    ran = [sql for query in captured.captured_queries for sql in query["sql"].split(";\n")]
    found += [sql for sql in ran if WRITES.match(sql)]


@pytest.mark.parametrize("with_times", [True, False], ids=["with times", "without any time"])
def test_an_unchanged_poll_takes_three_writes_whatever_the_car_and_its_history(with_times: bool) -> None:
    shapes = []
    for readings in (0, 6000):
        zoe = builders.vehicle(builders.household(), positions_on=True)
        add_past(zoe, readings)
        store(zoe, poll(NOON, with_times=with_times))
        for number in range(1, 8):
            with writes() as written:
                added = store(zoe, poll(NOON + timedelta(minutes=30 * number), with_times=with_times))
            assert added == 0
            assert len(written) <= 3, written
            assert not any(sql.lstrip().upper().startswith("DELETE") for sql in written)
            shapes.append((readings, number, sorted(sql.split()[0:2] for sql in written)))
    few, many = (
        [shape[1:] for shape in shapes if shape[0] == 0],
        [shape[1:] for shape in shapes if shape[0]],
    )
    assert few == many


def test_midnight_takes_no_more_writes_and_every_new_day_is_noted_in_the_end(zoe: Vehicle) -> None:
    store(zoe, poll(at("2026-03-01 22:00"), with_times=False))
    SummaryDue.objects.all().delete()
    for number in range(1, 12):
        with writes() as written:
            store(zoe, poll(at("2026-03-01 22:00") + timedelta(minutes=30 * number), with_times=False))
        assert len(written) <= 3, written
    assert list(SummaryDue.objects.values_list("on", flat=True)) == [date(2026, 3, 2)]
    last = at("2026-03-01 22:00") + timedelta(minutes=30 * 11)
    behind = [last - table.objects.get().last_fetched_at for table in RUNS]
    assert max(behind) <= timedelta(minutes=90)


def test_an_end_that_waits_is_shown_at_once(zoe: Vehicle) -> None:
    store(zoe, poll(NOON, with_times=False))
    later = NOON + timedelta(minutes=30)
    store(zoe, poll(later, with_times=False))
    assert {table.objects.get().last_fetched_at for table in RUNS} == {NOON, later}
    known = known_of([zoe], later)[zoe.pk]
    shown = [known.battery, known.cockpit, known.hvac, known.lock]
    assert [snapshot.last_fetched_at for snapshot in shown if snapshot] == [later] * 4


def test_an_end_that_waits_is_written_before_its_run_is_over(zoe: Vehicle) -> None:
    store(zoe, poll(NOON, with_times=False))
    store(zoe, poll(NOON + timedelta(minutes=30), with_times=False))
    changed = [
        answer("cockpit", NOON + timedelta(minutes=60), totalMileage=48320),
        answer("hvac-status", NOON + timedelta(minutes=60), internalTemperature=20),
        answer("lock-status", NOON + timedelta(minutes=60), lockStatus="unlocked"),
        answer("pressure", NOON + timedelta(minutes=60), flPressure=2400),
        answer("battery-status", NOON + timedelta(minutes=60), batteryLevel=60),
    ]
    assert store(zoe, changed) == 5
    for table in RUNS:
        runs = table.objects.order_by("reported_at").values_list("reported_at", "last_fetched_at")
        assert list(runs) == [
            (NOON, NOON + timedelta(minutes=30)),
            (NOON + timedelta(minutes=60), NOON + timedelta(minutes=60)),
        ]
    assert not VehicleEndpoint.objects.exclude(run_until=None).exists()


def test_an_end_waits_no_longer_than_the_next_polls_of_anything(zoe: Vehicle) -> None:
    store(zoe, poll(NOON, with_times=False))
    store(zoe, poll(NOON + timedelta(minutes=30), with_times=False))
    assert VehicleEndpoint.objects.exclude(run_until=None).count() == 3
    for minutes in (35, 40):
        at_last = NOON + timedelta(minutes=minutes)
        with writes() as written:
            store(zoe, [answer("battery-status", at_last, batteryLevel=64, plugStatus=1)])
        assert len(written) <= 3
    for table in RUNS[1:]:
        assert table.objects.get().last_fetched_at == NOON + timedelta(minutes=30)


def test_new_rows_make_their_local_day_due_and_the_charges_from_then_on(zoe: Vehicle) -> None:
    late = "2026-03-01T23:30:00Z"  # half past midnight in Paris
    store(zoe, [answer("battery-status", at("2026-03-02 10:00"), timestamp=late, batteryLevel=64)])
    assert list(SummaryDue.objects.values_list("on", flat=True)) == [date(2026, 3, 2)]
    assert Archive.objects.get().stale_from == at("2026-03-01 23:30")
    early = "2026-03-01T08:00:00Z"
    store(zoe, [answer("battery-status", at("2026-03-02 10:05"), timestamp=early, batteryLevel=70)])
    store(zoe, [answer("battery-status", at("2026-03-02 11:00"), batteryLevel=63)])
    assert set(SummaryDue.objects.values_list("on", flat=True)) == {date(2026, 3, 1), date(2026, 3, 2)}
    assert Archive.objects.get().stale_from == at("2026-03-01 08:00")


def test_only_what_tells_of_charges_has_them_made_anew(zoe: Vehicle) -> None:
    store(zoe, [answer("pressure", NOON, flPressure=2400)])
    store(zoe, [answer("hvac-status", NOON, internalTemperature=18.5)])
    assert not Archive.objects.exists()
    store(zoe, [answer("cockpit", NOON, totalMileage=100)])
    assert Archive.objects.get().stale_from == NOON
    Archive.objects.update(stale_from=None)
    store(zoe, [answer("cockpit", NOON + timedelta(hours=1), totalMileage=100)])
    assert Archive.objects.get().stale_from is None
    store(zoe, [answer("cockpit", NOON + timedelta(hours=2), totalMileage=200)])
    assert Archive.objects.get().stale_from == NOON + timedelta(hours=2)


def test_the_run_before_is_found_without_walking_over_the_rows_since(zoe: Vehicle) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("Other databases plan by what they have counted.")
    runs = HvacSnapshot.objects.filter(vehicle_id=zoe.pk, has_car_time=False, reported_at__lte=NOON)
    assert "hvac_runs" in runs.order_by("-reported_at").explain()
    assert "hvac_runs" in runs.filter(reported_at__gte=NOON - timedelta(days=900)).explain()
