"""Stores a batch of a vehicle's answers; a live poll is a batch of one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

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
from ..models.prepared import Filled, Prepared, key_slot, together
from ..renault_api.redact import mask_answer
from ..rules import history, readings
from ..rules.run_ends import RunEnd, choose
from . import answers, positions, stale, statements, summaries
from .touched import touched

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
NOTED = (
    "state",
    "first_worked_at",
    "tried_at",
    "answered_at",
    "try_again_at",
    "error",
    "raw",
    "run_until",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one endpoint answered at one time: the client's object, and our clock."""

    endpoint: str
    data: Any
    fetched_at: datetime


def traits(vehicle: Vehicle) -> readings.Traits:
    return readings.Traits(power_in_watts=vehicle.power_in_watts, burns_fuel=vehicle.burns_fuel)


def store(vehicle: Vehicle, answers: Sequence[Answer], *, polled: bool = False) -> int:
    """Keep the answers and return how many rows were added; a replayed answer adds none.

    With `polled` the days of the answers are summed up anew also where all stayed as it was: those minutes
    are told all the same.

    All of one call is one transaction: either the whole batch is there afterwards, or nothing of it. Where
    nothing changed it takes three writes at most, however long the history.
    """
    by_endpoint: dict[str, list[Answer]] = {}
    for answer in answers:
        by_endpoint.setdefault(answer.endpoint, []).append(answer)
    with transaction.atomic():
        storing = _Storing(vehicle)
        storing.take(by_endpoint)
        if polled:
            told = [(answer.fetched_at, answer.fetched_at) for answer in answers]
            storing.days = summaries.days_of(storing.vehicle, told)
        return storing.write()


class _Storing:
    """One call of `store`: first what each endpoint's answers come to, then the writes."""

    def __init__(self, vehicle: Vehicle) -> None:
        # Two pollers of one vehicle take turns; on SQLite the immediate transaction does it. The switches
        # are read anew: they may have been turned while the answers were on their way.
        locked, records = together(
            statements.locked_vehicle().filled({"vehicle": vehicle.pk}),
            statements.endpoints_of([vehicle.pk]),
        )
        if not locked:
            raise Vehicle.DoesNotExist(f"Vehicle {vehicle.pk} is gone.")
        self.vehicle: Vehicle = locked[0]
        self.records: dict[str, VehicleEndpoint] = {record.endpoint: record for record in records}
        self.noted: dict[str, VehicleEndpoint] = {}
        self.new: dict[type[Snapshot], list[history.Row]] = {}
        self.ends: dict[tuple[str, history.Key], RunEnd] = {}
        self.days: set[date] = set()

    def take(self, by_endpoint: Mapping[str, Sequence[Answer]]) -> None:
        """Decide what the answers of each endpoint add."""
        batches: dict[str, list[readings.Reading]] = {}
        for endpoint, batch in by_endpoint.items():
            if endpoint == "location" and not self.vehicle.positions_on:
                continue
            self._note(endpoint, max(batch, key=lambda answer: answer.fetched_at))
            if endpoint in TABLES and (of_endpoint := self._readings(endpoint, batch)):
                batches[endpoint] = of_endpoint  # settings have no history: their last answer is kept
        stored = touched(self.vehicle, {TABLES[endpoint]: batch for endpoint, batch in batches.items()})
        for endpoint, of_endpoint in batches.items():
            table = TABLES[endpoint]
            written = {row.key: row.last_fetched_at for row in stored[table]}
            intents = history.decide(of_endpoint, stored[table])
            if intents.new:
                self.new[table] = intents.new
            for key, until in intents.longer.items():
                self._move_end(RunEnd(endpoint, key, written[key], until))

    def _readings(self, endpoint: str, batch: Sequence[Answer]) -> list[readings.Reading]:
        of_vehicle = traits(self.vehicle)
        read = [readings.read(endpoint, answer.data, of_vehicle, answer.fetched_at) for answer in batch]
        told = [reading for reading in read if reading is not None]
        return positions.aged(self.vehicle, told) if endpoint == "location" else told

    def write(self) -> int:
        """Write all that was decided and return how many rows were added."""
        self._recall_waiting_ends()
        now, waiting = choose(
            self.ends.values(), self.vehicle.zone, changed=bool(self.new), marked=bool(self.days)
        )
        added = [row for rows in self.new.values() for row in rows]
        writes = [
            *self._additions(),
            *map(self._moved, now),
            *self._noted_endpoints(waiting),
            *self._marked_days(added, now),
        ]
        of_charges = [*self.new.get(BatterySnapshot, ()), *self.new.get(CockpitSnapshot, ())]
        if of_charges:  # a charge is told by the battery, and parted from the next by the mileage
            since = min(row.reported_at for row in of_charges)
            writes.append(statements.mark_stale().filled({"vehicle": self.vehicle.pk, "stale_from": since}))
            stale.written(self.vehicle, since, together(*writes)[-1])
        elif writes:
            together(*writes)
        return len(added)

    def _additions(self) -> Iterator[Filled]:
        """Yield what adds a poll's few rows to each table; those of an import are added in batches."""
        for table, rows in self.new.items():
            if len(rows) > statements.FEW:
                table.objects.bulk_create(
                    [_snapshot(table, self.vehicle, row) for row in rows], batch_size=2000
                )
            else:
                told = [(self.vehicle.pk, *_values(table, row)) for row in rows]
                yield statements.add_rows(table, len(told)).filled_with(told)

    def _moved(self, end: RunEnd) -> Filled:
        at, correction = end.key
        values = {"vehicle": self.vehicle.pk, "at": at, "correction": correction}
        return statements.move_end(TABLES[end.endpoint]).filled({**values, "last_fetched_at": end.until})

    def _marked_days(self, added: Sequence[history.Row], ends: Sequence[RunEnd]) -> Iterator[Filled]:
        """Yield what has the days summed up anew of which something was told.

        Where nothing was added, a run that grew within its day waits for who polls to say so.
        """
        zone = self.vehicle.zone
        told = [
            (row.reported_at, row.reported_at if row.has_car_time else row.last_fetched_at) for row in added
        ]
        grown = [end.days(zone) if added else end.new_days(zone) for end in ends]
        days = summaries.days_of(self.vehicle, told).union(self.days, *grown)
        if len(days) > statements.FEW:
            summaries.mark_days(self.vehicle, days)
        elif days:
            yield statements.mark_days(len(days)).filled_with([(self.vehicle.pk, on) for on in sorted(days)])

    def _note(self, endpoint: str, newest: Answer) -> None:
        """Note the newest answer of an endpoint, masked."""
        record = self.records.setdefault(endpoint, VehicleEndpoint(vehicle=self.vehicle, endpoint=endpoint))
        if record.answered_at is not None and record.answered_at >= newest.fetched_at:
            return
        answers.told(record, "")
        record.state = EndpointState.WORKS
        record.first_worked_at = record.first_worked_at or newest.fetched_at
        record.tried_at = record.answered_at = newest.fetched_at
        record.try_again_at = None
        record.error = ""
        record.raw = None if endpoint in NEVER_RAW else mask_answer(newest.data.raw_data)
        self.noted[endpoint] = record

    def _move_end(self, end: RunEnd) -> None:
        other = self.ends.get((end.endpoint, end.key))
        if other is None or end.until > other.until:
            self.ends[end.endpoint, end.key] = end

    def _recall_waiting_ends(self) -> None:
        """Add the ends that earlier polls left with their endpoints: each is that of the newest run."""
        for endpoint, record in self.records.items():
            if record.run_until is None:
                continue
            run = statements.newest_run(TABLES[endpoint]).first({"vehicle": self.vehicle.pk})
            if run is not None and run[2] < record.run_until:
                self._move_end(RunEnd(endpoint, run[:2], run[2], record.run_until))

    def _noted_endpoints(self, waiting: Sequence[RunEnd]) -> Iterator[Filled]:
        """Yield what writes all endpoints that answered, or whose run's end begins or ceases to wait."""
        until = {end.endpoint: end.until for end in waiting}
        for endpoint, record in self.records.items():
            if record.run_until != until.get(endpoint):
                record.run_until = until.get(endpoint)
                self.noted[endpoint] = record
        if self.noted:
            rows = [
                (self.vehicle.pk, endpoint, *(getattr(record, name) for name in NOTED))
                for endpoint, record in self.noted.items()
            ]
            yield statements.note_endpoints(NOTED, len(rows)).filled_with(rows)


def _values(table: type[Snapshot], row: history.Row) -> list[Any]:
    own = [getattr(row, name) for name in statements.ROW]
    return own + [row.columns[name] for name in table.READINGS]


def _snapshot(table: type[Snapshot], vehicle: Vehicle, row: history.Row) -> Snapshot:
    own = {name: getattr(row, name) for name in statements.ROW}
    return table(vehicle_id=vehicle.pk, **own, **row.columns)


def newest(
    vehicles: Iterable[Vehicle], tables: Sequence[type[Snapshot]]
) -> dict[type[Snapshot], dict[int, Snapshot]]:
    """Return the newest snapshot of each vehicle in each table, by table and vehicle id.

    One question for all of them: each is one step into a key, however long the history. Of corrections at
    one instant the last counts. A run lasts as long as it is known to, written or not.
    """
    keys = [vehicle.pk for vehicle in vehicles]
    return newest_in(together(asking_newest(keys, tables))[0] if keys else [], tables)


def asking_newest(vehicle_ids: Sequence[int], tables: Sequence[type[Snapshot]]) -> Filled:
    """Return the question for the same of one vehicle at least, whose rows `newest_in` takes."""
    values = {f"vehicle {place}": key for place, key in enumerate(vehicle_ids)}
    return _newest(tuple(tables), len(vehicle_ids)).filled(values)


def newest_in(
    rows: Iterable[Sequence[Any]], tables: Sequence[type[Snapshot]]
) -> dict[type[Snapshot], dict[int, Snapshot]]:
    """Return what the rows of such a question tell."""
    found: dict[type[Snapshot], dict[int, Snapshot]] = {table: {} for table in tables}
    for key, *cells in rows:
        for table, row, until in zip(tables, cells[::2], cells[1::2], strict=True):
            if row is not None:
                found[table][key] = _lengthened(table.from_json(row), until)
    return found


@lru_cache(maxsize=64)
def _newest(tables: tuple[type[Snapshot], ...], vehicles: int) -> Prepared:
    """Return the question for the newest rows of so many vehicles, each with the end of its run."""
    endpoints = {table: endpoint for endpoint, table in TABLES.items()}
    asked: dict[str, Subquery] = {}
    for table in tables:
        mine = table.objects.filter(vehicle_id=OuterRef("pk")).order_by("-reported_at", "-correction")
        waiting = VehicleEndpoint.objects.filter(vehicle_id=OuterRef("pk"), endpoint=endpoints[table])
        asked[table.__name__] = Subquery(mine.values(row=table.as_json())[:1])
        asked[f"{table.__name__}_until"] = Subquery(waiting.values("run_until")[:1])
    keys = [key_slot(f"vehicle {place}") for place in range(vehicles)]
    return Prepared(Vehicle.objects.filter(pk__in=keys).annotate(**asked).values_list("pk", *asked))


def _lengthened(snapshot: Snapshot, until: datetime | None) -> Snapshot:
    if until is not None and not snapshot.has_car_time:
        snapshot.last_fetched_at = max(snapshot.last_fetched_at, until)
    return snapshot
