"""The household's log: who changed what, a page at a time."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from .. import reader
from ..models import HouseholdChange, Role
from . import access
from .figures import day_and_time

LINES_A_PAGE = 100
# The columns that a line of the log may name, as people know them.
COLUMNS = {
    "hidden": gettext_lazy("hidden"),
    "name": gettext_lazy("name"),
    "off_peak": gettext_lazy("off-peak hours"),
    "order": gettext_lazy("place in the garage"),
    "positions_fine_days": gettext_lazy("how long positions are exact"),
    "positions_kept_days": gettext_lazy("how long positions are kept"),
    "positions_on": gettext_lazy("positions"),
    "status": gettext_lazy("sold"),
    "time_zone": gettext_lazy("time zone"),
    "usable_capacity_kwh": gettext_lazy("battery capacity"),
    "wire_clock": gettext_lazy("clock of its schedules"),
}


@dataclass(frozen=True, slots=True)
class LogLine:
    at: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class LogPage:
    lines: list[LogLine]
    vehicles: list[tuple[int, str]]
    number: int
    older: int | None  # the number of the next page


@require_safe
@access.owner
def household_log(request: HttpRequest) -> HttpResponse:
    """Who changed what, the newest first."""
    mine = access.membership(request)
    zone = reader.current().zone
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isdecimal() and 0 < len(asked) < 7 else 1
    first = (max(number, 1) - 1) * LINES_A_PAGE
    changes = HouseholdChange.objects.filter(household=mine.household).order_by("-pk")
    found = list(changes[first : first + LINES_A_PAGE + 1])
    page = LogPage(
        lines=[
            LogLine(day_and_time(each.at, zone), each.by_name or _("at the server"), _in_words(each))
            for each in found[:LINES_A_PAGE]
        ],
        vehicles=list(access.vehicles(request).in_order().values_list("pk", "name")),
        number=max(number, 1),
        older=max(number, 1) + 1 if len(found) > LINES_A_PAGE else None,
    )
    return render(request, "vehicles/household_log.html", {"page": page})


def _in_words(change: HouseholdChange) -> str:
    details = {"whom": "", "role": "", "vehicle": "", "login": "", "token": "", "what": "", **change.details}
    details["whom"] = details["whom"] or _("somebody")
    if details["role"] in Role.values:
        details["role"] = Role(details["role"]).in_a_sentence
    text = str(change.get_kind_display()) % details
    what = [str(COLUMNS.get(column, column)) for column in details["what"].split(",") if column]
    return f"{text}: {', '.join(what)}" if what else text
