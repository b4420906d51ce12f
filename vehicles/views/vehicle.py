"""One vehicle: its figures now, its state of charge over time, its settings."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import clock
from ..dates import date_format
from ..forms.vehicle import VehicleForm
from ..models import PlugState, Vehicle, VehicleStatus
from ..services import polling, vehicles
from . import access
from .cards import CardMaker, VehicleCard, known_of
from .chart_cards import ChartCard, chart_cards
from .controls import Control, quick_controls
from .figures import Fact, quantity
from .frames import frame

OF_BATTERIES = ("state_of_charge", "range")
OF_TANKS = ("fuel_level",)


@dataclass(frozen=True, slots=True)
class VehiclePage:
    card: VehicleCard
    figures: list[Fact]
    charts: list[ChartCard]
    can_look: bool
    look_text: str
    quick: list[Control]
    position: Fact | None = field(default=None)


def _page(request: HttpRequest, vehicle: Vehicle) -> VehiclePage:
    now = clock.now()
    maker = CardMaker(vehicle, known_of([vehicle], now)[vehicle.pk], now)
    return VehiclePage(
        card=maker.card(),
        figures=_figures(maker),
        charts=chart_cards(request, vehicle, *(OF_BATTERIES if vehicle.charges else OF_TANKS)),
        can_look=vehicle.status == VehicleStatus.FOLLOWED and vehicle.account is not None,
        look_text=_("Look now"),
        quick=quick_controls(
            request,
            vehicle,
            plugged=maker.known.battery is not None and maker.known.battery.plug_state == PlugState.PLUGGED,
            charging=maker.charging,
        ),
        position=maker.where_fact(),
    )


def _figures(maker: CardMaker) -> list[Fact]:
    """The strip of figures: what the card shows, with a second line each."""
    found = [_charge_figure(maker), _range_figure(maker), _power_figure(maker)]
    found += [maker.mileage_fact(), maker.temperature_fact(), maker.lock_fact()]
    return [figure for figure in found if figure is not None]


def _charge_figure(maker: CardMaker) -> Fact:
    headline = maker.headline()
    card_label = _("State of charge") if maker.vehicle.charges else _("Fuel")
    text = f"{headline.value}\u202f{headline.unit}" if headline.known else headline.value
    return Fact("battery", card_label, text, headline.known, headline.reason, headline.stale, headline.age)


def _range_figure(maker: CardMaker) -> Fact:
    told = maker.range_fact()
    battery = maker.known.battery
    detail = ""
    if battery is not None and battery.range_km and battery.state_of_charge and battery.state_of_charge >= 5:
        full = battery.range_km / battery.state_of_charge * 100
        detail = _("about %(km)s at 100\u202f%%") % {"km": quantity(full, "km", -1)}
    return Fact(told.icon, told.label, told.text, told.known, told.reason, told.stale, told.age, detail)


def _power_figure(maker: CardMaker) -> Fact | None:
    """The power of a running charge: what flows where the car measures it, else what it would accept."""
    battery = maker.known.battery
    if battery is None or not (maker.charging or maker.charged_last):
        return None
    age = maker.age
    if battery.charge_power_kw:
        text = quantity(battery.charge_power_kw, "kW", 1)
        return Fact("plug-zap", _("Charging power"), text, True, "", age.stale, age, maker.state().detail)
    if battery.admissible_power_kw:
        text = quantity(battery.admissible_power_kw, "kW", 1)
        detail = _("at most; this car does not tell what flows")
        return Fact("plug-zap", _("Charging power"), text, True, "", age.stale, age, detail)
    return None


@require_safe
@access.member
def vehicle_page(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    context = {"page": _page(request, vehicle), "frame": frame(vehicle, "vehicle")}
    return render(request, "vehicles/vehicle.html", context)


@require_safe
@access.member
def vehicle_figures(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    now = clock.now()
    maker = CardMaker(vehicle, known_of([vehicle], now)[vehicle.pk], now)
    page = {"card": maker.card(), "figures": _figures(maker), "position": maker.where_fact()}
    return render(request, "vehicles/_vehicle_figures.html", {"page": page})


@require_POST
@access.member
def vehicle_look(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    look = polling.look_now(vehicle)
    text = look_words(look, vehicle)
    if getattr(request, "htmx", False):
        tone = "charging" if look.asked else "attention"
        return render(request, "vehicles/_look.html", {"look": {"tone": tone, "text": text}})
    (messages.success if look.asked else messages.warning)(request, text)
    return redirect("vehicle", vehicle_id=vehicle.pk)


def look_words(look: polling.Look, vehicle: Vehicle) -> str:
    """Return what became of the wish to have a vehicle asked at once."""
    if look.asked:
        return _("Asking Renault now. New figures show here within a minute, if the car has told any.")
    if look.needs_sign_in:
        return _("Nobody is signed in to Renault for this vehicle, so it cannot be asked.")
    at = (look.free_at or clock.now()) + timedelta(seconds=59)
    clock_time = date_format(at.astimezone(vehicle.zone), "H:i")
    return _("The hour's calls to Renault are used up. It can be asked again at %(time)s.") % {
        "time": clock_time
    }


@access.owner
def vehicle_settings(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    name = vehicle.name  # the form writes into the vehicle while it checks
    form = VehicleForm(request.POST if request.method == "POST" else None, instance=vehicle)
    if request.method == "POST" and form.is_valid():
        vehicles.change_settings(vehicle, form.settings(), request.user)
        messages.success(request, _("Saved."))
        return redirect("vehicle-about", vehicle_id=vehicle.pk)
    page = {"name": name, "url": reverse("vehicle-about", args=[vehicle.pk])}
    return render(request, "vehicles/vehicle_settings.html", {"form": form, "page": page})
