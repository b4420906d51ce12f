"""What a household sets for itself, and what must follow from it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ..models import ChangeKind, Household, User
from . import changes, summaries


def change_settings(household: Household, settings: Mapping[str, Any], by: User) -> frozenset[str]:
    """Keep what an owner has set, by column, note who did it, and return the columns that changed.

    Another time zone moves the days of the vehicles that have none of their own.
    """
    with transaction.atomic():
        # Another owner's form of the same moment waits here.
        locked = Household.objects.select_for_update().filter(pk=household.pk)
        before = locked.values(*settings).get()
        changed = {name: value for name, value in settings.items() if before[name] != value}
        if changed:
            Household.objects.filter(pk=household.pk).update(**changed)
            changes.note(household, by, ChangeKind.HOUSEHOLD_SETTINGS, what=",".join(sorted(changed)))
        if "time_zone" in changed:
            for vehicle in household.vehicles.known().filter(time_zone=""):
                vehicle.household.time_zone = changed["time_zone"]
                summaries.mark_all(vehicle)
    for name, value in changed.items():
        setattr(household, name, value)
    return frozenset(changed)
