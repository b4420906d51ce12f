"""What a vehicle's battery holds."""

from ..models import Archive, Vehicle
from ..rules import capacities


def capacity_of(vehicle: Vehicle) -> capacities.Capacity:
    """Return the usable capacity that counts for a vehicle, and whose figure it is."""
    estimated = Archive.objects.filter(vehicle_id=vehicle.pk).values_list("capacity_kwh", flat=True).first()
    return capacities.that_counts(vehicle.usable_capacity_kwh, vehicle.model_code, estimated)
