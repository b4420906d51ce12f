"""Fetches a vehicle's picture, looks whether it is one, and keeps it.

A picture that was kept stays until there is a new one, whatever goes wrong meanwhile.
"""

import hashlib
import logging
from datetime import datetime

from django.utils.translation import gettext_noop as _  # kept in English

from .. import gateway
from ..models import Vehicle, VehicleEndpoint, VehiclePicture
from ..renault_api import (
    AnswerTooLargeException,
    AssetPictureSize,
    KamereonVehicleDetails,
    PictureRefusedError,
    RenaultException,
)
from ..rules import papers
from ..rules.pictures import NotAPicture, TooManyPixels, examine

log = logging.getLogger(__name__)


def address_of(vehicle: Vehicle) -> str:
    """Return where Renault has the vehicle's picture, the large one if possible; empty for nowhere."""
    raw = (
        VehicleEndpoint.objects.filter(vehicle=vehicle, endpoint="details")
        .values_list("raw", flat=True)
        .first()
    )
    details = KamereonVehicleDetails.from_raw(raw or {})
    return details.get_picture(AssetPictureSize.LARGE) or details.get_picture(AssetPictureSize.SMALL) or ""


def due_at(vehicle: Vehicle) -> datetime | None:
    """Return when the picture is to be fetched again; None is at once."""
    return VehiclePicture.objects.filter(vehicle=vehicle).values_list("due_at", flat=True).first()


def make_due(vehicle: Vehicle) -> None:
    """Have the picture fetched at the next opportunity."""
    VehiclePicture.objects.filter(vehicle=vehicle).update(due_at=None)


def refresh(vehicle: Vehicle, now: datetime) -> None:
    """Fetch the vehicle's picture and keep it, or why there is none."""
    url = address_of(vehicle)
    if not url:
        _keep_error(vehicle, _("Renault has no picture of this vehicle."), now, lasting=True)
        return
    try:
        content = gateway.picture_at(url)
        picture = examine(content)
    except (RenaultException, NotAPicture) as error:
        log.warning("Picture of vehicle %s: %s", vehicle.pk, type(error).__name__)
        lasting = isinstance(error, PictureRefusedError | AnswerTooLargeException | NotAPicture)
        _keep_error(vehicle, in_words(error), now, lasting=lasting)
        return
    VehiclePicture.objects.update_or_create(
        vehicle=vehicle,
        defaults={
            "content": content,
            "content_type": picture.content_type,
            "width": picture.width,
            "height": picture.height,
            "digest": hashlib.sha256(content).hexdigest(),
            "fetched_at": now,
            "due_at": now + papers.PACE["picture"],
            "error": "",
        },
    )


def in_words(error: RenaultException | NotAPicture) -> str:
    """Return why there is no picture."""
    if isinstance(error, PictureRefusedError):
        return _(
            "Renault keeps its picture on a server that is not known as Renault's, so it is not fetched."
        )
    if isinstance(error, AnswerTooLargeException):
        return _("Renault's picture is larger than 2 MB, so it is not kept.")
    if isinstance(error, TooManyPixels):
        return _("Renault's picture has more pixels than a phone can show, so it is not kept.")
    if isinstance(error, NotAPicture):
        return _("What Renault sent is no picture (PNG, JPEG or WebP), so it is not kept.")
    return _("Renault's server of pictures does not answer. It is asked again by itself.")


def _keep_error(vehicle: Vehicle, text: str, now: datetime, *, lasting: bool) -> None:
    wait = papers.PACE["picture"] if lasting else papers.AFTER_FAILURE
    VehiclePicture.objects.update_or_create(
        vehicle=vehicle, defaults={"error": text[:300], "due_at": now + wait}
    )
