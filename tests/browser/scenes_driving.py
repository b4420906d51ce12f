"""Driving, the battery, the tank, and vehicles side by side, with years of history and without any."""

from collections.abc import Iterator
from datetime import timedelta

from tests import builders
from vehicles import clock
from vehicles.models import Archive, Energy, Role, Vehicle, VehicleStatus
from vehicles.simulator import Server

from .chromium import Page, expect
from .scenes import LONG_NAME, Scene, a_home
from .years import add_years

YEARS = 3 * 365


def driving(_played: Server) -> Iterator[Scene]:
    """The pages of an electric car, a hybrid and one that burns petrol; then the comparison."""
    home, (olive, vera) = a_home("The Martins", Role.OWNER, Role.VIEWER)
    zoe = builders.vehicle(home, "Zoe", brand="RENAULT", model_label="ZOE")
    captur = builders.vehicle(home, "Captur", energy=Energy.PLUG_IN_HYBRID, model_code="")
    duster = builders.vehicle(home, "Duster", energy=Energy.FUEL)

    yield Scene("driving-nothing-known", f"/vehicles/{zoe.pk}/distance/", olive)
    yield Scene("battery-nothing-known", f"/vehicles/{zoe.pk}/battery/", olive)
    yield Scene("tank-nothing-known", f"/vehicles/{duster.pk}/fuel/", olive)

    today = clock.now().astimezone(zoe.zone).date()
    for number, car in enumerate((zoe, captur, duster)):
        add_years(car, today, YEARS, seed=number)
    yield from _pages_of(zoe, ("distance", "battery"), olive)
    yield from _pages_of(duster, ("distance", "fuel"), olive)
    yield Scene("battery-hybrid", f"/vehicles/{captur.pk}/battery/", vera, alike=True)
    yield Scene("driving-table", f"/vehicles/{zoe.pk}/distance/?range=month&step=week", olive, then=_unfold)
    Archive.objects.create(
        vehicle=zoe, capacity_kwh=51.2, capacity_low_kwh=50.4, capacity_high_kwh=52.1, capacity_charges=318
    )
    yield Scene("battery-estimated", f"/vehicles/{zoe.pk}/battery/?range=all", olive, alike=True)
    _fill_up(duster)
    yield Scene("tank-week", f"/vehicles/{duster.pk}/fuel/?range=week", olive)

    yield Scene("compare", "/compare/", olive)
    yield Scene("compare-all-by-year", "/compare/?range=all&step=year", vera, alike=True)
    yield Scene("compare-none-chosen", "/compare/?chosen=1", olive)
    builders.vehicle(home, LONG_NAME, hidden=True)
    builders.vehicle(home, "Old Twingo", status=VehicleStatus.SOLD)
    every = "&".join(f"vehicle={each.pk}" for each in Vehicle.objects.filter(household=home))
    yield Scene("compare-everything", f"/compare/?{every}&range=month", olive)


def _pages_of(car: Vehicle, pages: tuple[str, ...], viewer: object) -> Iterator[Scene]:
    for page in pages:
        for key in ("month", "year", "all"):
            name = f"{page}-{car.energy}-{key}"
            alike = key == "month"
            yield Scene(name, f"/vehicles/{car.pk}/{page}/?range={key}", viewer, alike=alike)  # type: ignore[arg-type]


def _unfold(page: Page) -> None:
    page.locator("summary").first.click()
    expect(page.locator("table").first).to_be_visible()


def _fill_up(car: Vehicle) -> None:
    """Let the car tell a week in which it was filled up."""
    litres = {150: 14.0, 120: 11.0, 119: 46.0, 80: 43.0, 30: 38.0, 2: 37.0}
    told = 16.0
    for hours in range(166, 0, -1):
        told = litres.get(hours, told)
        answer = {"fuelQuantity": told, "fuelAutonomy": told * 16, "totalMileage": 61000.0}
        builders.tell(car, "cockpit", clock.now() - timedelta(hours=hours), **answer)
