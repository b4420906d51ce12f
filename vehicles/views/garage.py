"""The garage: a card for each vehicle."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from .. import clock
from ..models import RenaultLogin, Vehicle, VehicleStatus
from ..rules.budget import CALLS_PER_HOUR, HOUR
from . import access
from .cards import VehicleCard, cards_of
from .figures import duration


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
    household_id = access.membership(request).household_id
    due_at = Vehicle.objects.filter(household_id=household_id, status=VehicleStatus.FOLLOWED).aggregate(
        at=Min("due_at")
    )["at"]
    busiest = (
        RenaultLogin.objects.filter(household_id=household_id)
        .annotate(recent=Count("calls", filter=Q(calls__at__gt=now - HOUR)))
        .order_by("-recent")
        .values_list("recent", flat=True)
        .first()
    )
    parts = [ngettext("%(count)s vehicle", "%(count)s vehicles", vehicles) % {"count": vehicles}]
    if due_at is not None:
        minutes = int((due_at - now).total_seconds() // 60)
        parts.append(
            _("next look in %(time)s") % {"time": duration(minutes)} if minutes > 0 else _("next look soon")
        )
    if busiest is not None:
        parts.append(_("%(calls)s of %(most)s calls this hour") % {"calls": busiest, "most": CALLS_PER_HOUR})
    return " · ".join(parts)


@require_safe
@access.member
def garage(request: HttpRequest) -> HttpResponse:
    return render(request, "vehicles/garage.html", {"page": _page(request)})


@require_safe
@access.member
def garage_cards(request: HttpRequest) -> HttpResponse:
    return render(request, "vehicles/_garage_cards.html", {"page": _page(request)})
