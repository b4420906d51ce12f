"""How one vehicle is driven: distance and consumption, and on its own page the tank."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from . import access
from .chart_cards import ChartCard, ChartsOfPage, chart_cards
from .frames import frame

OF_ANY = ("distance", "mileage")
OF_BATTERIES = ("distance", "consumption", "consumption_by_temperature", "mileage")
OF_TANKS = ("fuel_level", "fuel_range", "mileage")


@dataclass(frozen=True, slots=True)
class ChartsPage(ChartsOfPage):
    """A page of one vehicle that has charts and nothing else."""

    title: str
    cards: list[ChartCard]


@require_safe
@access.member
def vehicle_distance(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    page = ChartsPage(
        _("Driving"), chart_cards(request, vehicle, *(OF_BATTERIES if vehicle.charges else OF_ANY))
    )
    context = {"page": page, "frame": frame(vehicle, "vehicle-distance")}
    return render(request, "vehicles/vehicle_charts.html", context)


@require_safe
@access.member
def vehicle_fuel(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    if not vehicle.burns_fuel:
        raise Http404
    page = ChartsPage(_("Fuel"), chart_cards(request, vehicle, *OF_TANKS))
    context = {"page": page, "frame": frame(vehicle, "vehicle-fuel")}
    return render(request, "vehicles/vehicle_charts.html", context)
