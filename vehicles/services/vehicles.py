"""What a household sets for a vehicle, and what must follow from it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from ..models import DailySummary, SummaryDue, Vehicle

# What the summaries of all days were made with: the vehicle's calendar, and what its battery holds.
OF_SUMMARIES = frozenset({"time_zone", "usable_capacity_kwh"})
DAY = timedelta(days=1)


def change_settings(vehicle: Vehicle, settings: Mapping[str, Any]) -> frozenset[str]:
    """Keep what an owner has set, by column, and return the columns that changed.

    Only these are written, so that a poll of the same moment loses nothing. The summaries of all days
    become due where the vehicle's clock or capacity changed.
    """
    with transaction.atomic():
        # Another person's form of the same vehicle waits here.
        before = Vehicle.objects.select_for_update().filter(pk=vehicle.pk).values(*settings).get()
        changed = {name: value for name, value in settings.items() if before[name] != value}
        if changed:
            Vehicle.objects.filter(pk=vehicle.pk).update(**changed)
        if OF_SUMMARIES & changed.keys():
            make_summaries_due(vehicle)
    for name, value in changed.items():
        setattr(vehicle, name, value)
    return frozenset(changed)


def make_summaries_due(vehicle: Vehicle) -> None:
    """Have every day of the vehicle summed up anew by the worker."""
    days = DailySummary.objects.filter(vehicle=vehicle).aggregate(first=Min("on"), last=Max("on"))
    if days["first"] is None:
        return
    # On another clock the first and the last readings may belong to the day beside.
    first, count = days["first"] - DAY, (days["last"] - days["first"]).days + 3
    SummaryDue.objects.bulk_create(
        [SummaryDue(vehicle=vehicle, on=first + number * DAY) for number in range(count)],
        ignore_conflicts=True,
        batch_size=400,
    )
