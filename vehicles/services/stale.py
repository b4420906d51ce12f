"""Notes from when on a vehicle's charge sessions must be made anew."""

from datetime import datetime

from ..models import Archive, Vehicle
from . import statements


def mark(vehicle: Vehicle, since: datetime) -> None:
    """Have the charge sessions of a vehicle made anew from an instant on; fuel vehicles have none."""
    written(vehicle, since, statements.mark_stale().run({"vehicle": vehicle.pk, "stale_from": since}))


def written(vehicle: Vehicle, since: datetime, marked: int) -> None:
    """Begin the archive where the statement that marks it found none."""
    if not marked and vehicle.charges:
        Archive.objects.create(vehicle=vehicle, stale_from=since)
