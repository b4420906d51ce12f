"""What a vehicle last answered, masked, for whoever looks into a fault."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ..services import diagnostics
from . import access


@require_safe
@access.installer
def vehicle_diagnostics(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    """A ZIP file that `simulate_renault --recordings` replays once it is unpacked."""
    of = access.vehicle(request, vehicle_id)
    response = HttpResponse(diagnostics.recorded(of), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="renault-web-{of.pk}-diagnostics.zip"'
    return response
