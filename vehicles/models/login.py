"""A login at Renault: an e-mail address, its sealed token, and how it fares."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..fields import SealedField
from ..rules.budget import HOUR


class LoginState(models.TextChoices):
    OK = "ok", _("Signed in")
    NEEDS_SIGN_IN = "needs_sign_in", _("Needs signing in again")
    COOLING = "cooling", _("Paused after Renault's limit")


class RenaultLoginQuerySet(models.QuerySet):
    def due(self, now: datetime) -> "RenaultLoginQuerySet":
        """Those that may be polled and have a vehicle whose time has come (`now` by the cars' clock).

        The one whose vehicle waits longest comes first.
        """
        from .vehicle import VehicleStatus

        due = self.filter(
            Q(state=LoginState.OK) | Q(state=LoginState.COOLING, cooling_until__lte=now),
            Q(wait_until=None) | Q(wait_until__lte=now),
            accounts__vehicles__status=VehicleStatus.FOLLOWED,
            accounts__vehicles__due_at__lte=now,
        )
        return due.annotate(since=models.Min("accounts__vehicles__due_at")).order_by("since", "pk")

    def with_figures(self, now: datetime) -> "RenaultLoginQuerySet":
        """Add to each the calls of the last hour (`recent`) and when its next vehicle is due (`next_due`)."""
        return self.with_calls_since(now - HOUR)

    def with_calls_since(self, since: Any) -> "RenaultLoginQuerySet":
        """Add the same, with the calls since an instant, or a slot for one."""
        from .vehicle import VehicleStatus

        followed = Q(accounts__vehicles__status=VehicleStatus.FOLLOWED)
        return self.annotate(
            recent=models.Count("calls", filter=Q(calls__at__gt=since), distinct=True),
            next_due=models.Min("accounts__vehicles__due_at", filter=followed),
        )


class RenaultLogin(models.Model):
    """One Renault e-mail address of a household, its token sealed, its calls counted together."""

    household = models.ForeignKey("vehicles.Household", models.CASCADE, related_name="logins")
    email = models.EmailField(_("Renault e-mail"))
    locale = models.CharField(_("country and language"), max_length=5)
    country = models.CharField(max_length=2)
    person_id = models.CharField(max_length=64, blank=True)
    login_token = SealedField(null=True)
    device_ids = SealedField(null=True)
    state = models.CharField(max_length=13, choices=LoginState, default=LoginState.OK)
    # When the last pause after Renault's own limit ends or ended, and how long it is: the next may be longer.
    cooling_until = models.DateTimeField(null=True, blank=True)
    pause_minutes = models.PositiveSmallIntegerField(default=0)
    # No poll before: the hour's reads are used up, or no server answered. By the cars' clock.
    wait_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    # Leases by the machine's clock: a task is queued, a poll runs. Each is taken by a conditional UPDATE.
    queued_until = models.DateTimeField(null=True, blank=True)
    polling_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RenaultLoginQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["household", "email"], name="login_once_per_household"),
            models.CheckConstraint(condition=Q(state__in=LoginState.values), name="login_state_known"),
        ]

    def __str__(self) -> str:
        return f"Renault login {self.pk}"

    @property
    def error_in_words(self) -> str:
        """The last error in the reader's language; it is kept in English."""
        return gettext(self.last_error) if self.last_error else ""

    def may_be_polled(self, now: datetime) -> bool:
        """Whether it is signed in, does not pause, and need not wait."""
        waits = self.wait_until is not None and now < self.wait_until
        return self.state != LoginState.NEEDS_SIGN_IN and not self.is_cooling(now) and not waits

    def is_cooling(self, now: datetime) -> bool:
        """Whether it pauses now, because Renault said that its own limit is reached."""
        until = self.cooling_until
        return self.state == LoginState.COOLING and until is not None and now < until


class KamereonAccount(models.Model):
    """One of a login's accounts at Renault, such as MYRENAULT or MYDACIA."""

    login = models.ForeignKey(RenaultLogin, models.CASCADE, related_name="accounts")
    account_id = models.CharField(max_length=64)
    account_type = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["login", "account_id"], name="account_once_per_login")]

    def __str__(self) -> str:
        return f"Kamereon account {self.pk}"

    @property
    def label(self) -> str:
        """The brand's name for this kind of account, as its owner knows it."""
        apps = {"MYRENAULT": "MyRenault", "MYDACIA": "MyDacia", "MYALPINE": "MyAlpine"}
        return apps.get(self.account_type) or str(_("Renault, customer service"))
