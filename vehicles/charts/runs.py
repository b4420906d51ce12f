"""Figures of the cockpit, told without the car's time: each holds from its first reading to its last."""

from typing import Any

from django.db.models import Case, F, When

from ..models import CockpitSnapshot, Vehicle
from ..models.columns import epoch_seconds
from .chart import Window

Run = tuple[int, int, float]  # from, until (epoch seconds), the figure


def told_runs(vehicle: Vehicle, window: Window, column: str) -> list[Run]:
    """Return the runs of a column's known figures that reach into the window, the oldest first.

    Of several rows of one instant the last correction counts.
    """
    known: Any = CockpitSnapshot.objects.filter(vehicle_id=vehicle.pk, **{f"{column}__isnull": False})
    until = Case(
        When(has_car_time=True, then=epoch_seconds("reported_at")), default=epoch_seconds("last_fetched_at")
    )
    listed = known.annotate(since=epoch_seconds("reported_at"), until=until, figure=F(column))
    rows = listed.values_list("since", "until", "figure")
    before = rows.filter(reported_at__lt=window.start).order_by("-reported_at", "-correction")[:1]
    inside = rows.filter(reported_at__gte=window.start, reported_at__lte=window.end)
    start, end = int(window.start.timestamp()), int(window.end.timestamp())
    reaching = [(start, last, figure) for _since, last, figure in before if last >= start]
    last_of_each = {row[0]: row for row in (*reaching, *inside.order_by("reported_at", "correction"))}
    return [(since, min(last, end), figure) for since, last, figure in last_of_each.values()]
