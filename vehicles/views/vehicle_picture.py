"""The picture of a vehicle, as it was fetched and kept: no request of a page asks Renault."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from ..models import VehiclePicture
from . import access

TYPES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
# The address on pages carries the digest, so a new picture is another address.
CACHING = "private, max-age=86400"


@require_safe
@access.member
def vehicle_picture(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    kept = VehiclePicture.objects.defer("content").filter(vehicle=vehicle, content__isnull=False).first()
    if kept is None or kept.content_type not in TYPES:
        raise Http404
    etag = f'"{kept.digest}"'
    response = get_conditional_response(request, etag)
    if response is None:
        response = HttpResponse(bytes(kept.content or b""), content_type=kept.content_type)
        name = f"vehicle-{vehicle.pk}.{TYPES[kept.content_type]}"
        response["Content-Disposition"] = f'inline; filename="{name}"'
    response["ETag"] = etag
    response["Cache-Control"] = CACHING
    response["X-Content-Type-Options"] = "nosniff"
    return response
