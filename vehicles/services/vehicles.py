"""What a household sets for a vehicle, and what must follow from it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ..models import ChangeKind, User, Vehicle
from . import changes, summaries

# What the summaries of all days were made with: the vehicle's calendar, and what its battery holds.
OF_SUMMARIES = frozenset({"time_zone", "usable_capacity_kwh"})


def change_settings(vehicle: Vehicle, settings: Mapping[str, Any], by: User) -> frozenset[str]:
    """Keep what a person has set, by column, note who did it, and return the columns that changed.

    Only these are written, so that a poll of the same moment loses nothing. The summaries of all days
    become due where the vehicle's clock or capacity changed.
    """
    with transaction.atomic():
        # Another person's form of the same vehicle waits here.
        before = Vehicle.objects.select_for_update().filter(pk=vehicle.pk).values(*settings).get()
        changed = {name: value for name, value in settings.items() if before[name] != value}
        if changed:
            Vehicle.objects.filter(pk=vehicle.pk).update(**changed)
            what = ",".join(sorted(changed))
            name = str(before.get("name", vehicle.name))
            changes.note(vehicle.household, by, ChangeKind.VEHICLE_SETTINGS, vehicle=name, what=what)
        if OF_SUMMARIES & changed.keys():
            summaries.mark_all(vehicle)
    for name, value in changed.items():
        setattr(vehicle, name, value)
    return frozenset(changed)
