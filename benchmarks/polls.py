"""What a poll writes, what the garage asks, and how much keeping equal readings once saves."""

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from vehicles.models import Household, Installation, Membership, Role, User, Vehicle, VehicleStatus
from vehicles.renault_api import READS
from vehicles.rules import cadence
from vehicles.services.storing import TABLES, Answer, store
from vehicles.simulator import World
from vehicles.simulator.cars import CARS

from .charts import milliseconds
from .report import Report

MOST_WRITES, MOST_QUERIES, CARDS = 3, 12, 10
WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")
BATCH = 3000

TOLD: dict[str, dict[str, Any]] = {
    "battery-status": {"batteryLevel": 64, "batteryAutonomy": 212, "plugStatus": 1, "chargingStatus": 0.0},
    "cockpit": {"totalMileage": 123456.7},
    "hvac-status": {"internalTemperature": 18.5, "hvacStatus": "off"},
    "pressure": {"flPressure": 2460, "frPressure": 2450, "rlPressure": 2300, "rrPressure": 2310},
    "lock-status": {"lockStatus": "locked"},
    "location": {"gpsLatitude": 48.1, "gpsLongitude": -1.7},
}
TIME = {
    "battery-status": "timestamp",
    "hvac-status": "lastUpdateTime",
    "lock-status": "lastUpdateTime",
    "location": "lastUpdateTime",
}


def measure_writes(report: Report, vehicle: Vehicle, now: datetime) -> None:
    """Store the same answers again and again, of a car that tells its times and of one that never does."""
    report.title("Storing one poll of six endpoints in which nothing changed")
    for what, told in (("with the car's times", _with_times(now)), ("without any time", TOLD)):
        store(vehicle, _answers(told, now))
        counts, times = [], []
        for _ in range(8):
            now += timedelta(minutes=30)
            answers = _answers(told, now)
            with CaptureQueriesContext(connection) as captured:
                times.append(milliseconds(lambda answers=answers: store(vehicle, answers)))  # type: ignore[misc]
            counts.append(sum(query["sql"].startswith(WRITES) for query in captured.captured_queries))
        report.figure(f"writes, {what}", max(counts), "", most=MOST_WRITES, digits=0)
        report.figure(f"time, {what}", statistics.median(times), "ms")


def _with_times(now: datetime) -> dict[str, dict[str, Any]]:
    at = (now - timedelta(minutes=10)).isoformat()
    return {name: {**raw, **({TIME[name]: at} if name in TIME else {})} for name, raw in TOLD.items()}


def _answers(told: dict[str, dict[str, Any]], at: datetime) -> list[Answer]:
    return [Answer(endpoint, READS[endpoint][1].from_raw(raw), at) for endpoint, raw in told.items()]


def measure_garage(report: Report, home: Household) -> None:
    """Count the questions of the garage page with ten vehicles."""
    report.title(f"The garage with {CARDS} vehicles")
    Installation.objects.get_or_create(pk=Installation.SINGLETON)
    owner = User.objects.create_user("owner@example.com", "a long password", name="Owner")
    Membership.objects.create(user=owner, household=home, role=Role.OWNER)
    for number in range(CARDS - home.vehicles.count()):
        vehicle = Vehicle.objects.create(
            household=home, vin=f"VF1MORE{number:010d}", name=f"More {number}", status=VehicleStatus.FOLLOWED
        )
        store(vehicle, _answers(_with_times(datetime.now(UTC)), datetime.now(UTC)))
    client = Client(headers={"host": "localhost"})
    client.force_login(owner)
    url = reverse("garage")
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        taken = milliseconds(lambda: client.get(url))
    report.figure("questions to the database", len(captured), "", most=MOST_QUERIES, digits=0)
    report.figure("time, the whole page", taken, "ms")


def measure_rhythm(report: Report, days: int) -> None:
    """Let the simulator's cars live, poll them as the worker would, and store what they say."""
    report.title(f"The simulator's own rhythm: {days} days, polled as the worker polls")
    end = datetime(2026, 3, 1, tzinfo=UTC)
    start = end - timedelta(days=days)
    home = Household.objects.create(name="Played", time_zone="Europe/Paris")
    asked: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for row in CARS:
        vehicle = Vehicle.objects.create(
            household=home, vin=row.vin, name=row.vin, status=VehicleStatus.FOLLOWED, positions_on=True
        )
        world = World(seed=1, born_at=start, start=end, rows=[row])
        for batch in _batches(_polled(world, start, end)):
            asked.update(answer.endpoint for answer in batch)
            store(vehicle, batch)
    for endpoint, table in TABLES.items():
        kept[endpoint] = table._default_manager.filter(vehicle__household=home).count()
    for endpoint in [name for name in TABLES if asked[name]]:
        what = f"{endpoint}: {asked[endpoint]:,} answers, {kept[endpoint]:,} rows; saved"
        report.figure(what, 100 * (1 - kept[endpoint] / asked[endpoint]), "%")
    everything = 100 * (1 - kept.total() / asked.total())
    report.figure(f"all: {asked.total():,} answers, {kept.total():,} rows; saved", everything, "%")


def _polled(world: World, start: datetime, end: datetime) -> Iterator[Answer]:
    """Yield what polls of the world's only car bring, each endpoint at its own pace."""
    known: dict[str, Any] = {}
    tried: dict[str, cadence.EndpointRecord] = {}
    due, told_at = start, start
    news = cadence.News.NOTHING
    for report in world.reports(start, end):
        while due < report.at:
            charging = known.get("battery-status", {}).get("chargingStatus") == 1.0
            first, others = cadence.in_order([name for name in TABLES if name in known], tried, due)
            if charging and news is cadence.News.TOLD:
                news = cadence.News.CHARGES
            for endpoint in filter(None, [first, *others]):
                record = tried.get(endpoint, cadence.NEVER_TRIED)
                if endpoint == first or cadence.is_wanted(endpoint, record, due, news):
                    tried[endpoint] = cadence.EndpointRecord(due)
                    yield Answer(endpoint, READS[endpoint][1].from_raw(known[endpoint]), due)
            told = cadence.Known(charging=charging, told_at=told_at, answered_at=due)
            due = cadence.next_due(0, cadence.pace_of(told, due), due)
            news = cadence.News.NOTHING
        told_at, news = report.at, cadence.News.TOLD
        known.update({name: told for name, told in report.answers.items() if name in TABLES})


def _batches(answers: Iterator[Answer]) -> Iterator[Sequence[Answer]]:
    batch: list[Answer] = []
    for answer in answers:
        batch.append(answer)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
