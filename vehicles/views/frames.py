"""What every page of one vehicle has in common: its name, and the way to its other pages."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import Vehicle


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of the vehicle, as its navigation shows it."""

    key: str
    label: str
    icon: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class VehicleFrame:
    """The head of a page of one vehicle; its template extends vehicles/vehicle_frame.html."""

    id: int
    name: str
    subtitle: str
    tabs: list[Tab]


def _pages(vehicle: Vehicle) -> list[tuple[str, str, str] | None]:
    """Return name of address, label and icon of the vehicle's pages in order; None where it has no use."""
    return [
        ("vehicle", _("Now") if vehicle.account else _("Last known"), "gauge"),
        ("vehicle-controls", _("Controls"), "sliders-horizontal"),
        ("planner", _("Planner"), "calendar-clock") if vehicle.charges else None,
        ("vehicle-charges", _("Charges"), "plug-zap") if vehicle.charges else None,
        ("vehicle-distance", _("Driving"), "route"),
        ("vehicle-battery", _("Battery"), "battery") if vehicle.charges else None,
        ("vehicle-fuel", _("Fuel"), "fuel") if vehicle.burns_fuel else None,
        ("vehicle-timeline", _("Timeline"), "list-tree"),
        ("vehicle-about", _("About"), "info"),
    ]


def subtitle_of(vehicle: Vehicle) -> str:
    """Return brand, model and registration number, as far as they are known."""
    model = f"{vehicle.brand} {vehicle.model_label}".strip()
    if vehicle.brand and vehicle.model_label.lower().startswith(vehicle.brand.lower()):
        model = vehicle.model_label
    return " · ".join(part for part in (model, vehicle.registration_number) if part)


def frame(vehicle: Vehicle, current: str) -> VehicleFrame:
    """Return the frame of that page of the vehicle whose address is named `current`."""
    return VehicleFrame(
        id=vehicle.pk,
        name=vehicle.name,
        subtitle=subtitle_of(vehicle),
        tabs=[
            Tab(key, label, icon, reverse(key, args=[vehicle.pk]), key == current)
            for key, label, icon in filter(None, _pages(vehicle))
        ],
    )
