"""What a vehicle can tell and be told: what the table of models knows, and what has worked here."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import clock
from ..dates import date_format
from ..models import CommandKind, EndpointState, Vehicle, VehicleEndpoint
from ..renault_api.kamereon.endpoints import DEFAULT, EndpointDefinition
from ..renault_api.kamereon.lookup import find_endpoint, is_listed
from ..rules import commands as rules
from ..services import commands
from ..services.command_words import saying
from . import access
from .figures import ago
from .frames import frame

NEEDS_BATTERY = frozenset(
    (
        "battery-status",
        "charge-history",
        "charge-mode",
        "charge-schedule",
        "charges",
        "charging-settings",
        "soc-levels",
    )
)


@dataclass(frozen=True, slots=True)
class Row:
    """One endpoint: its name in words and on the wire, what is known of it, and what happened here."""

    name: str
    endpoint: str
    can: str
    can_tone: str
    detail: str
    here: str
    here_detail: str


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class CapabilitiesPage:
    model: str
    groups: list[Group]


def _read_words() -> dict[str, str]:
    return {
        "battery-status": _("Charge, range and plug"),
        "cockpit": _("Mileage and fuel"),
        "location": _("Where it is"),
        "hvac-status": _("Cabin and outside temperature"),
        "pressure": _("Tyre pressures"),
        "lock-status": _("Doors and locks"),
        "soc-levels": _("Minimum and target charge"),
        "charge-mode": _("Charge mode"),
        "charging-settings": _("Charge mode and schedules"),
        "charge-schedule": _("Charge calendar or departure programs"),
        "hvac-settings": _("Warm-up schedules"),
        "charges": _("Past charges, each"),
        "charge-history": _("Past charges, by day or month"),
        "hvac-sessions": _("Past warm-ups, each"),
        "hvac-history": _("Past warm-ups, by day or month"),
        "res-state": _("Remote engine start"),
        "alerts": _("Warnings"),
        "notification-settings": _("Renault's own notifications"),
    }


def _mode_words(definition: EndpointDefinition) -> str:
    return {
        "kcm": _("by Renault's newer way"),
        "kcm-settings": _("by its departure programs"),
        "kcm-pause-resume": _("by pausing and resuming"),
    }.get(definition.mode, "")


def _page(vehicle: Vehicle, now: datetime) -> CapabilitiesPage:
    noted = {record.endpoint: record for record in vehicle.endpoints.all()}
    told = [_command_row(vehicle, kind, noted, now) for kind in rules.KINDS]
    words = _read_words()
    reads = [name for name in (*words, *sorted(DEFAULT)) if not name.startswith("actions/")]
    asked = [
        _read_row(vehicle, name, words.get(name, name), noted.get(name), now) for name in dict.fromkeys(reads)
    ]
    return CapabilitiesPage(
        model=_model(vehicle),
        groups=[Group("told", _("What it can be told"), told), Group("asked", _("What it tells"), asked)],
    )


def _model(vehicle: Vehicle) -> str:
    """Return the model as its owner and Renault call it, as far as known."""
    if vehicle.model_label and vehicle.model_code:
        return f"{vehicle.model_label} ({vehicle.model_code})"
    return vehicle.model_label or vehicle.model_code or _("model")


def _command_row(vehicle: Vehicle, kind: str, noted: dict[str, VehicleEndpoint], now: datetime) -> Row:
    ability = commands.ability_of(vehicle, kind)
    why = "" if ability.lack is None else str(saying(ability.lack.value).words)
    can, tone, detail = _can(ability.definition, ability.listed, why)
    if ability.definition is not None and rules.read_that_shows(kind, vehicle.model_code) is None:
        detail = " · ".join(filter(None, (detail, _("the car does not tell whether it did it"))))
    here, here_detail = _here(noted.get(rules.name_of_write(kind)), now, vehicle.zone)
    return Row(str(CommandKind(kind).label), rules.KINDS[kind].endpoint, can, tone, detail, here, here_detail)


def _read_row(
    vehicle: Vehicle, endpoint: str, words: str, record: VehicleEndpoint | None, now: datetime
) -> Row:
    definition = find_endpoint(vehicle.model_code or None, endpoint)
    no_battery = endpoint in NEEDS_BATTERY and not vehicle.charges
    why = _("This vehicle has no battery to plug in.") if no_battery else ""
    why = why or ("" if definition else _("Not available on this model."))
    can, tone, detail = _can(definition, is_listed(vehicle.model_code or None, endpoint), why)
    here, here_detail = _here(record, now, vehicle.zone)
    return Row(words, endpoint, can, tone, detail, here, here_detail)


def _can(definition: EndpointDefinition | None, listed: bool, why: str) -> tuple[str, str, str]:
    """Return what the table says: a word, its tone, a detail."""
    if why or definition is None:
        return _("No"), "parked", why
    mode = _mode_words(definition)
    if listed:
        return _("Yes"), "charging", mode
    return _("Perhaps"), "unknown", mode or _("nobody has reported it for this model; it is tried")


def _here(record: VehicleEndpoint | None, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """Return what happened on this very vehicle, in words and with its time."""
    if record is None or record.tried_at is None:
        return _("Not tried yet"), ""
    if record.first_worked_at is None:
        refused = record.state == EndpointState.NOT_AVAILABLE
        tried = _("tried %(ago)s") % {"ago": ago(record.tried_at, now)}
        return (_("Renault says no") if refused else _("Has not worked yet")), tried
    last = record.answered_at or record.first_worked_at
    worked = _("since %(day)s, last %(ago)s") % {
        "day": date_format(record.first_worked_at.astimezone(zone), "DAY_YEAR"),
        "ago": ago(last, now),
    }
    if record.state == EndpointState.WORKS:
        return _("Works"), worked
    return _("Worked, fails for now"), worked


@require_safe
@access.member
def vehicle_capabilities(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    context = {"page": _page(vehicle, clock.now()), "frame": frame(vehicle, "vehicle-controls")}
    return render(request, "vehicles/vehicle_capabilities.html", context)
