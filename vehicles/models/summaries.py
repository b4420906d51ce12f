"""One day of one vehicle in figures, on the vehicle's own calendar."""

from django.db import models
from django.db.models import Q


class DailySummary(models.Model):
    """What a day came to; null is unknown, 0 is nothing.

    `on` is a day of the vehicle's time zone, of 23, 24 or 25 hours. Days of which nothing is known have
    no row. See `rules/days.py` for how each figure is made.
    """

    pk = models.CompositePrimaryKey("vehicle_id", "on")
    vehicle = models.ForeignKey("vehicles.Vehicle", models.CASCADE, db_index=False, related_name="+")
    on = models.DateField()
    state_of_charge_min = models.FloatField(null=True)  # %
    state_of_charge_max = models.FloatField(null=True)
    state_of_charge_last = models.FloatField(null=True)
    range_full_km = models.FloatField(null=True)  # range at 100 %, the median of the day's readings
    distance_km = models.FloatField(null=True)
    mileage_km = models.FloatField(null=True)  # at the end of the day
    energy_charged_kwh = models.FloatField(null=True)
    energy_used_kwh = models.FloatField(null=True)  # estimated from the state of charge
    charges = models.PositiveSmallIntegerField(default=0)  # that began on this day
    plugged_minutes = models.FloatField(null=True)
    charging_minutes = models.FloatField(null=True)
    parked_minutes = models.FloatField(null=True)
    known_minutes = models.FloatField(default=0)  # of which the car's state is known
    parked_loss_percent = models.FloatField(null=True)  # lost while parked and unplugged
    parked_loss_minutes = models.FloatField(null=True)  # the time over which that is known
    outside_c = models.FloatField(null=True)  # mean
    fuel_min_l = models.FloatField(null=True)
    fuel_max_l = models.FloatField(null=True)
    fuel_last_l = models.FloatField(null=True)
    fuel_range_km = models.FloatField(null=True)  # at the end of the day

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(distance_km__isnull=True) | Q(distance_km__gte=0), name="day_distance_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} of vehicle {self.vehicle_id}"


class SummaryDue(models.Model):
    """A day whose summary is to be made anew, because something was told of it."""

    pk = models.CompositePrimaryKey("vehicle_id", "on")
    vehicle = models.ForeignKey("vehicles.Vehicle", models.CASCADE, db_index=False, related_name="+")
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.on} of vehicle {self.vehicle_id}, due"
