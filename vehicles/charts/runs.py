"""Figures of the cockpit, told without the car's time: each holds from its first reading to its last."""

from typing import Any

from django.db.models import Case, F, When

from ..models import CockpitSnapshot, Vehicle
from ..models.columns import epoch_seconds
from ..rules.series import GAP_SECONDS
from .chart import Window
from .readings import plain

Run = tuple[int, int, float]  # from, until (epoch seconds), the figure


def told_runs(vehicle: Vehicle, window: Window, column: str) -> list[Run]:
    """Return the runs of a column's known figures that reach into the window, the oldest first.

    The same figure told again is the same run, unless the car was silent for a day. Of several rows of one
    instant the last correction counts.
    """
    known: Any = CockpitSnapshot.objects.filter(vehicle_id=vehicle.pk, **{f"{column}__isnull": False})
    until = Case(
        When(has_car_time=True, then=epoch_seconds("reported_at")), default=epoch_seconds("last_fetched_at")
    )
    rows = known.values_list(epoch_seconds("reported_at"), until, F(column))
    before = rows.filter(reported_at__lt=window.start).order_by("-reported_at", "-correction")[:1]
    inside = rows.filter(reported_at__gte=window.start, reported_at__lte=window.end)
    start, end = int(window.start.timestamp()), int(window.end.timestamp())
    reaching = [(start, last, figure) for _since, last, figure in before if last >= start]
    told = {row[0]: row for row in (*reaching, *plain(inside.order_by("reported_at", "correction")))}
    return _joined(told.values(), end)


def _joined(told: Any, end: int) -> list[Run]:
    runs: list[Run] = []
    since, until, figure = 0, -GAP_SECONDS, None
    for start, last, value in told:
        if value != figure or start - until > GAP_SECONDS:
            if figure is not None:
                runs.append((since, until, figure))
            since, figure = start, value
        until = last
    if figure is not None:
        runs.append((since, min(until, end), figure))
    return runs
