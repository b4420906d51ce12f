"""What Renault itself tells of charges, heating and cooling, beside what is known here."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ..charts import told as chart
from ..charts.chart import Asked
from ..charts.told_pairs import Pair, charges, has, step_of
from ..dates import date_format
from ..models import ToldKind, Vehicle
from ..rules.told import Difference, Ours, Told
from . import access
from .chart_asked import asked_of
from .chart_cards import ChartCard, chart_cards
from .chart_table import Table, table
from .figures import duration
from .frames import frame

MOST_DIFFERENCES = 12


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """A day or month in which Renault's figures and ours differ, in words."""

    when: str
    renault: str
    here: str
    why: str


@dataclass(frozen=True, slots=True)
class Differences:
    """Those of the time shown, the newest first; `compared` says how many days or months were looked at."""

    lines: list[DifferenceLine]
    more: int
    compared: str


@dataclass(frozen=True, slots=True)
class Sessions:
    """Each time it was heated or cooled, as Renault tells it."""

    title: str
    table: Table
    csv_url: str
    json_url: str


@dataclass(frozen=True, slots=True)
class ToldPage:
    charts: list[ChartCard]
    differences: Differences | None
    sessions: Sessions | None
    empty_text: str


def _page(request: HttpRequest, vehicle: Vehicle) -> ToldPage:
    has_charges = has(vehicle, ToldKind.CHARGE_DAY, ToldKind.CHARGE_MONTH)
    has_hvac = has(vehicle, ToldKind.HVAC_DAY, ToldKind.HVAC_MONTH)
    asked = asked_of(request, vehicle, "month")
    keys = ["told_charges"] * has_charges + ["told_hvac"] * has_hvac
    sessions = _sessions(vehicle, asked)
    return ToldPage(
        charts=chart_cards(request, vehicle, *keys) if keys else [],
        differences=_differences(vehicle, asked) if has_charges else None,
        sessions=sessions,
        empty_text="" if keys or sessions else _empty_text(vehicle),
    )


def _empty_text(vehicle: Vehicle) -> str:
    if not vehicle.charges:
        return _("Renault keeps such a history of cars that plug in. This one burns fuel only.")
    return _("Renault has told no history for this model.")


def _differences(vehicle: Vehicle, asked: Asked) -> Differences:
    pairs = [pair for pair in charges(vehicle, asked) if pair.is_known and pair.ours is not None]
    differing = [pair for pair in pairs if pair.difference is not Difference.SAME]
    by_month = step_of(asked) == "month"
    lines = [_line(pair, by_month=by_month) for pair in reversed(differing)]
    return Differences(
        lines[:MOST_DIFFERENCES],
        max(0, len(lines) - MOST_DIFFERENCES),
        _compared(len(pairs), by_month=by_month),
    )


def _compared(count: int, *, by_month: bool) -> str:
    if by_month:
        text = ngettext("%(count)s month compared", "%(count)s months compared", count)
    else:
        text = ngettext("%(count)s day compared", "%(count)s days compared", count)
    return text % {"count": count}


def _line(pair: Pair, *, by_month: bool) -> DifferenceLine:
    ours = pair.ours or Ours()
    return DifferenceLine(
        when=date_format(pair.period.first, "F Y" if by_month else "WEEKDAY_DAY_YEAR"),
        renault=_told(pair.told),
        here=_counted(ours.number, ours.minutes),
        why=_why(pair.difference, pair.told or Told(), ours),
    )


def _told(row: Told | None) -> str:
    if row is None:
        return _("nothing told")
    if row.number is None:
        return _("no number told")
    return _counted(row.number, row.minutes)


def _counted(number: int, minutes: float | None) -> str:
    """Return "2 charges, 8 h 15 min"."""
    charges = ngettext("%(count)s charge", "%(count)s charges", number) % {"count": number}
    if not number:
        return _("no charge")
    return charges if minutes is None else f"{charges}, {duration(round(minutes))}"


def _why(difference: Difference, row: Told, ours: Ours) -> str:
    """Return the likeliest reason in a sentence."""
    number = abs((row.number or 0) - ours.number)
    reasons = {
        Difference.NOT_TOLD: _("Renault tells nothing of it, or not yet."),
        Difference.NO_NUMBER: _("Renault tells no number."),
        Difference.SPLIT: _("Renault counts a charge that it told in parts once for each part."),
        Difference.BY_HAND: ngettext(
            "%(count)s of them was added here by hand.", "%(count)s of them were added here by hand.", number
        ),
        Difference.DELETED: ngettext(
            "%(count)s of Renault's was deleted here.", "%(count)s of Renault's were deleted here.", number
        ),
        Difference.NOT_HERE: _("Renault told no single charge for it, and no reading saw one."),
        Difference.NUMBER: _("Why is not known."),
        Difference.MINUTES: _("The number is the same, the time is not."),
    }
    text = reasons[difference]
    return text % {"count": number} if "%(count)s" in text else text


def _sessions(vehicle: Vehicle, asked: Asked) -> Sessions | None:
    if not has(vehicle, ToldKind.HVAC_SESSION):
        return None
    built = chart.hvac_sessions(vehicle, asked)
    urls = {name: reverse(name, args=[vehicle.pk, built.key]) for name in ("chart-csv", "chart-json")}
    return Sessions(
        built.title, table(built, vehicle.zone), urls["chart-csv"], f"{urls['chart-json']}?file=1"
    )


@require_safe
@access.member
def vehicle_told(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    context = {"page": _page(request, vehicle), "frame": frame(vehicle, "vehicle-about")}
    return render(request, "vehicles/told.html", context)
