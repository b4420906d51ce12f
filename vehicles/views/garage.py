"""The garage: a card for each vehicle."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from .. import clock
from ..models import RenaultLogin
from . import access
from .cards import VehicleCard, cards_of
from .figures import duration
from .login_words import calls_words, next_look_at


@dataclass(frozen=True, slots=True)
class GaragePage:
    cards: list[VehicleCard]
    summary: str

    @property
    def empty(self) -> bool:
        return not self.cards


def _page(request: HttpRequest) -> GaragePage:
    now = clock.now()
    cards = cards_of(access.vehicles(request).for_garage(), now)
    return GaragePage(cards, _summary(request, len(cards), now) if cards else "")


def _summary(request: HttpRequest, vehicles: int, now: datetime) -> str:
    household = access.membership(request).household
    logins = list(RenaultLogin.objects.filter(household=household).with_figures(now))
    parts = [ngettext("%(count)s vehicle", "%(count)s vehicles", vehicles) % {"count": vehicles}]
    if soonest := min((at for login in logins if (at := next_look_at(login))), default=None):
        parts.append(look_in_words(soonest, now))
    if logins:
        calls = max(login.recent for login in logins)  # type: ignore[attr-defined]
        parts.append(calls_words(calls))
    return " · ".join(parts)


def look_in_words(at: datetime, now: datetime) -> str:
    """Return how long until the next look, roughly."""
    minutes = int((at - now).total_seconds() // 60)
    return _("next look in %(time)s") % {"time": duration(minutes)} if minutes > 0 else _("next look soon")


@require_safe
def garage(request: HttpRequest) -> HttpResponse:
    if not access.has_household(request):
        return render(request, "vehicles/no_household.html")
    return render(request, "vehicles/garage.html", {"page": _page(request)})


@require_safe
@access.member
def garage_cards(request: HttpRequest) -> HttpResponse:
    return render(request, "vehicles/_garage_cards.html", {"page": _page(request)})
