"""A personal access token: a key for programs, to what one member may see or do in one household."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TokenScope(models.TextChoices):
    READ = "read", _("Read figures")
    COMMAND = "command", _("Read figures and send commands")


class AccessTokenQuerySet(models.QuerySet):
    def valid_at(self, now: datetime) -> "AccessTokenQuerySet":
        """Those that open something; `now` by the machine's clock."""
        return self.filter(expires_at__gt=now, membership__user__is_active=True)


class AccessToken(models.Model):
    """Only a hash is kept; `prefix` is the part by which its person recognises it.

    It hangs on the membership: whoever is removed from the household takes no key along, and a role counts
    as it is at the moment of use.
    """

    membership = models.ForeignKey("vehicles.Membership", models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=60)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=7, choices=TokenScope)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=TokenScope.values), name="token_scope_known")
        ]

    def __str__(self) -> str:
        return f"token {self.prefix} of membership {self.membership_id}"
