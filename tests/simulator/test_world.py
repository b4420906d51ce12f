"""The played world itself: life by a seed, within the bounds of what cars can do."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from vehicles.simulator import Report, World
from vehicles.simulator.cars import CARS

from .conftest import AUSTRAL, BORN, CAPTUR, DUSTER, RENAULT_5, START, ZOE_40, ZOE_50

PETROL = {CAPTUR, AUSTRAL, DUSTER}
YEAR_BEGINS = datetime(2025, 3, 1, tzinfo=UTC)
YEAR_ENDS = YEAR_BEGINS + timedelta(days=365)


@pytest.fixture(scope="module")
def lived() -> World:
    """Return a world in which a year has passed for every car."""
    world = World(7, YEAR_BEGINS, YEAR_ENDS, speed=0)
    for row in CARS:
        world.car(row.vin)
    return world


@pytest.fixture(scope="module")
def told(lived: World) -> tuple[list[Report], float]:
    """Return what all cars told in that year, and the seconds of work it took to tell."""
    started = time.process_time()
    reports = list(lived.reports(YEAR_BEGINS, YEAR_ENDS))
    return reports, time.process_time() - started


@pytest.fixture(scope="module")
def year(told: tuple[list[Report], float]) -> list[Report]:
    return told[0]


def series(reports: list[Report], vin: str, endpoint: str, field: str) -> list[float]:
    return [r.answers[endpoint][field] for r in reports if r.vin == vin and endpoint in r.answers]


def test_the_same_seed_gives_the_same_world():
    one, other = (World(3, BORN, START, speed=0) for _ in range(2))
    assert list(one.reports(BORN, START)) == list(other.reports(BORN, START))


def test_another_seed_gives_another_world():
    one, other = (World(seed, BORN, START, speed=0) for seed in (3, 4))
    assert list(one.reports(BORN, START)) != list(other.reports(BORN, START))


def test_a_world_run_in_small_steps_comes_to_the_same_as_in_one():
    stepped, at_once = World(3, BORN, BORN, speed=0), World(3, BORN, START, speed=0)
    while stepped.now() < START:
        stepped.clock.advance(min(5000.0, (START - stepped.now()).total_seconds()))
        for row in CARS:
            stepped.car(row.vin)
    for row in CARS:
        assert stepped.car(row.vin).seen == at_once.car(row.vin).seen


def test_a_restarted_simulator_stands_where_it_stood():
    later = START + timedelta(days=3)
    lived = World(3, BORN, START, speed=0)
    lived.car(ZOE_50)
    lived.clock.advance(3 * 86_400)
    assert lived.car(ZOE_50).seen == World(3, BORN, later, speed=0).car(ZOE_50).seen


def test_a_world_cannot_start_before_it_is_born():
    with pytest.raises(ValueError, match="before it is born"):
        World(1, START, BORN)


def test_a_year_of_reports_is_quick_and_in_order_of_time(told: tuple[list[Report], float]):
    reports, seconds = told
    assert seconds < 8
    assert 40_000 < len(reports) < 100_000
    assert all(earlier.at <= later.at for earlier, later in pairwise(reports))


def test_electric_cars_report_many_times_a_day_and_petrol_cars_seldom(year: list[Report]):
    daily = {vin: number / 365 for vin, number in Counter(r.vin for r in year).items()}
    for row in CARS:
        low, high = (1, 10) if row.vin in PETROL else (18, 48)
        assert low < daily[row.vin] < high, (row.model.label, daily[row.vin])


def test_mileage_never_falls_and_grows_as_a_households_does(year: list[Report]):
    for row in CARS:
        mileage = series(year, row.vin, "cockpit", "totalMileage")
        assert mileage == sorted(mileage)
        assert 7_500 < mileage[-1] - mileage[0] < 21_000, row.model.label


def test_the_state_of_charge_stays_from_0_to_100(year: list[Report]):
    for row in CARS:
        if row.model.electric:
            levels = series(year, row.vin, "battery-status", "batteryLevel")
            assert min(levels) >= 0
            assert max(levels) <= 100
            assert max(levels) - min(levels) > 40


def test_a_car_charges_and_its_state_of_charge_rises(year: list[Report]):
    charging = [
        r.answers["battery-status"] for r in year if r.vin == ZOE_40 and "battery-status" in r.answers
    ]
    pairs = [(a, b) for a, b in pairwise(charging) if a["chargingStatus"] == b["chargingStatus"] == 1.0]
    assert len(pairs) > 1000
    assert all(a["batteryLevel"] <= b["batteryLevel"] for a, b in pairs)


def test_range_is_shorter_in_winter(year: list[Report]):
    def reach(months: tuple[int, ...]) -> float:
        answers = [
            r.answers["battery-status"]
            for r in year
            if r.vin == RENAULT_5 and "battery-status" in r.answers and r.at.month in months
        ]
        return sum(a["batteryAutonomy"] / max(1, a["batteryLevel"]) for a in answers) / len(answers)

    assert reach((12, 1, 2)) < reach((6, 7, 8)) * 0.92


def test_petrol_is_burnt_and_bought(year: list[Report]):
    litres = series(year, CAPTUR, "cockpit", "fuelQuantity")
    assert min(litres) > 0
    assert sum(later - earlier > 20 for earlier, later in pairwise(litres)) > 10


def test_there_are_days_away_fast_charges_and_weeks_of_rest(year: list[Report], lived: World):
    places = Counter(c.place for row in CARS for c in lived.car(row.vin).charger.charges)
    assert places["home"] > 800
    assert places["stop"] > 5
    assert places["away"] > 5
    assert places["work"] > 5
    driven = {r.at.date() for r in year if r.vin == ZOE_50 and "cockpit" in r.answers}
    days = [YEAR_BEGINS.date() + timedelta(days=n) for n in range(365)]
    rests = "".join("d" if day in driven else "-" for day in days)
    assert "-" * 7 in rests


def test_a_report_is_what_the_live_answer_would_be(year: list[Report], lived: World):
    last: dict[str, dict[str, Any]] = {}
    for report in year:
        last.setdefault(report.vin, {}).update(report.answers)
    for vin, answers in last.items():
        assert {name: lived.attributes(vin, name) for name in answers} == answers


def test_reports_of_a_span_are_those_of_the_whole_life_in_it(year: list[Report], lived: World):
    start, end = datetime(2025, 7, 1, tzinfo=UTC), datetime(2025, 7, 4, tzinfo=UTC)
    assert list(lived.reports(start, end)) == [r for r in year if start <= r.at < end]


def test_orders_given_are_part_of_the_past_that_reports_tell():
    world = World(7, BORN, START, speed=0)
    world.order(ZOE_40, "charge_mode", {"mode": "schedule_mode"})
    world.clock.advance(600)
    told = [r.answers["charge-mode"] for r in world.reports(START, world.now()) if "charge-mode" in r.answers]
    assert told == [{"chargeMode": "schedule_mode"}]
