"""The charges of one vehicle: the list with its totals, and the charts."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from .. import clock
from ..charts.chart import Asked
from ..models import ChargeSession, SessionStatus, Vehicle
from ..models.charging import ChargeSessionQuerySet
from . import access, charge_links, charge_words
from .archive_words import how_far_back
from .chart_asked import asked_of, kind_of
from .chart_cards import ChartCard, Choice, address_with, chart_cards
from .chart_payload import caption
from .figures import UNKNOWN, duration, number, quantity
from .frames import frame

CHARTS = ("charge_energy", "charge_number", "charge_hours", "charge_limits", "charge_times")
PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """One charge of the list."""

    url: str
    day: str
    hours: str
    goes_on: bool
    percent: str
    energy: str
    how: str
    length: str
    power: str
    note: str
    cost: str


@dataclass(frozen=True, slots=True)
class Total:
    """One sum over the list."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ChargesList:
    """The list in a stretch of time, as `vehicles/_charges_list.html` shows it; `empty` says why it is."""

    caption: str
    sources: list[Choice]
    totals: list[Total]
    rows: list[ChargeRow]
    empty: str
    newer_url: str
    older_url: str
    page_text: str


@dataclass(frozen=True, slots=True)
class ChargesPage:
    """`list` and `charts` are empty as long as no charge is known at all."""

    archive: str
    deleted_url: str  # "" where nothing is deleted, or for somebody who cannot take it back
    add_url: str
    list: ChargesList | None
    charts: list[ChartCard]


@require_safe
@access.member
@vary_on_headers("HX-Request")
def vehicle_charges(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    if not vehicle.charges:
        raise Http404
    if getattr(request, "htmx", False):
        listed = {
            "list": _list(request, vehicle, _asked(request, vehicle)),
            "archive": how_far_back(vehicle),
            "deleted_url": _deleted_url(request, vehicle),
        }
        return render(request, "vehicles/_charges_list.html", {"page": listed})
    context = {"page": _page(request, vehicle), "frame": frame(vehicle, "vehicle-charges")}
    return render(request, "vehicles/charges.html", context)


def _page(request: HttpRequest, vehicle: Vehicle) -> ChargesPage:
    asked = _asked(request, vehicle)
    known = ChargeSession.objects.that_count().filter(vehicle_id=vehicle.pk).exists()
    return ChargesPage(
        archive=how_far_back(vehicle),
        deleted_url=_deleted_url(request, vehicle),
        add_url=charge_links.add(vehicle) if access.may_drive(request, vehicle) else "",
        list=_list(request, vehicle, asked) if known else None,
        charts=chart_cards(request, vehicle, *CHARTS, asked=asked) if known else [],
    )


def _deleted_url(request: HttpRequest, vehicle: Vehicle) -> str:
    deleted = ChargeSession.objects.filter(vehicle_id=vehicle.pk, status=SessionStatus.DELETED)
    if not deleted.exists() or not access.may_drive(request, vehicle):
        return ""
    return charge_links.deleted(vehicle)


def _asked(request: HttpRequest, vehicle: Vehicle) -> Asked:
    return asked_of(request, vehicle, kind_of(vehicle, CHARTS[0]).range)


def _list(request: HttpRequest, vehicle: Vehicle, asked: Asked) -> ChargesList:
    source = request.GET.get("source", "")
    in_time = (
        ChargeSession.objects.that_count()
        .filter(vehicle_id=vehicle.pk)
        .begun_between(asked.window.start, asked.window.end)
    )
    found = _of_source(in_time, source)
    totals = found.totals()
    page = Paginator(found.newest_first(), PER_PAGE).get_page(request.GET.get("page"))
    return ChargesList(
        caption=caption(asked.window, vehicle.zone),
        sources=_sources(request, source),
        totals=_totals(totals),
        rows=[_row(charge, vehicle, clock.now()) for charge in page],
        empty="" if totals["number"] else _why_empty(in_time, asked, source),
        newer_url=_turn(request, page, -1),
        older_url=_turn(request, page, +1),
        page_text=_page_text(page),
    )


def _of_source(charges: ChargeSessionQuerySet, source: str) -> ChargeSessionQuerySet:
    """Return the charges that come from one source; raises Http404 for one that there is not."""
    if source == "":
        return charges
    if source == "renault":
        return charges.from_renault()
    if source == "readings":
        return charges.from_readings_only()
    if source == "by_hand":
        return charges.by_hand()
    raise Http404


def _sources(request: HttpRequest, current: str) -> list[Choice]:
    labels = {
        "": _("All"),
        "renault": _("Renault's list"),
        "readings": _("Our readings only"),
        "by_hand": _("By hand"),
    }
    return [
        Choice(key or "all", label, address_with(request, {"source": key}, "page"), key == current)
        for key, label in labels.items()
    ]


def _why_empty(in_time: ChargeSessionQuerySet, asked: Asked, source: str) -> str:
    if source and in_time.exists():
        return _("None of the charges of this time comes from there.")
    if asked.zoomed:
        return _("No charge began in the part of time that you look at.")
    return _("No charge began in this time. Choose a longer one above.")


def _totals(totals: dict[str, object]) -> list[Total]:
    energy, estimated, seconds = totals["known_kwh"], totals["estimated_kwh"], totals["seconds"]
    shown = [
        Total(_("Charges"), number(totals["number"])),
        Total(
            _("Energy"),
            UNKNOWN if energy is None else quantity(energy, "kWh", 1),
            _energy_detail(energy, estimated or 0, totals["without_energy"]),
        ),
        Total(_("Time charging"), duration(round((seconds or 0) / 60))),
    ]
    if totals["with_cost"]:
        words = ngettext("entered for %(count)s charge", "entered for %(count)s charges", totals["with_cost"])
        shown.append(Total(_("Cost"), number(totals["cost"], 2), words % {"count": totals["with_cost"]}))
    return shown


def _energy_detail(energy: float | None, estimated: float, without: int) -> str:
    words = []
    if energy and estimated:
        words.append(_("%(energy)s of it estimated") % {"energy": quantity(estimated, "kWh", 1)})
    if without:
        unknown = ngettext("of %(count)s charge not known", "of %(count)s charges not known", without)
        words.append(unknown % {"count": without})
    return ", ".join(words)


def _row(charge: ChargeSession, vehicle: Vehicle, now: datetime) -> ChargeRow:
    return ChargeRow(
        url=reverse("vehicle-charge", args=[vehicle.pk, charge.pk]),
        day=charge_words.day(charge.started_at, vehicle.zone),
        hours=charge_words.hours(charge, vehicle.zone),
        goes_on=charge.ended_at is None,
        percent=charge_words.percent(charge),
        energy=charge_words.energy(charge),
        how=charge_words.how_known(charge),
        length=charge_words.length(charge, now),
        power=charge_words.power(charge),
        note=charge.note_set,
        cost="" if charge.cost_set is None else number(float(charge.cost_set), 2),
    )


def _turn(request: HttpRequest, page: Page, by: int) -> str:
    wanted = page.number + by
    if not 1 <= wanted <= page.paginator.num_pages:
        return ""
    return address_with(request, {"page": str(wanted)})


def _page_text(page: Page) -> str:
    if page.paginator.num_pages == 1:
        return ""
    return _("%(first)s to %(last)s of %(count)s") % {
        "first": number(page.start_index()),
        "last": number(page.end_index()),
        "count": number(page.paginator.count),
    }
