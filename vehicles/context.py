"""What every page's frame shows: the household, the role, one banner."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from . import clock
from .models import Heartbeat, Household, LoginState, Membership, RenaultLogin

SILENT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Banner:
    tone: str
    title: str
    text: str
    url: str = ""
    action: str = ""


@dataclass
class House:
    """The frame of a page; its questions to the database are asked when a template first needs them."""

    household: Household | None
    role: str
    is_owner: bool
    can_drive: bool
    demo: bool
    https: bool
    mail: bool
    user_id: int | None
    compares: bool  # whether there is more than one vehicle to compare

    @cached_property
    def households(self) -> list[Household]:
        if self.user_id is None:
            return []
        return list(Household.objects.filter(memberships__user_id=self.user_id).order_by("pk"))

    @cached_property
    def logins(self) -> list[RenaultLogin]:
        return list(RenaultLogin.objects.filter(household=self.household)) if self.household else []

    @cached_property
    def worker_silent(self) -> bool:
        """Whether the part that asks Renault gives no sign of life though there is something to ask."""
        if not self.logins:
            return False
        age = Heartbeat.age("worker", clock.machine_now())
        return age is None or age > SILENT_SECONDS

    @cached_property
    def banner(self) -> Banner | None:
        """The one thing that wants attention most."""
        expired = next((login for login in self.logins if login.state == LoginState.NEEDS_SIGN_IN), None)
        if expired is not None:
            return Banner(
                "attention",
                _("Sign in to Renault again"),
                _(
                    "Renault no longer accepts the sign-in of %(email)s. Until then there are "
                    "no new figures; all history stays."
                )
                % {"email": expired.email},
                reverse("login-sign-in", args=[expired.pk]) if self.is_owner else "",
                _("Sign in") if self.is_owner else "",
            )
        return None


def house(request: HttpRequest) -> dict[str, Any]:
    """Give templates `house`."""
    membership: Membership | None = getattr(request, "membership", None)
    user = getattr(request, "user", None)
    return {
        "house": House(
            household=membership.household if membership else None,
            role=membership.role if membership else "",
            is_owner=bool(membership and membership.is_owner),
            can_drive=bool(membership and membership.can_drive),
            demo=settings.DEMO,
            https=settings.BEHIND_HTTPS or request.META.get("HTTP_HOST", "").partition(":")[0] == "localhost",
            mail=settings.MAIL_IS_SET_UP,
            user_id=user.pk if user is not None and user.is_authenticated else None,
            compares=getattr(membership, "vehicles", 0) > 1,
        )
    }
