"""Stores a batch of a vehicle's answers; a live poll is a batch of one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, OuterRef, Q, Subquery

from ..models import (
    BatterySnapshot,
    CockpitSnapshot,
    EndpointState,
    HvacSnapshot,
    LocationSnapshot,
    LockSnapshot,
    Snapshot,
    TyrePressureSnapshot,
    Vehicle,
    VehicleEndpoint,
)
from ..renault_api.redact import mask_answer
from ..rules import history, readings

TABLES: dict[str, type[Snapshot]] = {
    "battery-status": BatterySnapshot,
    "cockpit": CockpitSnapshot,
    "location": LocationSnapshot,
    "hvac-status": HvacSnapshot,
    "pressure": TyrePressureSnapshot,
    "lock-status": LockSnapshot,
}
# Where a person is, and who, is never kept raw.
NEVER_RAW = frozenset({"location"})
_CHUNK = 400  # SQLite takes 999 parameters in older builds


@dataclass(frozen=True, slots=True)
class Answer:
    """What one endpoint answered at one time: the client's object, and our clock."""

    endpoint: str
    data: Any
    fetched_at: datetime


def traits(vehicle: Vehicle) -> readings.Traits:
    return readings.Traits(power_in_watts=vehicle.power_in_watts, burns_fuel=vehicle.burns_fuel)


def store(vehicle: Vehicle, answers: Sequence[Answer]) -> int:
    """Keep the answers and return how many rows were added; a replayed answer adds none.

    All of one call is one transaction: either the whole batch is there afterwards, or nothing of it.
    """
    added = 0
    by_endpoint: dict[str, list[Answer]] = {}
    for answer in answers:
        by_endpoint.setdefault(answer.endpoint, []).append(answer)
    with transaction.atomic():
        # Two pollers of one vehicle take turns; on SQLite the immediate transaction does it.
        Vehicle.objects.select_for_update().filter(pk=vehicle.pk).first()
        for endpoint, batch in by_endpoint.items():
            if endpoint == "location" and not vehicle.positions_on:
                continue
            added += _store_endpoint(vehicle, endpoint, batch)
            _note_answer(vehicle, endpoint, max(batch, key=lambda answer: answer.fetched_at))
    return added


def _store_endpoint(vehicle: Vehicle, endpoint: str, batch: Sequence[Answer]) -> int:
    if endpoint not in TABLES:
        return 0  # settings have no history: their last answer is kept
    of_vehicle = traits(vehicle)
    told = [readings.read(endpoint, answer.data, of_vehicle, answer.fetched_at) for answer in batch]
    batch_of_readings = [reading for reading in told if reading is not None]
    if not batch_of_readings:
        return 0
    table = TABLES[endpoint]
    intents = history.decide(batch_of_readings, _touched(table, vehicle, batch_of_readings))
    table.objects.bulk_create(
        [
            table(
                vehicle_id=vehicle.pk,
                reported_at=row.reported_at,
                correction=row.correction,
                has_car_time=row.has_car_time,
                first_fetched_at=row.first_fetched_at,
                last_fetched_at=row.last_fetched_at,
                **row.columns,
            )
            for row in intents.new
        ],
        batch_size=2000,
    )
    for (reported_at, correction), last_fetched_at in intents.longer.items():
        table.objects.filter(vehicle_id=vehicle.pk, reported_at=reported_at, correction=correction).update(
            last_fetched_at=last_fetched_at
        )
    return len(intents.new)


def _touched(table: type[Snapshot], vehicle: Vehicle, batch: Sequence[readings.Reading]) -> list[history.Row]:
    rows = table.objects.filter(vehicle_id=vehicle.pk)
    times = sorted({reading.reported_at or reading.fetched_at for reading in batch})
    found: dict[history.Key, history.Row] = {}
    if len(times) > _CHUNK:
        _collect(rows.filter(reported_at__range=(times[0], times[-1])), table, found)
    else:
        _collect(rows.filter(reported_at__in=times), table, found)
    untimed = [reading.fetched_at for reading in batch if reading.reported_at is None]
    if untimed:
        before = rows.filter(has_car_time=False, reported_at__lte=min(untimed)).aggregate(
            at=Max("reported_at")
        )["at"]
        start = before or min(untimed)
        _collect(rows.filter(has_car_time=False, reported_at__range=(start, max(untimed))), table, found)
    return list(found.values())


def _collect(rows: Any, table: type[Snapshot], found: dict[history.Key, history.Row]) -> None:
    for values in rows.values(
        "reported_at", "correction", "has_car_time", "first_fetched_at", "last_fetched_at", *table.READINGS
    ):
        columns = {name: values.pop(name) for name in table.READINGS}
        row = history.Row(**values, columns=columns)
        found[row.key] = row


def _note_answer(vehicle: Vehicle, endpoint: str, newest: Answer) -> None:
    raw = None if endpoint in NEVER_RAW else mask_answer(newest.data.raw_data)
    record, _ = VehicleEndpoint.objects.get_or_create(vehicle=vehicle, endpoint=endpoint)
    if record.answered_at is not None and record.answered_at >= newest.fetched_at:
        return
    record.state = EndpointState.WORKS
    record.first_worked_at = record.first_worked_at or newest.fetched_at
    record.tried_at = record.answered_at = newest.fetched_at
    record.try_again_at = None
    record.error = ""
    record.raw = raw
    record.save()


def newest(
    vehicles: Iterable[Vehicle], tables: Sequence[type[Snapshot]]
) -> dict[type[Snapshot], dict[int, Snapshot]]:
    """Return the newest snapshot of each vehicle in each table, by table and vehicle id.

    One question for all the newest instants (each a step into a key, however long the history), then
    one for each table that has any. Of corrections at one instant the last counts.
    """
    names = {table: table.__name__.lower() for table in tables}
    instants = {
        name: Subquery(
            table.objects.filter(vehicle_id=OuterRef("pk"))
            .order_by("-reported_at", "-correction")
            .values("reported_at")[:1]
        )
        for table, name in names.items()
    }
    latest = list(
        Vehicle.objects.filter(pk__in=[vehicle.pk for vehicle in vehicles])
        .annotate(**instants)
        .values("pk", *instants)
    )
    return {table: _at(table, {row["pk"]: row[name] for row in latest}) for table, name in names.items()}


def _at(table: type[Snapshot], instants: dict[int, datetime | None]) -> dict[int, Snapshot]:
    wanted = Q()
    for vehicle_id, at in instants.items():
        if at is not None:
            wanted |= Q(vehicle_id=vehicle_id, reported_at=at)
    if not wanted:
        return {}
    return {row.vehicle_id: row for row in table.objects.filter(wanted).order_by("correction")}
