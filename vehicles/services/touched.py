"""The stored rows of history that a batch of readings can touch."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, Subquery

from ..models import Snapshot, Vehicle
from ..rules import history
from ..rules.readings import Reading

_CHUNK = 400  # SQLite takes 999 parameters in older builds


def touched(table: type[Snapshot], vehicle: Vehicle, batch: Sequence[Reading]) -> list[history.Row]:
    """Return what `rules.history` must know of the table: a few rows, however long the history."""
    rows = table.objects.filter(vehicle_id=vehicle.pk)
    found: dict[history.Key, history.Row] = {}
    untimed = [reading.fetched_at for reading in batch if reading.reported_at is None]
    if len(batch) == len(untimed) == 1:
        # A poll: what was told at this very second, and the last run before it.
        last = Subquery(
            rows.filter(has_car_time=False, reported_at__lte=untimed[0])
            .order_by("-reported_at")
            .values("reported_at")[:1]
        )
        wanted = Q(reported_at=untimed[0]) | Q(has_car_time=False, reported_at=last)
        _collect(rows.filter(wanted), table, found)
        return list(found.values())
    times = sorted({reading.reported_at or reading.fetched_at for reading in batch})
    if len(times) > _CHUNK:
        _collect(rows.filter(reported_at__range=(times[0], times[-1])), table, found)
    else:
        _collect(rows.filter(reported_at__in=times), table, found)
    if untimed:
        runs = rows.filter(has_car_time=False)
        earlier = runs.filter(reported_at__lte=min(untimed)).order_by("-reported_at")
        start = earlier.values_list("reported_at", flat=True).first() or min(untimed)
        _collect(runs.filter(reported_at__range=(start, max(untimed))), table, found)
    return list(found.values())


def _collect(rows: Any, table: type[Snapshot], found: dict[history.Key, history.Row]) -> None:
    for values in rows.values(
        "reported_at", "correction", "has_car_time", "first_fetched_at", "last_fetched_at", *table.READINGS
    ):
        columns = {name: values.pop(name) for name in table.READINGS}
        row = history.Row(**values, columns=columns)
        found[row.key] = row
