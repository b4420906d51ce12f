"""The page of a Renault login: this hour's calls, when its vehicles are asked, what it waits for."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .. import clock
from ..forms.linking import locale_label
from ..models import LoginState, RenaultLogin, Vehicle, VehicleStatus
from ..rules.budget import CALLS_PER_HOUR, READS_PER_HOUR
from ..services.vehicle_polls import spacing_of
from . import access, login_words


@dataclass(frozen=True, slots=True)
class AskedVehicle:
    name: str
    url: str
    pace_text: str
    next_text: str


@dataclass(frozen=True, slots=True)
class LoginPage:
    id: int
    email: str
    locale_label: str
    accounts_text: str
    state_text: str
    tone: str
    why: list[str]
    calls: int
    calls_text: str
    spent: bool  # whether no call is left this hour to look with
    most: int
    reads: int
    kept: int
    next_text: str
    vehicles: list[AskedVehicle]
    sign_in_url: str
    vehicles_url: str


def _page(request: HttpRequest, login_id: int) -> LoginPage:
    now = clock.now()
    login = RenaultLogin.objects.with_figures(now).filter(pk=access.login(request, login_id).pk).first()
    if login is None:
        raise Http404
    owns = access.membership(request).is_owner
    calls = login.recent
    return LoginPage(
        id=login.pk,
        email=login.email,
        locale_label=locale_label(login.locale),
        accounts_text=", ".join(account.label for account in login.accounts.all()),
        state_text=login.get_state_display(),
        tone=login_words.tone_of(login),
        why=login_words.why_waiting(login, calls, now),
        calls=min(calls, CALLS_PER_HOUR),
        calls_text=login_words.calls_words(calls),
        spent=calls >= READS_PER_HOUR,
        most=CALLS_PER_HOUR,
        reads=READS_PER_HOUR,
        kept=CALLS_PER_HOUR - READS_PER_HOUR,
        next_text=login_words.next_look_words(login, now),
        vehicles=_vehicles(request, login, now),
        sign_in_url=reverse("login-sign-in", args=[login.pk])
        if owns and login.state == LoginState.NEEDS_SIGN_IN
        else "",
        vehicles_url=reverse("login-vehicles", args=[login.pk]) if owns else "",
    )


def _vehicles(request: HttpRequest, login: RenaultLogin, now: datetime) -> list[AskedVehicle]:
    """Return those of the login's vehicles that this person may see, the first to be asked first."""
    followed = Vehicle.objects.filter(account__login=login, status=VehicleStatus.FOLLOWED)
    spacing, sharing = spacing_of(followed), len(followed)
    asked = [VehicleStatus.FOLLOWED, VehicleStatus.UNLINKED]
    mine = access.vehicles(request).filter(account__login=login, status__in=asked).order_by("due_at", "pk")
    return [
        AskedVehicle(
            vehicle.name,
            reverse("vehicle", args=[vehicle.pk]),
            login_words.pace_words(vehicle, spacing, sharing),
            _next(vehicle, login, now),
        )
        for vehicle in mine
    ]


def _next(vehicle: Vehicle, login: RenaultLogin, now: datetime) -> str:
    """Return when it is asked next; nothing where that is said of the login as a whole."""
    if vehicle.status != VehicleStatus.FOLLOWED or vehicle.due_at is None or login.is_cooling(now):
        return ""
    if login.state == LoginState.NEEDS_SIGN_IN:
        return ""
    return login_words.in_words(max(vehicle.due_at, login.wait_until or vehicle.due_at), now)


@require_safe
@access.member
def login_page(request: HttpRequest, login_id: int) -> HttpResponse:
    return render(request, "vehicles/login.html", {"page": _page(request, login_id)})


@require_safe
@access.member
def login_live(request: HttpRequest, login_id: int) -> HttpResponse:
    return render(request, "vehicles/_login.html", {"page": _page(request, login_id)})
