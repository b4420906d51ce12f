"""What each endpoint of a vehicle said at one instant of the car's clock: one table per concern.

The key is (vehicle, reported_at, correction): it is the order in which charts read, it is unique
by itself, and it lets PostgreSQL partition by time one day. See docs/adr/0001.
"""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from .columns import CodedField, InstantField, RealField, ShortForeignKey


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


# What stands in the database for each state: these only ever grow.
PLUG_CODES = {"": 0, PlugState.UNPLUGGED.value: 1, PlugState.PLUGGED.value: 2, PlugState.ERROR.value: 3}
CHARGE_CODES = {
    "": 0,
    ChargeState.NOT_CHARGING.value: 1,
    ChargeState.WAITING_PLANNED.value: 2,
    ChargeState.ENDED.value: 3,
    ChargeState.WAITING_CURRENT.value: 4,
    ChargeState.FLAP_OPEN.value: 5,
    ChargeState.CHARGING.value: 6,
    ChargeState.ERROR.value: 7,
    ChargeState.UNAVAILABLE.value: 8,
    ChargeState.V2G_WAITING.value: 9,
    ChargeState.V2L_CONNECTED.value: 10,
    ChargeState.V2G_DISCHARGING.value: 11,
    ChargeState.V2G_CHARGING.value: 12,
}


class Snapshot(models.Model):
    """The base of all snapshots.

    `reported_at` is the car's own time where `has_car_time`, else the time of our first such reading.
    `correction` counts the other values told for the same instant: 0 is the first.
    `first_fetched_at` and `last_fetched_at` are ours: equal for a reading with the car's time, the ends
    of a run of equal readings without it. All are whole seconds.

    In each table the columns stand by width: PostgreSQL then leaves no room between them.
    """

    pk = models.CompositePrimaryKey("vehicle_id", "reported_at", "correction")
    vehicle = ShortForeignKey("vehicles.Vehicle", models.CASCADE, db_index=False, related_name="+")
    reported_at = InstantField()
    first_fetched_at = InstantField()
    last_fetched_at = InstantField()
    correction = models.PositiveSmallIntegerField(default=0)
    has_car_time = models.BooleanField()

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

    @classmethod
    def _columns(cls) -> list[models.Field]:
        return [field for field in cls._meta.concrete_fields if field.column]

    @classmethod
    def as_json(cls) -> JSONObject:
        """Return the expression of a whole row as one value, so that one question can bring several."""
        return JSONObject(**{field.attname: field.attname for field in cls._columns()})

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        """Return the snapshot of such a value, which holds the database's own numbers."""
        columns = {
            field.attname: field.from_db_value(row[field.attname])
            if isinstance(field, InstantField | CodedField)
            else field.to_python(row[field.attname])  # SQLite has 1 for true
            for field in cls._columns()
        }
        return cls.from_db("default", list(columns), list(columns.values()))


def runs(name: str) -> models.Index:
    """Return the index of a table's few rows without the car's time, where most have it.

    The run that a reading may belong to is found in it at one step, however many others lie between.
    """
    return models.Index(fields=["vehicle", "reported_at"], condition=Q(has_car_time=False), name=name)


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

    state_of_charge = RealField(null=True)  # %
    range_km = RealField(null=True)
    available_energy_kwh = RealField(null=True)
    battery_temperature_c = RealField(null=True)
    charge_power_kw = RealField(null=True)  # measured
    admissible_power_kw = RealField(null=True)  # what the car would accept
    plug_state = CodedField(codes=PLUG_CODES, blank=True, choices=PlugState)
    charge_state = CodedField(codes=CHARGE_CODES, blank=True, choices=ChargeState)
    remaining_minutes = models.PositiveSmallIntegerField(null=True)

    class Meta(Snapshot.Meta):
        constraints = [
            *Snapshot.Meta.constraints,
            # A percentage; what is off this scale is stored as unknown.
            models.CheckConstraint(
                condition=Q(state_of_charge__isnull=True) | Q(state_of_charge__range=(0, 100)),
                name="battery_percent_on_scale",
            ),
        ]
        indexes = [runs("battery_runs")]


class CockpitSnapshot(Snapshot):
    """Mileage and fuel."""

    READINGS = ("mileage_km", "fuel_l", "fuel_range_km")

    mileage_km = models.FloatField(null=True)  # seven digits and more: too many for 4 bytes
    fuel_l = RealField(null=True)
    fuel_range_km = RealField(null=True)


class LocationSnapshot(Snapshot):
    """Where the vehicle stood, in degrees of WGS 84; only while its owner keeps positions on."""

    READINGS = ("latitude", "longitude", "direction")

    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    direction = RealField(null=True)

    class Meta(Snapshot.Meta):
        indexes = [runs("location_runs")]


class HvacSnapshot(Snapshot):
    """Heating and cooling, cabin and outside temperature."""

    READINGS = ("hvac_on", "cabin_c", "outside_c", "next_start_at", "threshold_percent")

    next_start_at = InstantField(null=True)
    cabin_c = RealField(null=True)
    outside_c = RealField(null=True)
    threshold_percent = RealField(null=True)
    hvac_on = models.BooleanField(null=True)

    class Meta(Snapshot.Meta):
        indexes = [runs("hvac_runs")]


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

    front_left_mbar = RealField(null=True)
    front_right_mbar = RealField(null=True)
    rear_left_mbar = RealField(null=True)
    rear_right_mbar = RealField(null=True)
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

    class Meta(Snapshot.Meta):
        indexes = [runs("lock_runs")]
