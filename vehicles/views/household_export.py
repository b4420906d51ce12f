"""Everything of the household as one file."""

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from .. import clock
from ..services import exporting
from . import access
from .sudo import sudo


@access.owner
@sudo
def household_export(request: HttpRequest) -> HttpResponseBase:
    """Say what is in it (GET), and send it while it is made (POST)."""
    household = access.membership(request).household
    if request.method != "POST":
        return render(request, "vehicles/household_export.html")
    response = StreamingHttpResponse(
        exporting.export(household, request.user), content_type="application/zip"
    )
    name = f"{slugify(household.name) or 'household'}-{clock.machine_now():%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
