"""An invitation into a household: a link that opens once."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .household import Role


class InvitationQuerySet(models.QuerySet):
    def open_at(self, now: datetime) -> "InvitationQuerySet":
        """Those that can still be accepted; `now` by the machine's clock."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """What somebody may become in a household, for whoever has the link; only a hash of it is kept.

    Times are the machine's: an invitation ends by the clock on the wall, however fast played cars live.
    """

    household = models.ForeignKey("vehicles.Household", models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=6, choices=Role)
    # Empty: all of them. Otherwise only these are seen by the person, of those there are on accepting.
    vehicles = models.ManyToManyField("vehicles.Vehicle", related_name="+", blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    made_by = models.ForeignKey("vehicles.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey("vehicles.User", models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            # What was withdrawn cannot have been accepted.
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True), name="invitation_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to household {self.household_id} as {self.role}"
