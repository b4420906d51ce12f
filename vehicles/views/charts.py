"""Charts by their key: as JSON for the script, and as files."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_safe

from .. import reader
from ..charts.in_units import in_units
from ..models import TokenScope
from . import access
from .bearer import by_token
from .chart_asked import asked_of, kind_of
from .chart_files import csv_file, disposition
from .chart_payload import payload, with_table
from .chart_table import table


@by_token(TokenScope.READ)
@require_safe
@access.member
def chart_json(request: HttpRequest, vehicle_id: int, chart: str) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    kind = kind_of(vehicle, chart)
    asked = asked_of(request, vehicle, kind.range)
    built = in_units(kind.build(vehicle, asked), reader.current().units)
    response = JsonResponse(with_table(payload(built, asked, vehicle.zone), table(built, vehicle.zone)))
    if "file" in request.GET:
        response["Content-Disposition"] = disposition(vehicle.name, chart, "json")
    return response


@by_token(TokenScope.READ)
@require_safe
@access.member
def chart_csv(request: HttpRequest, vehicle_id: int, chart: str) -> HttpResponseBase:
    vehicle = access.vehicle(request, vehicle_id)
    kind = kind_of(vehicle, chart)
    asked = replace(asked_of(request, vehicle, kind.range), all_rows=True)
    built = in_units(kind.build(vehicle, asked), reader.current().units)
    return csv_file(built, vehicle.zone, vehicle.name)
