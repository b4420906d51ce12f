"""About one vehicle: its picture, what it is, tyres, doors, contracts, and how it is set."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from .. import clock
from ..models import (
    Archive,
    EndpointState,
    LockSnapshot,
    TyrePressureSnapshot,
    Vehicle,
    VehicleEndpoint,
    VehiclePicture,
    VehicleStatus,
)
from ..services import polling, storing
from . import access, details
from .capacity import capacity_words
from .contracts import Contracts, contracts_of
from .details import Line
from .doors import Doors, doors_of
from .figures import UNKNOWN, age_of, number, quantity
from .frames import frame
from .tyres import Tyres, tyres_of


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture's address and size in pixels; without an address, `reason` says why there is none."""

    url: str
    width: int
    height: int
    alt: str
    reason: str


@dataclass(frozen=True, slots=True)
class AboutPage:
    picture: Picture
    details: list[Line]
    details_note: str
    tyres: Tyres
    doors: Doors
    contracts: Contracts
    settings: list[Line]
    settings_url: str
    told_url: str


def _page(vehicle: Vehicle, *, is_owner: bool) -> AboutPage:
    now, zone = clock.now(), vehicle.zone
    newest = storing.newest([vehicle], [TyrePressureSnapshot, LockSnapshot])
    tyres, lock = (newest[table].get(vehicle.pk) for table in (TyrePressureSnapshot, LockSnapshot))
    records = {record.endpoint: record for record in vehicle.endpoints.all()}
    told = {name: records[name].raw if name in records else None for name in ("details", "contracts")}
    contracts_at = records["contracts"].answered_at if "contracts" in records else None
    return AboutPage(
        picture=_picture(vehicle),
        details=details.lines(vehicle, told["details"], whole_vin=is_owner),
        details_note="" if told["details"] else _("Renault has told no details of this vehicle yet."),
        tyres=tyres_of(tyres, _why(vehicle, records, "pressure"), now, zone),  # type: ignore[arg-type]
        doors=doors_of(lock, _why(vehicle, records, "lock-status"), now, zone),  # type: ignore[arg-type]
        contracts=contracts_of(
            told["contracts"],
            now.astimezone(zone).date(),
            _why(vehicle, records, "contracts"),
            age_of(contracts_at, now, zone, by_our_clock=True),
        ),
        settings=_settings(vehicle),
        settings_url=reverse("vehicle-settings", args=[vehicle.pk]) if is_owner else "",
        told_url=reverse("vehicle-told", args=[vehicle.pk]) if vehicle.charges else "",
    )


def _picture(vehicle: Vehicle) -> Picture:
    kept = VehiclePicture.objects.defer("content").filter(vehicle=vehicle).first()
    alt = _("%(name)s as Renault draws it") % {"name": vehicle.name}
    if kept is None:
        return Picture("", 0, 0, alt, _("Its picture has not been fetched yet."))
    if not kept.digest:
        return Picture("", 0, 0, alt, kept.error_in_words)
    url = f"{reverse('vehicle-picture', args=[vehicle.pk])}?v={kept.digest[:12]}"
    return Picture(url, kept.width or 0, kept.height or 0, alt, "")


def _why(vehicle: Vehicle, records: dict[str, VehicleEndpoint], endpoint: str) -> str:
    """Return why nothing is known of an endpoint."""
    record = records.get(endpoint)
    never = endpoint in storing.TABLES and endpoint not in polling.endpoints_of(vehicle)
    if never or (record is not None and record.state == EndpointState.NOT_AVAILABLE):
        return {
            "pressure": _("This vehicle does not tell the pressure of its tyres."),
            "lock-status": _("This vehicle does not tell whether it is locked."),
        }.get(endpoint, _("Renault does not tell the contracts of this vehicle."))
    if record is None or record.tried_at is None:
        return _("Not asked yet.")
    if vehicle.privacy_since:
        return _("The car keeps its data to itself (privacy mode).")
    return _("Renault did not tell it when it was last asked.")


def _settings(vehicle: Vehicle) -> list[Line]:
    own_zone = "" if vehicle.time_zone else _("as the household")
    found = [
        Line(_("Name"), vehicle.name),
        Line(_("Place"), str(vehicle.order)),
        Line(_("In the garage"), _garage(vehicle)),
        Line(_("Time zone"), vehicle.zone.key, own_zone),
        Line(_("Positions"), _("kept") if vehicle.positions_on else _("not asked for")),
    ]
    if vehicle.charges:
        found.append(_capacity(vehicle))
    return found


def _garage(vehicle: Vehicle) -> str:
    if vehicle.status == VehicleStatus.SOLD:
        return _("no: sold, and no longer asked")
    return _("no: hidden, and still asked") if vehicle.hidden else _("yes")


def _capacity(vehicle: Vehicle) -> Line:
    """Return how much the battery holds, how that is known, and what its own charges say of it."""
    archive = Archive.objects.filter(vehicle=vehicle).first()
    counts = capacity_words(vehicle, archive)
    return Line(_("Usable capacity"), counts.text or UNKNOWN, counts.source, _estimate(archive))


def _estimate(archive: Archive | None) -> str:
    """Return what the charges say of the capacity, with the spread."""
    if archive is None or archive.capacity_kwh is None:
        return ""
    words = ngettext(
        "By %(count)s charge: %(kwh)s.", "By %(count)s charges: %(kwh)s, half of them %(low)s to %(high)s.",
        archive.capacity_charges,
    )  # fmt: skip
    return words % {
        "count": archive.capacity_charges,
        "kwh": quantity(archive.capacity_kwh, "kWh", 1),
        "low": number(archive.capacity_low_kwh or archive.capacity_kwh, 1),
        "high": number(archive.capacity_high_kwh or archive.capacity_kwh, 1),
    }


@require_safe
@access.member
def vehicle_about(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    page = _page(vehicle, is_owner=access.membership(request).is_owner)
    context = {"page": page, "frame": frame(vehicle, "vehicle-about")}
    return render(request, "vehicles/about.html", context)
