"""Several vehicles of the household side by side: which ones and what time the address tells."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import reader
from ..charts.chart import Asked, Chart
from ..charts.comparison import COMPARISONS, MOST_VEHICLES, RANGES, first_day_known
from ..charts.in_units import in_units
from ..models import TokenScope, Vehicle, VehicleStatus
from ..rules.periods import STEPS
from . import access
from .bearer import by_token
from .chart_asked import asked_since
from .chart_cards import ChartCard, ChartsOfPage, Choices, made_card
from .chart_files import csv_file, disposition
from .chart_payload import payload, with_table
from .chart_table import table

RANGE = "year"


@dataclass(frozen=True, slots=True)
class VehicleChoice:
    """One vehicle to tick; `place` is that of its colour, 0 where it is not shown."""

    id: int
    name: str
    detail: str
    ticked: bool
    place: int


@dataclass(frozen=True, slots=True)
class ComparePage(ChartsOfPage):
    choices: list[VehicleChoice]
    error: str
    kept: list[tuple[str, str]]  # of the address, beside what is ticked
    cards: list[ChartCard]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The vehicles of the household in its order, those that were ticked, and those that are shown."""

    all: list[Vehicle]
    ticked: list[Vehicle]
    error: str

    @property
    def shown(self) -> list[Vehicle]:
        return self.ticked[:MOST_VEHICLES]


def _chosen(request: HttpRequest) -> Chosen:
    """Return what ?vehicle= asks for, several times; raises Http404 for one that the household has not."""
    everything = list(access.vehicles(request).in_order())
    asked = request.GET.getlist("vehicle")
    if not asked and "chosen" in request.GET:
        return Chosen(everything, [], _("Choose at least one vehicle."))
    if not asked:
        return Chosen(everything, _usual(everything), "")
    known = {str(each.pk) for each in everything}
    if not known.issuperset(asked):
        raise Http404
    ticked = [each for each in everything if str(each.pk) in asked]
    too_many = _("Up to %(most)s can be compared at a time. The first %(most)s are shown.")
    return Chosen(
        everything, ticked, too_many % {"most": MOST_VEHICLES} if len(ticked) > MOST_VEHICLES else ""
    )


def _usual(everything: list[Vehicle]) -> list[Vehicle]:
    """Return the vehicles that the garage shows; where it shows none, all."""
    shown = [each for each in everything if not each.hidden and each.status != VehicleStatus.SOLD]
    return (shown or everything)[:MOST_VEHICLES]


def _zone(request: HttpRequest) -> ZoneInfo:
    return ZoneInfo(access.membership(request).household.time_zone)


def _asked(request: HttpRequest, chosen: Chosen) -> Asked:
    return asked_since(request, first_day_known(chosen.shown, _zone(request)), RANGE)


def _cards(request: HttpRequest, chosen: Chosen, asked: Asked) -> list[ChartCard]:
    kept = urlencode([("vehicle", each.pk) for each in chosen.shown])
    choices = Choices(request, asked, RANGES, STEPS)
    zone = _zone(request)
    cards = []
    for key, build in COMPARISONS.items():
        urls = [reverse(name, args=[key]) for name in ("compare-json", "compare-csv")]
        cards.append(made_card(build(chosen.shown, asked, zone), choices, zone, *urls, kept=kept))
    return cards


def _choices(chosen: Chosen) -> list[VehicleChoice]:
    shown, ticked = ([each.pk for each in some] for some in (chosen.shown, chosen.ticked))
    return [
        VehicleChoice(
            each.pk,
            each.name,
            _detail(each),
            each.pk in ticked,
            shown.index(each.pk) + 1 if each.pk in shown else 0,
        )
        for each in chosen.all
    ]


def _detail(vehicle: Vehicle) -> str:
    """Say why a vehicle is not in the garage."""
    if vehicle.status == VehicleStatus.SOLD:
        return _("sold")
    return _("hidden") if vehicle.hidden else ""


def _built(request: HttpRequest, chart: str, *, all_rows: bool) -> tuple[Chart, Asked]:
    build = COMPARISONS.get(chart)
    chosen = _chosen(request)
    if build is None:
        raise Http404
    asked = replace(_asked(request, chosen), all_rows=all_rows)
    return in_units(build(chosen.shown, asked, _zone(request)), reader.current().units), asked


@require_safe
@access.member
def compare(request: HttpRequest) -> HttpResponse:
    chosen = _chosen(request)
    asked = _asked(request, chosen)
    page = ComparePage(
        choices=_choices(chosen),
        error=chosen.error,
        kept=[(name, request.GET[name]) for name in ("range", "step", "from", "to") if request.GET.get(name)],
        cards=_cards(request, chosen, asked) if chosen.shown else [],
    )
    return render(request, "vehicles/compare.html", {"page": page})


@by_token(TokenScope.READ)
@require_safe
@access.member
def compare_json(request: HttpRequest, chart: str) -> HttpResponse:
    built, asked = _built(request, chart, all_rows=False)
    zone = _zone(request)
    response = JsonResponse(with_table(payload(built, asked, zone), table(built, zone)))
    if "file" in request.GET:
        response["Content-Disposition"] = disposition("compare", chart, "json")
    return response


@by_token(TokenScope.READ)
@require_safe
@access.member
def compare_csv(request: HttpRequest, chart: str) -> HttpResponseBase:
    built, _asked_of = _built(request, chart, all_rows=True)
    return csv_file(built, _zone(request), "compare")
