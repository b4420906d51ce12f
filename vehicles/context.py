"""What every page's frame shows: the household, the role, one banner."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from . import clock, reader
from .dates import date_format
from .models import Heartbeat, Household, Level, LoginState, Membership, RenaultLogin, Vehicle, VehicleGrant
from .models.heartbeat import WORKER
from .rules.health import is_silent
from .rules.site_parts import part_of
from .services.clock_changes import moving_vehicles


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
    part: str  # of the site, for the navigation
    compares: bool  # whether there is more than one vehicle to compare
    keeps_utc: bool  # whether any vehicle's schedules move when the clocks change

    @property
    def zone(self) -> tzinfo:
        """The clock of whoever reads, for what belongs to no vehicle."""
        return reader.current().zone

    @cached_property
    def households(self) -> list[Household]:
        if self.user_id is None:
            return []
        return list(Household.objects.filter(memberships__user_id=self.user_id).order_by("pk"))

    @cached_property
    def logins(self) -> list[RenaultLogin]:
        return list(RenaultLogin.objects.filter(household=self.household)) if self.household else []

    @cached_property
    def vehicles(self) -> list[Vehicle]:
        if self.household is None:
            return []
        kept = VehicleGrant.objects.filter(
            membership__user=self.user_id, membership__household=self.household, level=Level.NONE
        )
        seen = Vehicle.objects.filter(household=self.household).known()
        if not self.is_owner:
            seen = seen.exclude(pk__in=kept.values("vehicle"))
        mine = list(seen.in_order())
        for vehicle in mine:
            vehicle.household = self.household  # known already: its zone asks nothing more
        return mine

    @cached_property
    def worker_silent(self) -> bool:
        """Whether the part that asks Renault gives no sign of life though there is something to ask."""
        if not self.logins:
            return False
        return is_silent(Heartbeat.age(WORKER, clock.machine_now()))

    @cached_property
    def banner(self) -> Banner | None:
        """The one thing that wants attention most."""
        expired = next((login for login in self.logins if login.state == LoginState.NEEDS_SIGN_IN), None)
        if expired is not None:
            return Banner(
                "attention",
                _("Sign in to Renault again"),
                _sign_in_words(expired),
                reverse("login-sign-in", args=[expired.pk]) if self.is_owner else "",
                _("Sign in") if self.is_owner else "",
            )
        return _clocks_change(self.vehicles, clock.now()) if self.can_drive and self.keeps_utc else None


def _sign_in_words(expired: RenaultLogin) -> str:
    """Return what it means that a login is not accepted: nothing, where another one has taken over."""
    if Vehicle.objects.filter(account__login=expired).exists() or not expired.accounts.exists():
        words = _(
            "Renault no longer accepts the sign-in of %(email)s. Until then there are "
            "no new figures; all history stays."
        )
    else:
        words = _(
            "Renault no longer accepts the sign-in of %(email)s. "
            "Its vehicles are read through another login meanwhile."
        )
    return words % {"email": expired.email}


def _clocks_change(vehicles: list[Vehicle], now: datetime) -> Banner | None:
    """Return a word before a change of clocks that moves what a car keeps in UTC."""
    moving = moving_vehicles(vehicles, now)
    if not moving:
        return None
    first = moving[0]
    local = (first.change.at - timedelta(minutes=1)).astimezone(first.vehicle.zone)
    return Banner(
        "attention",
        _("The clocks change on %(day)s") % {"day": date_format(local, "LONG_DAY")},
        _("These keep the times of their schedules in UTC, which then move: %(names)s.")
        % {"names": ", ".join(each.vehicle.name for each in moving)},
        reverse("planner", args=[first.vehicle.pk]),
        _("See which"),
    )


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
            part=part_of(match.url_name or "" if (match := request.resolver_match) else ""),
            compares=getattr(membership, "vehicles", 0) > 1,
            keeps_utc=getattr(membership, "vehicles_in_utc", 0) > 0,
        )
    }
