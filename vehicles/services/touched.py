"""The stored rows of history that a batch of readings can touch."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..models import Snapshot, Vehicle
from ..models.prepared import Filled, together
from ..rules import history
from ..rules.readings import Reading
from . import statements

_CHUNK = 400  # SQLite takes 999 parameters in older builds


def touched(
    vehicle: Vehicle, batches: Mapping[type[Snapshot], Sequence[Reading]]
) -> dict[type[Snapshot], list[history.Row]]:
    """Return what `rules.history` must know of each table: a few rows, however long the history."""
    # A poll has one reading for a table: what it can touch is asked for together.
    single = {table: batch[0] for table, batch in batches.items() if len(batch) == 1}
    told = together(*(_of_one(table, vehicle, reading) for table, reading in single.items()))
    found = {
        table: [_row(table, columns) for columns in rows] for table, rows in zip(single, told, strict=True)
    }
    return found | {
        table: _of_many(table, vehicle, batch) for table, batch in batches.items() if table not in single
    }


def _of_one(table: type[Snapshot], vehicle: Vehicle, reading: Reading) -> Filled:
    """Ask for what was told at the reading's very second and, where it is untimed, the last run before it."""
    if reading.reported_at is None:
        ask = statements.rows_at_and_last_run(table)
        return ask.filled({"vehicle": vehicle.pk, "at": reading.fetched_at})
    return statements.rows_at(table).filled({"vehicle": vehicle.pk, "at": reading.reported_at})


def _of_many(table: type[Snapshot], vehicle: Vehicle, batch: Sequence[Reading]) -> list[history.Row]:
    rows = table.objects.filter(vehicle_id=vehicle.pk)
    found: dict[history.Key, history.Row] = {}
    times = sorted({reading.reported_at or reading.fetched_at for reading in batch})
    if len(times) > _CHUNK:
        _collect(rows.filter(reported_at__range=(times[0], times[-1])), table, found)
    else:
        _collect(rows.filter(reported_at__in=times), table, found)
    untimed = [reading.fetched_at for reading in batch if reading.reported_at is None]
    if untimed:
        runs = rows.filter(has_car_time=False)
        earlier = runs.filter(reported_at__lte=min(untimed)).order_by("-reported_at")
        start = earlier.values_list("reported_at", flat=True).first() or min(untimed)
        _collect(runs.filter(reported_at__range=(start, max(untimed))), table, found)
    return list(found.values())


def _collect(rows: Any, table: type[Snapshot], found: dict[history.Key, history.Row]) -> None:
    for told in rows.values_list(*statements.ROW, *table.READINGS):
        row = _row(table, told)
        found[row.key] = row


def _row(table: type[Snapshot], told: Sequence[Any]) -> history.Row:
    own = len(statements.ROW)
    return history.Row(*told[:own], columns=dict(zip(table.READINGS, told[own:], strict=True)))
