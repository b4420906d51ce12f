"""What people asked of a vehicle, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..rules.commands import SETTLED


class CommandKind(models.TextChoices):
    START_CHARGE = "start_charge", _("Start charging")
    STOP_CHARGE = "stop_charge", _("Stop charging")
    START_PRECONDITIONING = "start_preconditioning", _("Warm up or cool down")
    STOP_PRECONDITIONING = "stop_preconditioning", _("Stop warming up")
    CHARGE_MODE = "charge_mode", _("Charge mode")
    CHARGE_LIMITS = "charge_limits", _("Minimum and target charge")
    CHARGE_SCHEDULES = "charge_schedules", _("Charge schedules")
    HVAC_SCHEDULES = "hvac_schedules", _("Warm-up schedules")
    DEPARTURE_PROGRAMS = "departure_programs", _("Departure programs")
    GIVE_PROGRAMS_BACK = "give_programs_back", _("Switch your programs on again")
    HORN = "horn", _("Sound the horn")
    LIGHTS = "lights", _("Flash the lights")
    REFRESH_POSITION = "refresh_position", _("Ask where it is")


class CommandState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    ACCEPTED = "accepted", _("Taken by Renault")
    CONFIRMED = "confirmed", _("Done")
    REFUSED = "refused", _("Refused")
    UNCONFIRMED = "unconfirmed", _("Not confirmed")
    FAILED = "failed", _("Not sent")
    UNKNOWN = "unknown", _("Not known")
    EXPIRED = "expired", _("Too late")
    CANCELLED = "cancelled", _("Called off")


class OfferBack(models.TextChoices):
    """What is done about programs that a start of a charge switched off."""

    NOTHING = "", _("Nothing to give back")
    BY_PRESS = "by_press", _("When somebody presses")
    AFTER_CHARGE = "after_charge", _("By itself after the charge")
    GIVEN = "given", _("Given back")


# An answer after all: a person's word, not the car's.
BY_HAND = "by_hand"


class CommandQuerySet(models.QuerySet):
    def to_send(self, now: datetime) -> "CommandQuerySet":
        """Those whose time to be sent has come (`now` by the cars' clock)."""
        return self.filter(Q(send_at=None) | Q(send_at__lte=now), state=CommandState.QUEUED)

    def to_check(self, now: datetime) -> "CommandQuerySet":
        """Those whose effect is to be looked for now."""
        return self.filter(state=CommandState.ACCEPTED, next_check_at__lte=now)

    def newest_first(self) -> "CommandQuerySet":
        return self.order_by("-asked_at", "-pk")

    def last_of(self, vehicle_ids: Sequence[Any]) -> "CommandQuerySet":
        """The last one asked of each vehicle: a step into the key of each; keys, or slots for them."""
        mine = Command.objects.filter(vehicle_id=models.OuterRef("pk")).newest_first()
        from .vehicle import Vehicle

        last = Vehicle.objects.filter(pk__in=vehicle_ids).annotate(
            last=models.Subquery(mine.values("pk")[:1])
        )
        return self.filter(pk__in=last.values("last")).select_related("settled_by")


class Command(models.Model):
    """One thing that a person asked of a vehicle; never deleted but with the vehicle.

    Times are by the cars' clock, but `expires_at` and `sending_until`, which are by the machine's: a person
    stands there and waits, and a process has died or not.
    """

    vehicle = models.ForeignKey("vehicles.Vehicle", models.CASCADE, db_index=False, related_name="commands")
    asked_by = models.ForeignKey("vehicles.User", models.SET_NULL, null=True, blank=True, related_name="+")
    asked_by_name = models.CharField(max_length=254)  # as it was: the log outlives the account
    # By itself, as the person had chosen before; such as programs given back after a charge.
    by_itself = models.BooleanField(default=False)
    kind = models.CharField(max_length=24, choices=CommandKind)
    arguments = models.JSONField(default=dict)
    key = models.UUIDField(unique=True)
    state = models.CharField(max_length=11, choices=CommandState, default=CommandState.QUEUED)
    start_at = models.DateTimeField(null=True, blank=True)  # when the car shall begin, where not at once
    send_at = models.DateTimeField(null=True, blank=True)  # we keep it until then; null: send at once
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sending_at = models.DateTimeField(null=True, blank=True)
    sending_until = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True)
    confirm_until = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    # Why not, as a word of rules/refusals.py, and Renault's own answer, masked.
    reason = models.CharField(max_length=24, blank=True)
    error_code = models.CharField(max_length=64, blank=True)
    error_details = models.CharField(max_length=300, blank=True)
    # The endpoint that showed the effect (or "by_hand"), and the car's time of it where it told one.
    proof = models.CharField(max_length=24, blank=True)
    proved_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("vehicles.User", models.SET_NULL, null=True, blank=True, related_name="+")
    # The owner's programs as they were before this command switched them off.
    programs = models.JSONField(null=True, blank=True)
    offer_back = models.CharField(max_length=12, choices=OfferBack, blank=True, default=OfferBack.NOTHING)
    gives_back = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="given_back_by"
    )

    # Only what was let go with its vehicle may be deleted: the database sees to it (migration 0019).
    released_at = models.DateTimeField(null=True, blank=True)

    objects = CommandQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CommandKind.values), name="command_kind_known"),
            models.CheckConstraint(condition=Q(state__in=CommandState.values), name="command_state_known"),
            models.CheckConstraint(condition=Q(offer_back__in=OfferBack.values), name="command_offer_known"),
            # The mark is set before the call: whatever left here, or may have, carries it.
            models.CheckConstraint(
                condition=Q(sending_at__isnull=False)
                | Q(state__in=["queued", "refused", "failed", "expired", "cancelled"]),
                name="command_marked_before_sent",
            ),
            # What still waits has never been on its way: a sent command cannot go back into the queue.
            models.CheckConstraint(
                condition=Q(sending_at__isnull=True) | ~Q(state__in=["queued", "expired", "cancelled"]),
                name="command_sent_once",
            ),
            # The process that sends has a time after which it is taken for dead.
            models.CheckConstraint(
                condition=Q(sending_until__isnull=False) | ~Q(state="sending"), name="command_sending_ends"
            ),
            # Accepted is Renault's answer, and is looked after until a time.
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | Q(answered_at__isnull=False, next_check_at__isnull=False, confirm_until__isnull=False),
                name="command_accepted_is_checked",
            ),
            # A settled command says when, and only a settled one does.
            models.CheckConstraint(
                condition=Q(settled_at__isnull=False, state__in=sorted(SETTLED))
                | Q(settled_at__isnull=True) & ~Q(state__in=sorted(SETTLED)),
                name="command_settled_has_time",
            ),
            # Nothing is done without a proof, be it a person's word.
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(proof=""), name="command_done_is_proved"
            ),
            # Only what was remembered can be given back.
            models.CheckConstraint(
                condition=Q(offer_back="") | Q(programs__isnull=False), name="command_offers_what_it_has"
            ),
            # Programs are given back once; after one that came to nothing it may be tried again.
            models.UniqueConstraint(
                fields=["gives_back"],
                condition=Q(state__in=["queued", "sending", "accepted", "confirmed"]),
                name="command_gives_back_once",
            ),
        ]
        indexes = [
            models.Index(fields=["vehicle", "-asked_at"], name="command_log"),
            # The few that are under way, of however many years.
            models.Index(
                fields=["state"],
                condition=Q(state__in=["queued", "sending", "accepted"]),
                name="command_under_way",
            ),
            models.Index(
                fields=["offer_back"], condition=Q(offer_back="after_charge"), name="command_to_give_back"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of vehicle {self.vehicle_id}: {self.state}"

    @property
    def kept_by_us(self) -> bool:
        """Whether its time is kept here rather than in the car."""
        return self.send_at is not None

    @property
    def start_in_car_at(self) -> datetime | None:
        """The start time that the car itself is to keep; None where we keep it, or for at once."""
        return None if self.kept_by_us else self.start_at

    @property
    def tries_to_give_back(self) -> int:
        """How often somebody, or the worker, has asked for the programs of this command."""
        return self.given_back_by.count()
