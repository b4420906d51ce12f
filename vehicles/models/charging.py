"""The archive of charges: Renault's claims as told, and the charges that we make of them."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from .columns import epoch_seconds


class ChargeRecord(models.Model):
    """One row of Renault's list of charges, raw, each once.

    `natural_key` is made of the row's start and end as told; the same charge told later with other
    fields is another record of the same key, told apart by `digest` (of all its fields). Which of them
    counts is decided by `rules/charge_sessions.py`, not by the order in which they came.
    """

    vehicle = models.ForeignKey(
        "vehicles.Vehicle", models.CASCADE, db_index=False, related_name="charge_records"
    )
    natural_key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    # Where the row told them; a record without a start keeps its raw text and makes no session.
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    raw = models.JSONField()
    first_fetched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vehicle", "natural_key", "digest"], name="charge_record_once"),
        ]
        indexes = [models.Index(fields=["vehicle", "started_at"], name="charge_record_by_start")]

    def __str__(self) -> str:
        return f"charge record of vehicle {self.vehicle_id} from {self.started_at}"


class EnergySource(models.TextChoices):
    TOLD = "told", _("told by Renault")
    STATE_OF_CHARGE = "state_of_charge", _("from the state of charge")
    AVAILABLE_ENERGY = "available_energy", _("from the energy in the battery")
    BY_HAND = "by_hand", _("entered by hand")


class SessionStatus(models.TextChoices):
    """How a session came to be, and whether it still counts."""

    DERIVED = "derived", _("From what the car and Renault told")
    # A person drew its limits (added, split, joined): polls complete it, and never move or remove it.
    BY_HAND = "by_hand", _("By hand")
    # Deleted by a person: hidden, and kept so that the same records do not bring it back.
    DELETED = "deleted", _("Deleted")


# In queries: what `known_energy_kwh` says, and whether it is worked out rather than told or entered.
KNOWN_ENERGY = Coalesce("energy_set_kwh", "energy_kwh")
ENERGY_IS_ESTIMATED = Q(
    energy_set_kwh__isnull=True,
    energy_source__in=[EnergySource.STATE_OF_CHARGE, EnergySource.AVAILABLE_ENERGY],
)


class ChargeSessionQuerySet(models.QuerySet):
    def that_count(self) -> "ChargeSessionQuerySet":
        """Those that pages, charts and totals know of."""
        return self.exclude(status=SessionStatus.DELETED)

    def drawn(self) -> "ChargeSessionQuerySet":
        """Those whose limits a person set or deleted: no poll moves them."""
        return self.exclude(status=SessionStatus.DERIVED)

    def newest_first(self) -> "ChargeSessionQuerySet":
        return self.order_by("-started_at", "-pk")

    def begun_between(self, start: datetime, end: datetime) -> "ChargeSessionQuerySet":
        """Those that began in a stretch of time, both its ends included."""
        return self.filter(started_at__gte=start, started_at__lte=end)

    def by_hand(self) -> "ChargeSessionQuerySet":
        """Those of which a person set the limits or the energy."""
        return self.filter(Q(status=SessionStatus.BY_HAND) | Q(energy_set_kwh__isnull=False))

    def from_renault(self) -> "ChargeSessionQuerySet":
        """Those that Renault's list of charges tells of."""
        return self.filter(self._has_record())

    def from_readings_only(self) -> "ChargeSessionQuerySet":
        """Those that nobody but our own readings tells of."""
        return self.filter(~self._has_record(), status=SessionStatus.DERIVED)

    def _has_record(self) -> Exists:
        links = self.model.records.through.objects
        return Exists(links.filter(chargesession_id=OuterRef("pk")))

    def totals(self) -> dict[str, Any]:
        """Return number, known_kwh, estimated_kwh (of it), without_energy, seconds, cost, with_cost.

        Sums of nothing are None; a charge that goes on has no seconds yet.
        """
        return self.aggregate(
            number=Count("pk"),
            known_kwh=Sum(KNOWN_ENERGY),
            estimated_kwh=Sum(KNOWN_ENERGY, filter=ENERGY_IS_ESTIMATED),
            without_energy=Count("pk", filter=Q(energy_set_kwh__isnull=True, energy_kwh__isnull=True)),
            seconds=Sum(epoch_seconds("ended_at") - epoch_seconds("started_at")),
            cost=Sum("cost_set"),
            with_cost=Count("cost_set"),
        )


class ChargeSession(models.Model):
    """One physical charge of one vehicle, as far as it is known; null is unknown.

    The columns that end in `_set` hold what a person said and are never touched by a poll.
    """

    vehicle = models.ForeignKey(
        "vehicles.Vehicle", models.CASCADE, db_index=False, related_name="charge_sessions"
    )
    status = models.CharField(max_length=8, choices=SessionStatus, default=SessionStatus.DERIVED)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # null: goes on
    # Seen from our readings only, so that the limits are as coarse as the polls were.
    about = models.BooleanField(default=False)
    start_percent = models.FloatField(null=True, blank=True)  # state of charge
    end_percent = models.FloatField(null=True, blank=True)
    energy_kwh = models.FloatField(null=True, blank=True)
    energy_source = models.CharField(max_length=16, blank=True, choices=EnergySource)
    measured_power_kw = models.FloatField(null=True, blank=True)  # the highest that flowed
    admissible_power_kw = models.FloatField(null=True, blank=True)  # the highest the car would accept
    mileage_km = models.FloatField(null=True, blank=True)
    # Renault's own words on how it ended, "ok" or "error"; says little: good charges carry "error" too.
    end_status = models.CharField(max_length=24, blank=True)
    from_readings = models.BooleanField(default=False)
    records = models.ManyToManyField(ChargeRecord, related_name="sessions", blank=True)
    # The percents that a person told stand in the columns above as well; these say that they did.
    start_percent_set = models.FloatField(null=True, blank=True)
    end_percent_set = models.FloatField(null=True, blank=True)
    energy_set_kwh = models.FloatField(_("energy"), null=True, blank=True)
    cost_set = models.DecimalField(_("cost"), max_digits=9, decimal_places=2, null=True, blank=True)
    note_set = models.CharField(_("note"), max_length=300, blank=True)
    edited_by = models.ForeignKey("vehicles.User", models.SET_NULL, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)
    # What it was before it was deleted, and will be when it is restored.
    status_before = models.CharField(max_length=8, blank=True, choices=SessionStatus)

    objects = ChargeSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=SessionStatus.values), name="session_status_known"),
            # A charge that has ended did so after it began.
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("started_at")),
                name="session_ends_after_start",
            ),
            # A vehicle has one cable: two charges cannot go on at the same time.
            models.UniqueConstraint(
                fields=["vehicle"],
                condition=Q(ended_at__isnull=True) & ~Q(status="deleted"),
                name="one_open_session",
            ),
            # Only a charge that is watched can go on: what a person drew or deleted has its end.
            models.CheckConstraint(
                condition=Q(status="derived") | Q(ended_at__isnull=False), name="session_drawn_has_end"
            ),
            models.CheckConstraint(
                condition=Q(energy_set_kwh__isnull=True) | Q(energy_set_kwh__gte=0),
                name="session_energy_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["vehicle", "started_at"], name="session_by_start")]

    def __str__(self) -> str:
        return f"charge of vehicle {self.vehicle_id} from {self.started_at}"

    @property
    def goes_on(self) -> bool:
        return self.ended_at is None

    @property
    def is_edited(self) -> bool:
        """Whether a person said anything of it."""
        said = (self.energy_set_kwh, self.cost_set, self.start_percent_set, self.end_percent_set)
        return bool(self.note_set) or any(value is not None for value in said)

    @property
    def known_energy_kwh(self) -> float | None:
        """The energy that counts: what a person set, else what is known."""
        return self.energy_kwh if self.energy_set_kwh is None else self.energy_set_kwh

    @property
    def known_energy_source(self) -> str:
        return self.energy_source if self.energy_set_kwh is None else EnergySource.BY_HAND

    @property
    def minutes(self) -> float | None:
        """Its length, from its start and end; None while it goes on."""
        return None if self.ended_at is None else (self.ended_at - self.started_at).total_seconds() / 60

    @property
    def average_power_kw(self) -> float | None:
        """Energy by time; None where either is unknown."""
        energy, minutes = self.known_energy_kwh, self.minutes
        return None if energy is None or not minutes else energy / (minutes / 60)


class ToldKind(models.TextChoices):
    """Renault's own lists beside the charges."""

    CHARGE_DAY = "charge_day", _("Charges by day")
    CHARGE_MONTH = "charge_month", _("Charges by month")
    HVAC_DAY = "hvac_day", _("Heating and cooling by day")
    HVAC_MONTH = "hvac_month", _("Heating and cooling by month")
    HVAC_SESSION = "hvac_session", _("Heating and cooling, each time")


class ToldRow(models.Model):
    """One row of Renault's histories, raw: the shape of some is not known for sure.

    `key` is the row's day or month as told ("20261123", "202611"), or a digest of it where it has none.
    A total that grows replaces the one told before.
    """

    vehicle = models.ForeignKey("vehicles.Vehicle", models.CASCADE, db_index=False, related_name="told_rows")
    kind = models.CharField(max_length=12, choices=ToldKind)
    key = models.CharField(max_length=64)
    raw = models.JSONField()
    first_fetched_at = models.DateTimeField()
    last_fetched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vehicle", "kind", "key"], name="told_row_once"),
            models.CheckConstraint(condition=Q(kind__in=ToldKind.values), name="told_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} of vehicle {self.vehicle_id}"


class ToldList(models.Model):
    """How far one of Renault's lists of one vehicle has been asked for.

    The past is fetched in windows, backwards from the day of linking: `reached_on` is the first day that
    has been asked for, and `complete` tells that nothing older is to be had.
    """

    CHARGES = "charges"

    vehicle = models.ForeignKey("vehicles.Vehicle", models.CASCADE, db_index=False, related_name="told_lists")
    kind = models.CharField(max_length=12, choices=[(CHARGES, _("Charges")), *ToldKind.choices])
    asked_at = models.DateTimeField(null=True, blank=True)  # up to the day of then, by the cars' clock
    reached_on = models.DateField(null=True, blank=True)
    empty_windows = models.PositiveSmallIntegerField(default=0)  # one after the other, up to reached_on
    windows_done = models.PositiveSmallIntegerField(default=0)
    complete = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vehicle", "kind"], name="told_list_once")]

    def __str__(self) -> str:
        return f"{self.kind} of vehicle {self.vehicle_id}"


class Archive(models.Model):
    """The state of one vehicle's archive: when Renault is asked again, and what its sessions were made of.

    `due_at` is by the cars' clock, null where it has never been asked; the leases are by the machine's.
    """

    vehicle = models.OneToOneField(
        "vehicles.Vehicle", models.CASCADE, primary_key=True, related_name="archive"
    )
    due_at = models.DateTimeField(null=True, blank=True)
    queued_until = models.DateTimeField(null=True, blank=True)
    fetching_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    # What has been told since the sessions were last made anew, from this instant on.
    stale_from = models.DateTimeField(null=True, blank=True)
    # Of the archive itself: energy told by state of charge gained, kWh for the whole battery.
    capacity_kwh = models.FloatField(null=True, blank=True)  # median
    capacity_low_kwh = models.FloatField(null=True, blank=True)  # a quarter lies below
    capacity_high_kwh = models.FloatField(null=True, blank=True)  # a quarter lies above
    capacity_charges = models.PositiveIntegerField(default=0)  # how many charges it comes from
    # With which usable capacity the energies of the sessions were worked out.
    used_capacity_kwh = models.FloatField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="archive_due")]

    def __str__(self) -> str:
        return f"archive of vehicle {self.vehicle_id}"
