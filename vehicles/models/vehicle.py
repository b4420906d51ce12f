"""A vehicle of a household."""

import zoneinfo
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..rules.cadence import Pace
from ..rules.schedules import WireClock
from .columns import InstantField
from .household import validate_time_zone
from .login import LoginState

# By which clock the car means the times of its schedules; owners report both, and no table tells which.
WIRE_CLOCKS = [
    (WireClock.UTC.value, _("UTC, the world's clock")),
    (WireClock.LOCAL.value, _("The car's own time")),
    (WireClock.UNKNOWN.value, _("Not known yet")),
]

PACES = [
    (Pace.CHARGING.value, _("Charging")),
    (Pace.LIVELY.value, _("Just used")),
    (Pace.PARKED.value, _("Parked")),
    (Pace.ASLEEP.value, _("Asleep")),
    (Pace.PRIVATE.value, _("Privacy mode")),
]


class Energy(models.TextChoices):
    ELECTRIC = "electric", _("Electric")
    PLUG_IN_HYBRID = "plug_in_hybrid", _("Plug-in hybrid")
    FUEL = "fuel", _("Fuel")


class VehicleStatus(models.TextChoices):
    OFFERED = "offered", _("Found, not chosen")
    FOLLOWED = "followed", _("Followed")
    UNLINKED = "unlinked", _("Taken off the Renault account")
    SOLD = "sold", _("Sold")
    # Given up with its history: seen nowhere, without its VIN, taken away by the worker.
    LEAVING = "leaving", _("Being deleted")


# Not among a household's vehicles: not chosen, or given up.
NOT_KNOWN = [VehicleStatus.OFFERED, VehicleStatus.LEAVING]


class VehicleQuerySet(models.QuerySet):
    def for_garage(self) -> "VehicleQuerySet":
        """Those that the garage shows, in the household's order."""
        return self.filter(
            status__in=[VehicleStatus.FOLLOWED, VehicleStatus.UNLINKED], hidden=False
        ).in_order()

    def known(self) -> "VehicleQuerySet":
        """Those that have been chosen at some time, hidden and sold ones among them."""
        return self.exclude(status__in=NOT_KNOWN)

    def in_order(self) -> "VehicleQuerySet":
        return self.order_by("order", "pk")

    def waiting_since(self, now: datetime) -> datetime | None:
        """Return when the poll came due that waits longest and that nothing holds back, or None."""
        free = Q(account__login__state=LoginState.OK) | Q(
            account__login__state=LoginState.COOLING, account__login__cooling_until__lte=now
        )
        waiting = self.filter(free, status=VehicleStatus.FOLLOWED, due_at__lte=now)
        since: datetime | None = waiting.aggregate(since=models.Min("due_at"))["since"]
        return since

    def due(self, now: datetime) -> "VehicleQuerySet":
        """Those whose time for a poll has come (`now` by the cars' clock), the longest waiting first."""
        return self.filter(status=VehicleStatus.FOLLOWED, due_at__lte=now).order_by("due_at", "pk")

    def with_papers_due(self, now: datetime) -> "VehicleQuerySet":
        """Those whose details, contracts or picture are to be asked for, through a login that may be used."""
        due = Q(papers_due_at=None) | Q(papers_due_at__lte=now)
        return self.filter(due, status=VehicleStatus.FOLLOWED, account__login__state=LoginState.OK).order_by(
            "pk"
        )


class Vehicle(models.Model):
    """One vehicle as one household knows it: the same VIN in another household is another row."""

    household = models.ForeignKey("vehicles.Household", models.CASCADE, related_name="vehicles")
    # The account it is polled through; history outlives the login.
    account = models.ForeignKey(
        "vehicles.KamereonAccount", models.SET_NULL, null=True, related_name="vehicles"
    )
    # All accounts that it is in, of whichever login: where one fails, another takes over.
    accounts = models.ManyToManyField("vehicles.KamereonAccount", related_name="seen_vehicles", blank=True)
    vin = models.CharField(_("VIN"), max_length=32)
    name = models.CharField(_("name"), max_length=60)
    order = models.PositiveSmallIntegerField(_("place in the garage"), default=0)
    hidden = models.BooleanField(_("hidden from the garage"), default=False)
    status = models.CharField(max_length=8, choices=VehicleStatus, default=VehicleStatus.OFFERED)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_time_zone])
    positions_on = models.BooleanField(_("keep positions"), default=False)
    # Positions before the first are kept coarsely, before the second not at all.
    positions_coarse_to = InstantField(null=True, blank=True)
    positions_gone_to = InstantField(null=True, blank=True)
    brand = models.CharField(max_length=32, blank=True)
    model_code = models.CharField(max_length=16, blank=True)
    model_label = models.CharField(max_length=64, blank=True)
    registration_number = models.CharField(max_length=24, blank=True)
    energy = models.CharField(max_length=14, choices=Energy, default=Energy.ELECTRIC)
    power_in_watts = models.BooleanField(default=False)
    # What an owner knows of the battery; empty: as the model's table says, else as the archive shows.
    usable_capacity_kwh = models.FloatField(_("usable battery capacity"), null=True, blank=True)
    wire_clock = models.CharField(
        _("clock of its schedules"), max_length=7, choices=WIRE_CLOCKS, default=WireClock.UNKNOWN.value
    )
    # A person wanted to see its schedules: each of their endpoints that was not tried since is asked.
    plan_asked_at = models.DateTimeField(null=True, blank=True)
    privacy_since = models.DateTimeField(null=True, blank=True)
    # By the cars' clock; moved on before the poll, so that a poll that dies does not come back at once.
    due_at = models.DateTimeField(null=True, blank=True)
    # When details, contracts or picture are next asked for, by the cars' clock; empty: at once.
    papers_due_at = models.DateTimeField(null=True, blank=True)
    # A person pressed "Look now": every endpoint that was not tried since is asked, whatever its own pace.
    look_asked_at = models.DateTimeField(null=True, blank=True)
    # How often it is asked (rules/cadence.py), and until when it counts as just driven, plugged or told.
    pace = models.CharField(max_length=8, choices=PACES, default=Pace.PARKED.value)
    lively_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VehicleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "vin"], name="vehicle_once_per_household"),
            models.CheckConstraint(condition=Q(status__in=VehicleStatus.values), name="vehicle_status_known"),
            models.CheckConstraint(
                condition=Q(pace__in=[pace.value for pace in Pace]), name="vehicle_pace_known"
            ),
            models.CheckConstraint(
                condition=Q(wire_clock__in=[clock.value for clock in WireClock]),
                name="vehicle_wire_clock_known",
            ),
            models.CheckConstraint(
                condition=Q(usable_capacity_kwh__isnull=True) | Q(usable_capacity_kwh__gt=0),
                name="vehicle_capacity_positive",
            ),
        ]
        indexes = [models.Index(fields=["status", "due_at"], name="vehicle_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The vehicle's time zone: its own, or the household's."""
        return zoneinfo.ZoneInfo(self.time_zone or self.household.time_zone)

    @property
    def shows_position(self) -> bool:
        """Whether positions are kept, and not withheld from the person this vehicle was looked up for."""
        return self.positions_on and not getattr(self, "positions_withheld", False)

    @property
    def charges(self) -> bool:
        """Whether it has a battery to plug in."""
        return self.energy in (Energy.ELECTRIC, Energy.PLUG_IN_HYBRID)

    @property
    def burns_fuel(self) -> bool:
        return self.energy in (Energy.FUEL, Energy.PLUG_IN_HYBRID)
