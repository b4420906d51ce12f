"""What a member may do with one vehicle, where that differs from their role."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    NONE = "none", _("Does not see it")
    VIEW = "view", _("Sees it")
    DRIVE = "drive", _("Sees and drives it")


class VehicleGrant(models.Model):
    """An exception for one member and one vehicle; without it the role says what is allowed.

    `level` empty: as the role says. `positions` empty: positions are seen, as by everybody who sees the
    vehicle. Owners are never restricted: they could lift it themselves.
    """

    membership = models.ForeignKey("vehicles.Membership", models.CASCADE, related_name="grants")
    vehicle = models.ForeignKey("vehicles.Vehicle", models.CASCADE, related_name="grants")
    level = models.CharField(max_length=5, choices=Level, blank=True)
    positions = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "vehicle"], name="grant_once"),
            models.CheckConstraint(condition=Q(level__in=["", *Level.values]), name="grant_level_known"),
        ]

    def __str__(self) -> str:
        return f"vehicle {self.vehicle_id} for membership {self.membership_id}: {self.level}"
