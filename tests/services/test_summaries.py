"""Daily summaries are kept up as readings come, whatever their order, and are what a rebuild makes."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import answer, at, tell
from vehicles.models import ChargeSession, DailySummary, SessionStatus, SummaryDue, Vehicle
from vehicles.services import summaries
from vehicles.services.storing import Answer, store

pytest.importorskip("hypothesis", reason="hypothesis comes with requirements-dev.txt")
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe() -> Vehicle:
    return builders.vehicle(builders.household(), usable_capacity_kwh=52)


def rows(of: Vehicle) -> list[dict[str, Any]]:
    return list(DailySummary.objects.filter(vehicle=of).order_by("on").values())


def day(of: Vehicle, on: str) -> DailySummary:
    return DailySummary.objects.get(vehicle=of, on=on)


def drive(of: Vehicle) -> None:
    """A night, a drive of 23 km, an afternoon: 2 March in Paris."""
    for time, percent, plug in (
        ("2026-03-01 20:00", 80, 1),
        ("2026-03-02 06:40", 80, 0),
        ("2026-03-02 07:10", 72, 0),
        ("2026-03-02 17:10", 71, 0),
    ):
        told = time.replace(" ", "T") + ":00Z"
        tell(of, "battery-status", at(time), timestamp=told, batteryLevel=percent, plugStatus=plug)
    for time, km in (("2026-03-01 20:01", 1000), ("2026-03-02 06:41", 1000), ("2026-03-02 07:11", 1023)):
        tell(of, "cockpit", at(time), totalMileage=km)
    tell(of, "cockpit", at("2026-03-02 17:11"), totalMileage=1023)


def test_readings_make_their_days_due_and_the_tick_makes_the_summaries(zoe: Vehicle) -> None:
    drive(zoe)
    assert set(SummaryDue.objects.values_list("on", flat=True)) == {date(2026, 3, 1), date(2026, 3, 2)}
    call_tick()
    assert not SummaryDue.objects.exists()
    made = day(zoe, "2026-03-02")
    assert (made.distance_km, made.mileage_km) == (23, 1023)
    assert made.energy_used_kwh == pytest.approx(0.08 * 52)
    assert (made.state_of_charge_min, made.state_of_charge_max, made.state_of_charge_last) == (71, 80, 71)
    assert (made.parked_loss_percent, made.parked_loss_minutes) == (1, 600)


def call_tick() -> None:
    from vehicles import tasks

    tasks.tick()


def test_a_reading_changes_the_days_that_hang_on_it(zoe: Vehicle) -> None:
    tell(zoe, "cockpit", at("2026-03-01 20:00"), totalMileage=1000)
    summaries.bring_up_to_date()
    assert day(zoe, "2026-03-01").known_minutes == 0
    # Days later the mileage is the same: the car stood all that time.
    tell(zoe, "cockpit", at("2026-03-04 20:00"), totalMileage=1000)
    summaries.bring_up_to_date()
    assert day(zoe, "2026-03-01").known_minutes == 180
    assert day(zoe, "2026-03-03").parked_minutes == 24 * 60


def test_a_late_reading_between_two_moves_a_drive_to_its_day(zoe: Vehicle) -> None:
    tell(zoe, "cockpit", at("2026-03-01 20:00"), totalMileage=1000)
    tell(zoe, "cockpit", at("2026-03-03 10:00"), totalMileage=1050)
    summaries.bring_up_to_date()
    assert day(zoe, "2026-03-03").distance_km == 50
    tell(zoe, "cockpit", at("2026-03-02 10:00"), totalMileage=1050)
    summaries.bring_up_to_date()
    assert day(zoe, "2026-03-02").distance_km == 50
    assert day(zoe, "2026-03-03").distance_km == 0


def test_what_a_battery_lost_in_a_long_sleep_is_shared_by_the_days_it_slept(zoe: Vehicle) -> None:
    tell(zoe, "cockpit", at("2026-03-01 22:00"), totalMileage=1000)
    for time, percent in (("2026-03-01T23:00:00Z", 80), ("2026-03-08T23:00:00Z", 73)):
        fetched = datetime.fromisoformat(time) + timedelta(minutes=1)
        tell(zoe, "cockpit", fetched, totalMileage=1000)
        tell(zoe, "battery-status", fetched, timestamp=time, batteryLevel=percent, plugStatus=0)
        summaries.bring_up_to_date()
    lost = {row["on"].day: row["parked_loss_percent"] for row in rows(zoe)}
    assert lost == {1: None, **dict.fromkeys(range(2, 9), 1), 9: None} or lost == dict.fromkeys(
        range(2, 9), 1
    )
    # A drive told late takes it all back: what was lost on the road cannot be told from the rest.
    tell(zoe, "cockpit", at("2026-03-05 12:00"), totalMileage=1010)
    tell(zoe, "cockpit", at("2026-03-09 12:00"), totalMileage=1010)
    summaries.bring_up_to_date()
    assert {row["parked_loss_percent"] for row in rows(zoe)} == {None}


def test_what_was_driven_in_months_of_silence_is_parted_by_a_mileage_told_late(zoe: Vehicle) -> None:
    tell(zoe, "cockpit", at("2026-01-01 12:00"), totalMileage=1000)
    tell(zoe, "cockpit", at("2026-04-01 12:00"), totalMileage=1400)
    summaries.bring_up_to_date()
    assert day(zoe, "2026-04-01").distance_km == 400
    tell(zoe, "cockpit", at("2026-01-05 12:00"), totalMileage=1100)
    summaries.bring_up_to_date()
    assert day(zoe, "2026-01-05").distance_km == 100
    assert day(zoe, "2026-04-01").distance_km == 300


def test_a_run_of_months_is_cut_short_by_a_mileage_told_late(zoe: Vehicle) -> None:
    tell(zoe, "cockpit", at("2026-01-01 12:00"), totalMileage=1000)
    tell(zoe, "cockpit", at("2026-05-01 12:00"), totalMileage=1000)
    summaries.bring_up_to_date()
    assert rows(zoe)[-1]["on"] == date(2026, 5, 1)
    tell(zoe, "cockpit", at("2026-01-20 12:00"), totalMileage=1004)
    summaries.bring_up_to_date()
    kept = rows(zoe)
    summaries.rebuild(zoe)
    assert kept == rows(zoe)


def test_a_plug_told_late_counts_on_all_the_days_the_car_stood_after_it(zoe: Vehicle) -> None:
    for time in ("2026-03-28 17:44", "2026-04-02 15:30"):
        tell(zoe, "cockpit", at(time), totalMileage=1000)
    summaries.bring_up_to_date()
    assert day(zoe, "2026-03-31").plugged_minutes is None
    tell(zoe, "battery-status", at("2026-03-25 21:35"), batteryLevel=35, plugStatus=1)
    summaries.bring_up_to_date()
    assert day(zoe, "2026-03-31").plugged_minutes == 24 * 60
    kept = rows(zoe)
    summaries.rebuild(zoe)
    assert kept == rows(zoe)


def test_a_plug_told_late_counts_for_a_month_where_the_next_word_of_it_is_later(zoe: Vehicle) -> None:
    for time in ("2026-03-28 17:44", "2026-06-02 15:30"):
        tell(zoe, "cockpit", at(time), totalMileage=1000)
    tell(zoe, "battery-status", at("2026-06-02 15:31"), batteryLevel=35, plugStatus=1)
    summaries.bring_up_to_date()
    tell(zoe, "battery-status", at("2026-03-25 21:35"), batteryLevel=35, plugStatus=0)
    summaries.bring_up_to_date()
    assert day(zoe, "2026-04-20").plugged_minutes == 0
    kept = rows(zoe)
    summaries.rebuild(zoe)
    assert kept == rows(zoe)


def test_charges_count_and_deleted_ones_do_not(zoe: Vehicle) -> None:
    start, end = at("2026-03-02 21:00"), at("2026-03-03 01:00")
    session = ChargeSession.objects.create(vehicle=zoe, started_at=start, ended_at=end, energy_kwh=20)
    summaries.mark(zoe, [(start, end)])
    summaries.bring_up_to_date()
    assert [row["energy_charged_kwh"] for row in rows(zoe)] == [10, 10]
    assert [row["charges"] for row in rows(zoe)] == [1, 0]
    session.status = SessionStatus.DELETED
    session.save()
    summaries.mark(zoe, [(start, end)])
    summaries.bring_up_to_date()
    assert rows(zoe) == []


def test_another_time_zone_draws_the_days_anew(zoe: Vehicle) -> None:
    tell(zoe, "cockpit", at("2026-03-01 23:30"), totalMileage=1000)
    summaries.bring_up_to_date()
    assert [row["on"] for row in rows(zoe)] == [date(2026, 3, 2)]
    zoe.time_zone = "America/New_York"
    zoe.save()
    summaries.mark_all(zoe)
    summaries.bring_up_to_date()
    assert [row["on"] for row in rows(zoe)] == [date(2026, 3, 1)]


def test_the_command_rebuilds_the_same_rows(zoe: Vehicle, capsys: pytest.CaptureFixture[str]) -> None:
    drive(zoe)
    summaries.bring_up_to_date()
    before = rows(zoe)
    DailySummary.objects.filter(on="2026-03-02").update(distance_km=999)
    DailySummary.objects.create(vehicle=zoe, on="2020-01-01")
    call_command("rebuild_summaries", vehicle=zoe.pk)
    assert rows(zoe) == before
    assert "2 days" in capsys.readouterr().out


def test_work_stops_when_its_time_is_over_and_goes_on_with_the_next_tick(zoe: Vehicle) -> None:
    for number in range(100):
        tell(zoe, "cockpit", at("2025-01-01 10:00") + timedelta(days=2 * number), totalMileage=number * 50)
    clock = iter(range(1000))
    first = summaries.bring_up_to_date(timedelta(seconds=10), monotonic=lambda: next(clock))
    assert 0 < first < 100
    assert SummaryDue.objects.exists()
    while summaries.bring_up_to_date(timedelta(seconds=10), monotonic=lambda: next(clock)):
        pass
    assert not SummaryDue.objects.exists()


def test_a_day_is_read_along_the_keys_never_through_the_whole_history(zoe: Vehicle) -> None:
    drive(zoe)
    with CaptureQueriesContext(connection) as asked:
        summaries.bring_up_to_date()
    selects = [
        each["sql"] for each in asked if "snapshot" in each["sql"] and each["sql"].startswith("SELECT")
    ]
    assert selects
    # Or the last row of all: the first that is met from the key's end.
    assert all(
        '"reported_at"' in select.partition("WHERE")[2].partition("ORDER")[0] or select.endswith("LIMIT 1")
        for select in selects
    )
    if connection.vendor == "sqlite":
        for select in selects:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {select}")
                steps = [row[3] for row in cursor.fetchall()]
            assert all("PRIMARY KEY" in step or "INDEX" in step for step in steps if "snapshot" in step), (
                steps
            )
            assert not any(step.startswith("SCAN") for step in steps), steps


@dataclass(frozen=True)
class Told:
    """One answer, some minutes after START, fetched some minutes later."""

    endpoint: str
    minute: int
    late: int
    raw: tuple[tuple[str, Any], ...]


START = datetime(2026, 3, 20, tzinfo=UTC)  # the clocks change on the 29th
minutes = st.one_of(st.integers(0, 30 * 24 * 60), st.integers(0, 120 * 24 * 60))


def told_of(endpoint: str, **raw: Any) -> st.SearchStrategy[Told]:
    fields = st.tuples(*(st.tuples(st.just(name), values) for name, values in raw.items()))
    return st.builds(Told, st.just(endpoint), minutes, st.sampled_from([1, 4, 30, 200]), fields)


ANSWERS = st.one_of(
    told_of(
        "battery-status",
        timed=st.sampled_from([True, True, True, False]),
        batteryLevel=st.integers(0, 100),
        plugStatus=st.sampled_from([0, 1, None]),
        chargingStatus=st.sampled_from([0.0, 0.0, 1.0]),
    ),
    told_of("cockpit", totalMileage=st.sampled_from([1000, 1000, 1004.5, 1004.5, 1040, 1400, None])),
    told_of(
        "hvac-status", hvacStatus=st.sampled_from(["on", "off"]), externalTemperature=st.integers(-5, 30)
    ),
)


def as_answer(told: Told) -> Answer:
    raw = dict(told.raw)
    reported = START + timedelta(minutes=told.minute)
    if raw.pop("timed", False):
        raw["timestamp"] = reported.isoformat().replace("+00:00", "Z")
    return answer(told.endpoint, reported + timedelta(minutes=told.late), **raw)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(ANSWERS, min_size=1, max_size=14),
    st.lists(st.tuples(minutes, st.integers(1, 2000), st.booleans()), max_size=2),
    st.randoms(use_true_random=False),
)
def test_readings_in_any_order_and_batches_make_what_a_rebuild_makes(
    zoe: Vehicle, told: list[Told], sessions: list[tuple[int, int, bool]], chance: random.Random
) -> None:
    vehicle = builders.vehicle(zoe.household, "Another", usable_capacity_kwh=40)
    answers = [as_answer(each) for each in told]
    chance.shuffle(answers)
    while answers:
        size = chance.randint(1, len(answers))
        store(vehicle, answers[:size])
        # As polling does.
        summaries.mark(vehicle, [(each.fetched_at, each.fetched_at) for each in answers[:size]])
        del answers[:size]
        if chance.random() < 0.7:
            summaries.bring_up_to_date()
    for start, length, deleted in sessions:
        begun = START + timedelta(minutes=start)
        ended = begun + timedelta(minutes=length)
        ChargeSession.objects.create(
            vehicle=vehicle,
            started_at=begun,
            ended_at=ended,
            energy_kwh=7,
            status=SessionStatus.DELETED if deleted else SessionStatus.DERIVED,
        )
        summaries.mark(vehicle, [(begun, ended)])
        if chance.random() < 0.7:
            summaries.bring_up_to_date()
    summaries.bring_up_to_date()
    kept = rows(vehicle)
    DailySummary.objects.filter(vehicle=vehicle).delete()
    summaries.rebuild(vehicle)
    assert kept == rows(vehicle)
    whole = summaries.DAYS_OF_A_REBUILD
    summaries.DAYS_OF_A_REBUILD = 1
    try:
        DailySummary.objects.filter(vehicle=vehicle).delete()
        summaries.rebuild(vehicle)
    finally:
        summaries.DAYS_OF_A_REBUILD = whole
    assert kept == rows(vehicle)
    vehicle.delete()
