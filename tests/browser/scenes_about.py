"""About a vehicle, and what Renault tells of it, in every state worth a look."""

from collections.abc import Iterator
from datetime import timedelta

from tests import builders
from vehicles import clock, gateway
from vehicles.models import (
    Household,
    Role,
    User,
    Vehicle,
    VehicleEndpoint,
    VehiclePicture,
)
from vehicles.services import papers, polling
from vehicles.simulator import Server

from .chromium import Page, expect
from .scenes import DUSTER, LONG_NAME, ZOE_50, Scene, _home


def about(_played: Server) -> Iterator[Scene]:
    """A vehicle with everything, without anything, one that burns petrol, and a long name."""
    home, (olive, vera) = _home("The Martins", Role.OWNER, Role.VIEWER)
    gateway.forget_jwts()
    login = builders.linked(home, olive)
    for vehicle in Vehicle.objects.filter(account__login=login):
        papers.fetch(vehicle.pk)
    polling.poll_login(login.pk)
    zoe = Vehicle.objects.get(household=home, vin=ZOE_50)
    Vehicle.objects.filter(pk=zoe.pk).update(usable_capacity_kwh=51.5)
    now = clock.now()
    builders.tell(zoe, "pressure", now + timedelta(seconds=1), **_tyres())
    builders.tell(zoe, "lock-status", now, **_doors(now.isoformat()))
    _add_contracts(zoe)

    yield Scene("about", f"/vehicles/{zoe.pk}/about/", olive, then=_unfold)
    yield Scene("about-viewer", f"/vehicles/{zoe.pk}/about/", vera, alike=True)
    builders.tell(
        zoe,
        "pressure",
        now + timedelta(seconds=2),
        **{**_tyres(), "rrPressure": 1630, "rrStatus": 2, "flStatus": None},
    )
    builders.tell(
        zoe,
        "lock-status",
        now + timedelta(minutes=1),
        **{
            **_doors((now + timedelta(minutes=1)).isoformat()),
            "lockStatus": "unlocked",
            "hatchStatus": "open",
        },
    )
    VehiclePicture.objects.filter(vehicle=zoe).update(content=None, digest="", error=_LARGE)
    yield Scene("about-warnings", f"/vehicles/{zoe.pk}/about/", olive)
    Vehicle.objects.filter(pk=zoe.pk).update(name=LONG_NAME)
    yield Scene("about-long-name", f"/vehicles/{zoe.pk}/about/", olive, alike=True)
    settings = f"/vehicles/{zoe.pk}/settings/"
    yield Scene("about-settings", settings, olive)
    yield Scene("about-settings-mistake", settings, olive, then=_too_large_a_battery)

    bare = builders.vehicle(home, "Bare", through=login, model_code="")
    yield Scene("about-nothing-known", f"/vehicles/{bare.pk}/about/", olive)
    duster = _petrol(home, olive)
    yield Scene("about-petrol", f"/vehicles/{duster.pk}/about/", olive)


_LARGE = "Renault's picture is larger than 2 MB, so it is not kept."


def _tyres() -> dict[str, int]:
    pressures = {"flPressure": 2460, "frPressure": 2730, "rlPressure": 2790, "rrPressure": 2790}
    return {**pressures, "flStatus": 0, "frStatus": 0, "rlStatus": 0, "rrStatus": 0}


def _doors(at: str) -> dict[str, str]:
    doors = ("doorStatusRearLeft", "doorStatusRearRight", "doorStatusDriver", "doorStatusPassenger")
    return {"lockStatus": "locked", **dict.fromkeys([*doors, "hatchStatus"], "closed"), "lastUpdateTime": at}


def _add_contracts(vehicle: Vehicle) -> None:
    """Let one end soon, one run by mileage too, and one be over, beside those of the played car."""
    record = VehicleEndpoint.objects.get(vehicle=vehicle, endpoint="contracts")
    today = clock.now().date()
    record.raw["contractList"] += [
        {
            "type": "WARRANTY_MAINTENANCE_CONTRACTS",
            "code": "40",
            "endDate": (today + timedelta(days=900)).isoformat(),
            "status": "ACTIVE",
            "description": "CONTRAT LOSANGE",
            "conditions": [{"unlimitedMileage": False, "maximumMileage": 80000, "mileageUnit": "Km"}],
        },
        {
            "type": "CONNECTED_SERVICES",
            "code": "MMLIVE",
            "endDate": (today + timedelta(days=23)).isoformat(),
            "status": "ACTIVE",
            "description": "TomTom Traffic & Connectivité 36 Mois en série",
        },
        {
            "type": "WARRANTY",
            "code": "CorrosionWarranty",
            "endDate": (today + timedelta(days=1900)).isoformat(),
            "status": "ACTIVE",
            "description": "Garantie corrosion",
        },
        {
            "type": "WARRANTY",
            "code": "PaintingWarranty",
            "endDate": (today - timedelta(days=400)).isoformat(),
            "status": "ACTIVE",
            "description": "Garantie peinture",
        },
    ]
    record.save()


def _petrol(home: Household, olive: User) -> Vehicle:
    login = builders.linked(home, olive, "kim@example.com")
    duster = Vehicle.objects.get(household=home, account__login=login, vin=DUSTER)
    papers.fetch(duster.pk)
    return duster


def _unfold(page: Page) -> None:
    page.locator("details.fold summary").first.click()


def _too_large_a_battery(page: Page) -> None:
    page.get_by_label("Usable battery capacity").fill("5200")
    page.locator("form[method=post]").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".errors")).to_be_visible()
