"""One vehicle's battery over the years: what it holds, how far it goes, what it loses."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ..models import Archive, Vehicle
from . import access
from .capacity import capacity_words
from .chart_cards import ChartCard, ChartsOfPage, chart_cards
from .figures import Age, Fact, fact, number, quantity
from .frames import frame

CHARTS = ("range_over_time", "capacity", "range_by_temperature", "range_by_mileage", "parked_loss")


@dataclass(frozen=True, slots=True)
class BatteryPage(ChartsOfPage):
    id: int
    facts: list[Fact]
    cards: list[ChartCard]


def _facts(vehicle: Vehicle) -> list[Fact]:
    """Return which capacity counts and where it is from, and what the archive says by itself."""
    archive = Archive.objects.filter(vehicle=vehicle).first()
    return [_that_counts(vehicle, archive), _by_charges(archive)]


def _that_counts(vehicle: Vehicle, archive: Archive | None) -> Fact:
    counts = capacity_words(vehicle, archive)
    return _of_now("battery", _("Usable capacity"), counts.text, counts.source, counts.source)


def _by_charges(archive: Archive | None) -> Fact:
    label = _("Capacity by its charges")
    if archive is None or archive.capacity_kwh is None:
        reason = _("Capacity not known yet: it shows after some charges that Renault has told the energy of.")
        return _of_now("zap", label, None, reason, _("after some charges that Renault has told of"))
    charges = archive.capacity_charges
    detail = ngettext("median of %(count)s charge", "median of %(count)s charges", charges) % {
        "count": number(charges)
    }
    if archive.capacity_low_kwh is not None and archive.capacity_high_kwh is not None:
        detail += ", " + _("half of them %(low)s–%(high)s") % {
            "low": number(archive.capacity_low_kwh, 1),
            "high": quantity(archive.capacity_high_kwh, "kWh", 1),
        }
    return _of_now("zap", label, quantity(archive.capacity_kwh, "kWh", 1), "", detail)


def _of_now(icon: str, label: str, text: str | None, reason: str, detail: str) -> Fact:
    """Return a figure that does not age."""
    plain = fact(icon, label, text, reason, Age(""))
    return Fact(icon, label, plain.text, plain.known, plain.reason, False, plain.age, detail)


@require_safe
@access.member
def vehicle_battery(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    if not vehicle.charges:
        raise Http404
    page = BatteryPage(vehicle.pk, _facts(vehicle), chart_cards(request, vehicle, *CHARTS))
    context = {"page": page, "frame": frame(vehicle, "vehicle-battery")}
    return render(request, "vehicles/battery.html", context)
