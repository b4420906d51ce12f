"""Positions lose their exactness with age, and then go: at most some thousand rows of a vehicle at once.

How far that has got is kept with the vehicle, in the same transaction. A position of before that is told
once more, as sleeping cars do, is made coarse before it is compared (`aged`), so that it is not kept anew.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, FloatField, QuerySet, Value
from django.db.models.functions import Floor

from ..models import LocationSnapshot, Vehicle, VehicleStatus
from ..rules import positions
from ..rules.positions import STEPS_PER_DEGREE
from ..rules.readings import Reading

ROWS_AT_ONCE = 5000
SECOND = timedelta(seconds=1)


def let_age(
    now: datetime, limit: timedelta | None = None, monotonic: Callable[[], float] = time.monotonic
) -> None:
    """Make old positions coarse and delete those that are older still, for no longer than `limit`.

    Where nothing has come of age since the last time, which is most minutes of a day, it is one question.
    """
    stop = None if limit is None else monotonic() + limit.total_seconds()
    vehicles = Vehicle.objects.exclude(status=VehicleStatus.LEAVING).order_by("pk")
    for vehicle in vehicles.select_related("household"):
        for step in (_drop, _coarsen):
            while stop is None or monotonic() < stop:
                if not step(vehicle, now):
                    break
            else:
                return


def aged(vehicle: Vehicle, readings: Iterable[Reading]) -> list[Reading]:
    """Return the readings of positions as they are still kept, without those that are too old."""
    coarse_to, gone_to = vehicle.positions_coarse_to, vehicle.positions_gone_to
    kept = []
    for reading in readings:
        at = reading.reported_at or reading.fetched_at
        if gone_to is not None and at < gone_to:
            continue
        kept.append(_coarsened(reading) if coarse_to is not None and at < coarse_to else reading)
    return kept


def _coarsened(reading: Reading) -> Reading:
    place = {name: positions.coarse(reading.columns[name]) for name in ("latitude", "longitude")}
    return replace(reading, columns={**reading.columns, **place, "direction": None})


def _coarsen(vehicle: Vehicle, now: datetime) -> bool:
    until = positions.kept_since(now, vehicle.household.positions_fine_days)

    def act(rows: QuerySet[LocationSnapshot]) -> None:
        rows.update(latitude=_coarse("latitude"), longitude=_coarse("longitude"), direction=None)

    return _step(vehicle, "positions_coarse_to", until, act)


def _drop(vehicle: Vehicle, now: datetime) -> bool:
    until = positions.kept_since(now, vehicle.household.positions_kept_days)
    return _step(vehicle, "positions_gone_to", until, lambda rows: rows.delete())


def _coarse(name: str) -> object:
    step = Value(float(STEPS_PER_DEGREE), output_field=FloatField())
    return Floor(F(name) * step + Value(0.5)) / step


def _step(
    vehicle: Vehicle, mark: str, until: datetime, act: Callable[[QuerySet[LocationSnapshot]], object]
) -> bool:
    """Act on the next rows from the vehicle's mark on, move the mark, and return whether more is left."""
    done: datetime | None = getattr(vehicle, mark)
    if done is not None and done >= until:
        return False
    with transaction.atomic():
        # What is stored meanwhile waits, and then sees the mark.
        Vehicle.objects.select_for_update(of=("self",)).get(pk=vehicle.pk)
        rows = LocationSnapshot.objects.filter(vehicle_id=vehicle.pk, reported_at__lt=until)
        if done is not None:
            rows = rows.filter(reported_at__gte=done)
        times = rows.order_by("reported_at").values_list("reported_at", flat=True)
        first_left = times[ROWS_AT_ONCE : ROWS_AT_ONCE + 1].first()
        reached = until if first_left is None else first_left
        if done is not None:
            reached = max(reached, done + SECOND)  # it moves on, whatever one instant holds
        act(rows.filter(reported_at__lt=reached))
        Vehicle.objects.filter(pk=vehicle.pk).update(**{mark: reached})
    setattr(vehicle, mark, reached)
    return reached < until
