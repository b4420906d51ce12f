"""The garage: a card for each vehicle."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from .. import clock
from ..models import RenaultLogin
from ..models.prepared import Prepared, key_slot, time_slot
from ..rules.budget import HOUR
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
    cards = cards_of(access.vehicles_of_garage(request), now)
    return GaragePage(cards, _summary(request, len(cards), now) if cards else "")


@cache
def _logins() -> Prepared:
    """Return the question for the logins of a household, with what the line above the cards tells of them."""
    mine = RenaultLogin.objects.filter(household_id=key_slot("household"))
    return Prepared(mine.with_calls_since(time_slot("since")))


def _summary(request: HttpRequest, vehicles: int, now: datetime) -> str:
    household = access.membership(request).household
    logins = _logins().ask({"household": household.pk, "since": now - HOUR})
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
