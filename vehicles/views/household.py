"""The household: who belongs to it, its Renault logins, the vehicles that are not in the garage."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import clock
from ..forms.linking import locale_label
from ..models import Household, LoginChallenge, Membership, RenaultLogin, Vehicle, VehicleStatus
from . import access, login_words
from .people import InvitationLine, open_invitations
from .plan_words import off_peak_words


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    email: str
    role: str
    role_label: str
    is_you: bool
    url: str


@dataclass(frozen=True, slots=True)
class LoginLine:
    id: int
    email: str
    locale_label: str
    state: str
    state_text: str
    tone: str
    last_error: str
    accounts_text: str
    vehicles: list[str]
    calls_text: str
    next_poll_text: str
    url: str
    sign_in_url: str
    vehicles_url: str
    unlink_url: str


@dataclass(frozen=True, slots=True)
class Away:
    name: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class WaitingCode:
    """A sign-in at Renault that waits for its e-mailed code; any owner may enter it, on any device."""

    text: str
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    members: list[Member]
    logins: list[LoginLine]
    away: list[Away]
    can_link: bool
    off_peak: list[str]
    invitations: list[InvitationLine]
    codes: list[WaitingCode]
    makes_households: bool


@require_safe
@access.member
def household(request: HttpRequest) -> HttpResponse:
    mine = access.membership(request)
    now = clock.now()
    page = HouseholdPage(
        members=[
            Member(
                each.user.name or each.user.email,
                each.user.email,
                each.role,
                each.get_role_display(),
                each == mine,
                reverse("member", args=[each.pk]) if mine.is_owner else "",
            )
            for each in Membership.objects.filter(household=mine.household).select_related("user")
        ],
        logins=[_login_line(login, now, mine) for login in _logins(request, now)],
        away=[
            Away(vehicle.name, reverse("vehicle", args=[vehicle.pk]), _why_away(vehicle))
            for vehicle in access.vehicles(request)
            .filter(Q(hidden=True) | Q(status=VehicleStatus.SOLD))
            .in_order()
        ],
        can_link=mine.is_owner,
        off_peak=off_peak_words(mine.household.off_peak),
        invitations=open_invitations(mine) if mine.is_owner else [],
        codes=waiting_codes(mine.household) if mine.is_owner else [],
        makes_households=access.is_installer(request),
    )
    return render(request, "vehicles/household.html", {"page": page})


def waiting_codes(household: Household, **which: Any) -> list[WaitingCode]:
    """Return the household's sign-ins that wait for their codes."""
    waiting = LoginChallenge.objects.filter(
        household=household, expires_at__gt=clock.machine_now(), **which
    ).select_related("user")
    return [
        WaitingCode(
            _code_words(each),
            reverse("login-code", args=[each.pk]),
            _("Enter the code") if each.sent_to else _("Choose the address"),
        )
        for each in waiting.order_by("-pk")
    ]


def _code_words(challenge: LoginChallenge) -> str:
    details = {"who": challenge.user, "email": challenge.email, "address": challenge.sent_to}
    if challenge.sent_to:
        words = _("%(who)s began to sign in as %(email)s. The code was mailed to %(address)s.")
    else:
        words = _("%(who)s began to sign in as %(email)s. Renault asks where to mail the code.")
    return words % details


def _logins(request: HttpRequest, now: datetime) -> list[RenaultLogin]:
    """Return the household's logins, each with those of its vehicles that this person may see."""
    mine = access.membership(request)
    logins = RenaultLogin.objects.filter(household=mine.household).with_figures(now)
    return list(logins.prefetch_related(Prefetch("accounts__vehicles", access.vehicles(request))))


def _login_line(login: RenaultLogin, now: datetime, mine: Membership) -> LoginLine:
    followed = [
        vehicle.name
        for account in login.accounts.all()
        for vehicle in account.vehicles.all()
        if vehicle.status == VehicleStatus.FOLLOWED
    ]
    owns = mine.is_owner
    return LoginLine(
        id=login.pk,
        email=login.email,
        locale_label=locale_label(login.locale),
        state=login.state,
        state_text=login.get_state_display(),
        tone=login_words.tone_of(login),
        last_error=login.error_in_words,
        accounts_text=", ".join(account.label for account in login.accounts.all()),
        vehicles=followed,
        calls_text=login_words.calls_words(login.recent),  # type: ignore[attr-defined]
        next_poll_text=login_words.next_look_words(login, now),
        url=reverse("login", args=[login.pk]),
        sign_in_url=reverse("login-sign-in", args=[login.pk]) if owns else "",
        vehicles_url=reverse("login-vehicles", args=[login.pk]) if owns else "",
        unlink_url=reverse("login-unlink", args=[login.pk]) if owns else "",
    )


def _why_away(vehicle: Vehicle) -> str:
    return _("sold") if vehicle.status == VehicleStatus.SOLD else _("hidden")


@require_POST
@access.member
def switch_household(request: HttpRequest) -> HttpResponse:
    """Look at another household of one's own; somebody else's changes nothing."""
    chosen = request.POST.get("household", "")
    if (
        chosen.isdecimal()
        and len(chosen) < 19  # a database's integer
        and Membership.objects.filter(user_id=request.user.pk, household_id=int(chosen)).exists()
    ):
        request.session[access.SESSION_KEY] = int(chosen)
    return redirect("garage")
