"""What Renault has on file of a vehicle, in a household's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ..dates import date_format
from ..models import Vehicle


@dataclass(frozen=True, slots=True)
class Line:
    """One fact with its label; `note` says how it is known, `more` what else there is to it."""

    label: str
    text: str
    note: str = ""
    more: str = ""


def day(on: date) -> str:
    """Return a day as "3 Apr 2026"."""
    return date_format(on, "DAY_YEAR")


def lines(vehicle: Vehicle, raw: Mapping[str, Any] | None, *, whole_vin: bool) -> list[Line]:
    """Return what is known and makes sense to a household; what was not told has no line."""
    raw = raw if isinstance(raw, Mapping) else {}
    found = [
        (_("Model"), _model(vehicle)),
        (_("Version"), _part(raw, "version", "code")),
        (_("Energy"), _energy(vehicle, raw)),
        (_("Battery"), _text(raw.get("batteryType"))),
        (_("Engine"), " ".join(filter(None, (_text(raw.get("engineType")), _text(raw.get("engineRatio")))))),
        (_("Gearbox"), _sentence(_part(raw, "gearbox", "label"))),
        (_("Body"), _sentence(_part(raw, "bodyType", "label"))),
        (_("Built"), _day(raw.get("manufacturingDate"))),
        (
            _("Delivered"),
            _with_country(_day(raw.get("deliveryDate")), _part(raw, "deliveryCountry", "label")),
        ),
        (_("First registered"), _first_registered(raw)),
        (_("Registration"), vehicle.registration_number),
        (_("Model code"), vehicle.model_code),
    ]
    return [Line(label, text) for label, text in found if text] + [_vin(vehicle, whole=whole_vin)]


def _model(vehicle: Vehicle) -> str:
    if vehicle.model_label.lower().startswith(vehicle.brand.lower()):
        return vehicle.model_label
    return f"{vehicle.brand} {vehicle.model_label}".strip()


def _energy(vehicle: Vehicle, raw: Mapping[str, Any]) -> str:
    """Return the kind of drive, and Renault's own word where that says more, as for a fuel."""
    ours = str(vehicle.get_energy_display())
    told = _sentence(_part(raw, "energy", "label"))
    if not told or told.lower().startswith(ours.lower()[:6]):
        return ours
    return f"{ours} ({told})"


def _first_registered(raw: Mapping[str, Any]) -> str:
    told = _day(raw.get("firstRegistrationDate")) or _day(raw.get("registrationDate"))
    return _with_country(told, _part(raw, "registrationCountry", "code"))


def _with_country(text: str, country: str) -> str:
    if not text or not country:
        return text
    return f"{text}, {country if len(country) == 2 else country.title()}"


def _vin(vehicle: Vehicle, *, whole: bool) -> Line:
    if whole:
        return Line(_("VIN"), vehicle.vin)
    return Line(_("VIN"), f"•••• {vehicle.vin[-4:]}", _("Owners see all of it."))


def _part(raw: Mapping[str, Any], group: str, name: str) -> str:
    """Return a text of one of the details' groups of code and label; empty where there is none."""
    part = raw.get(group)
    return _text(part.get(name)) if isinstance(part, Mapping) else ""


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) and "***" not in value else ""


def _sentence(shouted: str) -> str:
    """Return Renault's capitals as a sentence is written."""
    return shouted.capitalize() if shouted == shouted.upper() else shouted


def _day(value: Any) -> str:
    try:
        return day(date.fromisoformat(_text(value)[:10]))
    except ValueError:
        return ""
