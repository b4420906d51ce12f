"""The log of what was changed in a household: people, roles, logins, settings."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeKind(models.TextChoices):
    INVITED = "invited", _("invited %(whom)s as %(role)s")
    INVITATION_REVOKED = "invite_revoked", _("withdrew the invitation of %(whom)s")
    JOINED = "joined", _("joined as %(role)s")
    ROLE = "role", _("made %(whom)s %(role)s")
    GRANT = "grant", _("changed what %(whom)s may do with %(vehicle)s")
    REMOVED = "removed", _("removed %(whom)s")
    LEFT = "left", _("left")
    LOGIN_LINKED = "login_linked", _("linked the Renault login %(login)s")
    LOGIN_SIGNED_IN = "login_signed_in", _("signed in to Renault again as %(login)s")
    LOGIN_VEHICLES = "login_vehicles", _("chose the vehicles of the Renault login %(login)s")
    LOGIN_UNLINKED = "login_unlinked", _("unlinked the Renault login %(login)s")
    VEHICLE_SETTINGS = "vehicle", _("changed the settings of %(vehicle)s")
    VEHICLE_DELETED = "vehicle_deleted", _("deleted %(vehicle)s and its history")
    HOUSEHOLD_SETTINGS = "household", _("changed the household's settings")
    TOKEN_MADE = "token_made", _("made the access token %(token)s")
    TOKEN_REVOKED = "token_revoked", _("revoked the access token %(token)s")
    HOUSEHOLD_MADE = "household_made", _("made the household")
    EXPORTED = "exported", _("exported everything")


class AppendOnly(Exception):
    """An entry of the log was about to be changed or deleted."""


class HouseholdChangeQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> int:  # noqa: ARG002  as the original's
        raise AppendOnly

    def delete(self) -> Any:
        raise AppendOnly


class HouseholdChange(models.Model):
    """One line of the log; it names who did it as they were called then, and goes with its household only.

    `details` holds names for the sentence of `kind`, never secrets. The database refuses to change a line,
    and to delete one that was not let go with its household (migration 0019).
    """

    household = models.ForeignKey("vehicles.Household", models.CASCADE, related_name="changes")
    at = models.DateTimeField()  # the machine's time
    by_name = models.CharField(max_length=254)
    kind = models.CharField(max_length=16, choices=ChangeKind)
    details = models.JSONField(default=dict)
    released_at = models.DateTimeField(null=True, blank=True)

    objects = HouseholdChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["household", "-at"], name="change_newest")]

    def __str__(self) -> str:
        return f"{self.kind} in household {self.household_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG002  as the original's
        raise AppendOnly
