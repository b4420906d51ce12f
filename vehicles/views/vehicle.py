"""One vehicle: its figures, its state of charge over time, its settings."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import clock
from ..charts import state_of_charge as chart
from ..forms.vehicle import VehicleForm
from ..models import BatterySnapshot, Vehicle, VehicleStatus
from ..services import polling
from . import access
from .cards import CardMaker, VehicleCard, known_of
from .figures import Fact, day_and_time, quantity
from .frames import frame

TABLE_ROWS = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the range buttons."""

    key: str
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class ChartCard:
    """A chart with its range buttons and the same numbers as a table."""

    title: str
    range: str
    ranges: list[Choice]
    data_url: str
    fragment_url: str
    caption: str
    empty: bool
    empty_text: str
    table: dict[str, Any]


@dataclass(frozen=True, slots=True)
class VehiclePage:
    card: VehicleCard
    figures: list[Fact]
    chart: ChartCard | None
    fuel_note: str
    can_look: bool
    look_text: str
    settings_url: str
    position: Fact | None = field(default=None)


def _page(request: HttpRequest, vehicle: Vehicle) -> VehiclePage:
    now = clock.now()
    maker = CardMaker(vehicle, known_of([vehicle], now)[vehicle.pk], now)
    membership = access.membership(request)
    return VehiclePage(
        card=maker.card(),
        figures=_figures(maker),
        chart=_chart(request, vehicle, now) if vehicle.charges else None,
        fuel_note=""
        if vehicle.charges
        else _("This vehicle has no battery to plug in, so there is no charge to draw."),
        can_look=vehicle.status == VehicleStatus.FOLLOWED and vehicle.account is not None,
        look_text=_("Look now"),
        settings_url=reverse("vehicle-settings", args=[vehicle.pk]) if membership.is_owner else "",
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
        detail = _("about %(km)s at 100\u202f%%") % {"km": quantity(round(full, -1), "km")}
    return Fact(told.icon, told.label, told.text, told.known, told.reason, told.stale, told.age, detail)


def _power_figure(maker: CardMaker) -> Fact | None:
    """The power of a running charge: what flows where the car measures it, else what it would accept."""
    battery = maker.known.battery
    if battery is None or not (maker.charging or maker.charged_last):
        return None
    age = maker.age()
    if battery.charge_power_kw:
        text = quantity(battery.charge_power_kw, "kW", 1)
        return Fact("plug-zap", _("Charging power"), text, True, "", age.stale, age, maker.state().detail)
    if battery.admissible_power_kw:
        text = quantity(battery.admissible_power_kw, "kW", 1)
        detail = _("at most; this car does not tell what flows")
        return Fact("plug-zap", _("Charging power"), text, True, "", age.stale, age, detail)
    return None


def _zoom(request: HttpRequest) -> tuple[int, int] | None:
    """Return ?from= and ?to= (epoch seconds); raises Http404 for what is no stretch of time."""
    if "from" not in request.GET and "to" not in request.GET:
        return None
    try:
        start, end = int(request.GET["from"]), int(request.GET["to"])
    except (KeyError, ValueError):
        raise Http404 from None
    if not 0 <= start < end <= 4_000_000_000:
        raise Http404
    return start, end


def _range_key(request: HttpRequest) -> str:
    key = request.GET.get("range", "week")
    if key not in chart.RANGES:
        raise Http404
    return key


def _chart(request: HttpRequest, vehicle: Vehicle, now: datetime) -> ChartCard:
    key, zoom = _range_key(request), _zoom(request)
    of = chart.window(vehicle, key, now, zoom)
    labels = {"day": _("Day"), "week": _("Week"), "month": _("Month"), "year": _("Year"), "all": _("All")}
    page_url = reverse("vehicle", args=[vehicle.pk])
    query = f"?range={key}" + (f"&from={zoom[0]}&to={zoom[1]}" if zoom else "")
    rows = list(_rows(vehicle, of))
    return ChartCard(
        title=_("State of charge"),
        range=key,
        ranges=[
            Choice(each, label, f"{page_url}?range={each}", each == key) for each, label in labels.items()
        ],
        data_url=reverse("vehicle-series", args=[vehicle.pk]) + query,
        fragment_url=reverse("vehicle-chart", args=[vehicle.pk]),
        caption=_("%(days)s, the car's clock (%(zone)s)")
        % {"days": _days(of, vehicle.zone), "zone": vehicle.zone.key},
        empty=not rows,
        empty_text=_("Nothing was told in this time."),
        table={
            "columns": [_("Time"), _("State of charge"), _("Range"), _("Plug"), _("Charge")],
            "rows": rows,
            "caption": _table_caption(len(rows)),
        },
    )


def _days(of: chart.Window, zone: ZoneInfo) -> str:
    start, end = of.start.astimezone(zone), of.end.astimezone(zone)
    return f"{formats.date_format(start, 'j M Y')} – {formats.date_format(end, 'j M Y')}"


def _table_caption(rows: int) -> str:
    if rows < TABLE_ROWS:
        return _("What the car told, the newest first.")
    return _("The newest %(rows)s of what the car told; zoom in for the rest.") % {"rows": rows}


def _rows(vehicle: Vehicle, of: chart.Window) -> list[list[str]]:
    newest_first = chart.rows(vehicle, of).order_by("-reported_at", "-correction")[:TABLE_ROWS]
    return [_row(row, vehicle.zone) for row in newest_first]


def _row(row: BatterySnapshot, zone: ZoneInfo) -> list[str]:
    return [
        day_and_time(row.reported_at, zone),
        "–" if row.state_of_charge is None else quantity(row.state_of_charge, "%"),
        "–" if row.range_km is None else quantity(row.range_km, "km"),
        row.get_plug_state_display() or "–",
        row.get_charge_state_display() or "–",
    ]


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


@require_safe
@access.member
def vehicle_chart(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    page = {"chart": _chart(request, vehicle, clock.now())}
    return render(request, "vehicles/_state_of_charge.html", {"page": page})


@require_safe
@access.member
def vehicle_series(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    key = _range_key(request)
    of = chart.window(vehicle, key, clock.now(), _zoom(request))
    line = chart.line(vehicle, of)
    return JsonResponse(
        {
            "range": key,
            "from": int(of.start.timestamp()),
            "to": int(of.end.timestamp()),
            "time_zone": vehicle.zone.key,
            "unit": "%",
            "label": _("State of charge"),
            "at": line.at,
            "values": line.values,
            "charging": line.spans,
        }
    )


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
    clock_time = formats.date_format(at.astimezone(vehicle.zone), "H:i")
    return _("The hour's calls to Renault are used up. It can be asked again at %(time)s.") % {
        "time": clock_time
    }


@access.owner
def vehicle_settings(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    name = vehicle.name  # the form writes into the vehicle while it checks
    form = VehicleForm(request.POST if request.method == "POST" else None, instance=vehicle)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("vehicle", vehicle_id=vehicle.pk)
    page = {"name": name, "url": reverse("vehicle", args=[vehicle.pk])}
    return render(request, "vehicles/vehicle_settings.html", {"form": form, "page": page})
