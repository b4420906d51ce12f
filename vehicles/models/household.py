"""A household, who belongs to it, and the installation's first claim."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from ..rules.schedules import DAY, QUARTER


def validate_time_zone(name: str) -> None:
    """Refuse a time zone that this machine does not know."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValidationError(_("Choose a time zone from the list, such as Europe/Paris.")) from None


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    DRIVER = "driver", _("Driver")
    VIEWER = "viewer", _("Viewer")

    @property
    def in_a_sentence(self) -> str:
        """The role in the middle of a sentence, where not every language writes it small."""
        words = {
            Role.OWNER: pgettext("invited as", "owner"),
            Role.DRIVER: pgettext("invited as", "driver"),
            Role.VIEWER: pgettext("invited as", "viewer"),
        }
        return words[self]


MOST_OFF_PEAK_HOURS = 2  # tariffs with a night and a noon are the most that people told of


def validate_off_peak(hours: object) -> None:
    """Refuse what is not a list of at most two [start, minutes] on the quarter hour, within a day."""
    whole = isinstance(hours, list) and len(hours) <= MOST_OFF_PEAK_HOURS
    if not whole or not all(_is_off_peak(each) for each in hours):  # type: ignore[attr-defined]
        raise ValidationError(_("Off-peak hours begin and end on a quarter hour."))


def _is_off_peak(each: object) -> bool:
    if not isinstance(each, list) or len(each) != 2 or not all(type(value) is int for value in each):
        return False
    start, minutes = each
    return 0 <= start < DAY and 0 < minutes <= DAY and start % QUARTER == minutes % QUARTER == 0


class Household(models.Model):
    """The people, logins and vehicles that belong together; nothing is shared across households."""

    name = models.CharField(_("name"), max_length=80)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Paris", validators=[validate_time_zone]
    )
    # The hours of cheap electricity: [minutes since local midnight, length in minutes] each.
    off_peak = models.JSONField(_("off-peak hours"), default=list, blank=True, validators=[validate_off_peak])
    # After how many days a position is kept to about 100 m only, and after how many not at all.
    positions_fine_days = models.PositiveSmallIntegerField(_("exact positions, days"), default=90)
    positions_kept_days = models.PositiveSmallIntegerField(_("positions, days"), default=365)
    members = models.ManyToManyField("vehicles.User", through="Membership", related_name="households")
    # Given up by an owner, by the machine's clock: nobody belongs to it, and the worker takes it away.
    leaving_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            # What is not kept at all cannot be kept exactly.
            models.CheckConstraint(
                condition=models.Q(positions_fine_days__gte=1)
                & models.Q(positions_kept_days__gte=models.F("positions_fine_days")),
                name="household_positions_age",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What one person may do in one household."""

    user = models.ForeignKey("vehicles.User", models.CASCADE, related_name="memberships")
    household = models.ForeignKey(Household, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=6, choices=Role)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "household"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.household_id}: {self.role}"

    @property
    def is_owner(self) -> bool:
        return self.role == Role.OWNER

    @property
    def can_drive(self) -> bool:
        return self.role in (Role.OWNER, Role.DRIVER)


class Installation(models.Model):
    """The one row that says this installation has been claimed.

    The first-run page inserts it in the transaction that makes the first person:
    of two parallel posts one fails on the primary key, and the page closes for good.
    `installer` is who looks after the server: the first person, until somebody else is
    named at the server; nobody where that account was deleted.
    """

    SINGLETON = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=SINGLETON)
    claimed_at = models.DateTimeField(auto_now_add=True)
    installer = models.ForeignKey(
        "vehicles.User", models.SET_NULL, null=True, blank=True, related_name="installations"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="installation_is_one")]

    def __str__(self) -> str:
        return f"claimed {self.claimed_at:%Y-%m-%d}"

    @classmethod
    def is_claimed(cls) -> bool:
        return cls.objects.filter(pk=cls.SINGLETON).exists()

    @classmethod
    def is_installer(cls, user_id: int | None) -> bool:
        """Whether this person looks after the server."""
        return user_id is not None and cls.objects.filter(installer_id=user_id).exists()
