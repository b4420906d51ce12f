"""What each endpoint of a vehicle said at one instant of the car's clock: one table per concern.

The key is (vehicle, reported_at, correction): it is the order in which charts read, it is unique
by itself, and it lets PostgreSQL partition by time one day. See docs/adr/0001.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PlugState(models.TextChoices):
    UNPLUGGED = "unplugged", _("Not plugged in")
    PLUGGED = "plugged", _("Plugged in")
    ERROR = "error", _("Plug error")


class ChargeState(models.TextChoices):
    NOT_CHARGING = "not_charging", _("Not charging")
    WAITING_PLANNED = "waiting_planned", _("Waiting for its planned charge")
    ENDED = "ended", _("Charge ended")
    WAITING_CURRENT = "waiting_current", _("Waiting for current")
    FLAP_OPEN = "flap_open", _("Charge flap open")
    CHARGING = "charging", _("Charging")
    ERROR = "error", _("Charge error")
    UNAVAILABLE = "unavailable", _("Charge state not available")
    V2G_WAITING = "v2g_waiting", _("Waiting to feed the grid")
    V2L_CONNECTED = "v2l_connected", _("Feeding a device")
    V2G_DISCHARGING = "v2g_discharging", _("Feeding the grid")
    V2G_CHARGING = "v2g_charging", _("Charging from the grid")


class Snapshot(models.Model):
    """The base of all snapshots.

    `reported_at` is the car's own time where `has_car_time`, else the time of our first such reading.
    `correction` counts the other values told for the same instant: 0 is the first.
    `first_fetched_at` and `last_fetched_at` are ours: equal for a reading with the car's time, the ends
    of a run of equal readings without it.
    """

    pk = models.CompositePrimaryKey("vehicle_id", "reported_at", "correction")
    vehicle = models.ForeignKey("vehicles.Vehicle", models.CASCADE, db_index=False, related_name="+")
    reported_at = models.DateTimeField()
    correction = models.PositiveSmallIntegerField(default=0)
    has_car_time = models.BooleanField()
    first_fetched_at = models.DateTimeField()
    last_fetched_at = models.DateTimeField()

    # The columns that hold what the car said; the storing code compares and writes these.
    READINGS: tuple[str, ...] = ()

    class Meta:
        abstract = True
        constraints = [
            # A run of readings cannot end before it began.
            models.CheckConstraint(
                condition=Q(last_fetched_at__gte=F("first_fetched_at")), name="%(class)s_run_forward"
            )
        ]

    def __str__(self) -> str:
        return f"{type(self).__name__} of vehicle {self.vehicle_id}"


class BatterySnapshot(Snapshot):
    """Battery, plug and charge."""

    READINGS = (
        "state_of_charge",
        "range_km",
        "available_energy_kwh",
        "battery_temperature_c",
        "plug_state",
        "charge_state",
        "remaining_minutes",
        "charge_power_kw",
        "admissible_power_kw",
    )

    state_of_charge = models.FloatField(null=True)  # %
    range_km = models.FloatField(null=True)
    available_energy_kwh = models.FloatField(null=True)
    battery_temperature_c = models.FloatField(null=True)
    plug_state = models.CharField(max_length=16, blank=True, choices=PlugState)
    charge_state = models.CharField(max_length=16, blank=True, choices=ChargeState)
    remaining_minutes = models.PositiveIntegerField(null=True)
    charge_power_kw = models.FloatField(null=True)  # measured
    admissible_power_kw = models.FloatField(null=True)  # what the car would accept

    class Meta(Snapshot.Meta):
        constraints = [
            *Snapshot.Meta.constraints,
            # A percentage; what is off this scale is stored as unknown.
            models.CheckConstraint(
                condition=Q(state_of_charge__isnull=True) | Q(state_of_charge__range=(0, 100)),
                name="battery_percent_on_scale",
            ),
        ]


class CockpitSnapshot(Snapshot):
    """Mileage and fuel."""

    READINGS = ("mileage_km", "fuel_l", "fuel_range_km")

    mileage_km = models.FloatField(null=True)
    fuel_l = models.FloatField(null=True)
    fuel_range_km = models.FloatField(null=True)


class LocationSnapshot(Snapshot):
    """Where the vehicle stood, in degrees of WGS 84; only while its owner keeps positions on."""

    READINGS = ("latitude", "longitude", "direction")

    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    direction = models.FloatField(null=True)


class HvacSnapshot(Snapshot):
    """Heating and cooling, cabin and outside temperature."""

    READINGS = ("hvac_on", "cabin_c", "outside_c", "next_start_at", "threshold_percent")

    hvac_on = models.BooleanField(null=True)
    cabin_c = models.FloatField(null=True)
    outside_c = models.FloatField(null=True)
    next_start_at = models.DateTimeField(null=True)
    threshold_percent = models.FloatField(null=True)


class TyrePressureSnapshot(Snapshot):
    """Tyre pressures in mbar, with the car's own verdict on each (0 is good)."""

    READINGS = (
        "front_left_mbar",
        "front_right_mbar",
        "rear_left_mbar",
        "rear_right_mbar",
        "front_left_status",
        "front_right_status",
        "rear_left_status",
        "rear_right_status",
    )

    front_left_mbar = models.FloatField(null=True)
    front_right_mbar = models.FloatField(null=True)
    rear_left_mbar = models.FloatField(null=True)
    rear_right_mbar = models.FloatField(null=True)
    front_left_status = models.SmallIntegerField(null=True)
    front_right_status = models.SmallIntegerField(null=True)
    rear_left_status = models.SmallIntegerField(null=True)
    rear_right_status = models.SmallIntegerField(null=True)


class LockSnapshot(Snapshot):
    """Locks and doors, each in the car's own word ("locked", "closed"); empty is not told."""

    READINGS = ("lock", "driver_door", "passenger_door", "rear_left_door", "rear_right_door", "hatch")

    lock = models.CharField(max_length=16, blank=True)
    driver_door = models.CharField(max_length=16, blank=True)
    passenger_door = models.CharField(max_length=16, blank=True)
    rear_left_door = models.CharField(max_length=16, blank=True)
    rear_right_door = models.CharField(max_length=16, blank=True)
    hatch = models.CharField(max_length=16, blank=True)
