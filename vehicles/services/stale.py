"""Notes from when on a vehicle's charge sessions must be made anew."""

from datetime import datetime

from django.db.models import Q

from ..models import Archive, Vehicle


def mark(vehicle: Vehicle, since: datetime) -> None:
    """Have the charge sessions of a vehicle made anew from an instant on; fuel vehicles have none."""
    archives = Archive.objects.filter(vehicle=vehicle)
    later = Q(stale_from=None) | Q(stale_from__gt=since)
    if not archives.filter(later).update(stale_from=since) and vehicle.charges and not archives.exists():
        Archive.objects.create(vehicle=vehicle, stale_from=since)
