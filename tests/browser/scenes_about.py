"""About a vehicle, and what Renault tells of it, in every state worth a look."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests import builders
from vehicles import clock, gateway
from vehicles.models import (
    Archive,
    ChargeRecord,
    ChargeSession,
    Household,
    Role,
    SessionStatus,
    ToldKind,
    ToldRow,
    User,
    Vehicle,
    VehicleEndpoint,
    VehiclePicture,
)
from vehicles.services import papers, polling
from vehicles.simulator import Server

from .chromium import Page, expect
from .scenes import DUSTER, LONG_NAME, ZOE_50, Scene, a_home


def about(_played: Server) -> Iterator[Scene]:
    """A vehicle with everything, without anything, one that burns petrol, and a long name."""
    home, (olive, vera) = a_home("The Martins", Role.OWNER, Role.VIEWER)
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
    of_charges = {"capacity_kwh": 50.9, "capacity_low_kwh": 49.5, "capacity_high_kwh": 52.1}
    Archive.objects.update_or_create(vehicle=zoe, defaults={**of_charges, "capacity_charges": 14})

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


def told(_played: Server) -> Iterator[Scene]:
    """Renault's own counts beside ours: differing, agreeing, over years, and none."""
    home, (olive,) = a_home("The Martins", Role.OWNER)
    zoe = builders.vehicle(home, "Zoé", brand="Renault", model_label="Zoe", registration_number="ZE-502-BB")
    path = f"/vehicles/{zoe.pk}/told/"
    yield Scene("told-nothing", path, olive)
    _tell_days(zoe)
    yield Scene("told", path, olive)
    yield Scene("told-table", path, olive, then=_unfold, alike=True)
    _tell_months(zoe)
    yield Scene("told-all", f"{path}?range=all", olive, alike=True)
    tell_heating(zoe)
    Vehicle.objects.filter(pk=zoe.pk).update(name=LONG_NAME)
    yield Scene("told-heating", path, olive)
    petrol = builders.vehicle(home, "Duster", energy="fuel", model_code="DU31SU")
    yield Scene("told-petrol", f"/vehicles/{petrol.pk}/told/", olive)


def _tell(vehicle: Vehicle, kind: str, key: str, **raw: object) -> None:
    now = clock.now()
    at = {"first_fetched_at": now, "last_fetched_at": now}
    ToldRow.objects.create(vehicle=vehicle, kind=kind, key=key, raw=raw, **at)


def _charged(vehicle: Vehicle, start: datetime, minutes: int, rows: int = 1, **fields: object) -> None:
    session = ChargeSession.objects.create(
        vehicle=vehicle, started_at=start, ended_at=start + timedelta(minutes=minutes), **fields
    )
    for number in range(rows):
        row = ChargeRecord(vehicle=vehicle, natural_key=f"{start} {number}", digest=str(number), raw={})
        row.first_fetched_at = start
        row.save()
        session.records.add(row)


def _tell_days(vehicle: Vehicle) -> None:
    """Let Renault and us agree on most evenings, and differ on some in every way."""
    evening = clock.now().replace(hour=16, minute=10)
    for days in range(2, 31, 2):
        start = evening - timedelta(days=days)
        minutes = 180 + days * 11 % 200
        number, length = (2, minutes + 5) if days == 6 else (1, minutes)
        if days != 14:
            key = f"{start:%Y%m%d}"
            raw = {"day": key, "totalChargesNumber": number, "totalChargesDuration": length}
            _tell(vehicle, ToldKind.CHARGE_DAY, key, **raw, totalChargesErrors=days % 3)
        if days != 20:
            _charged(vehicle, start, minutes + (70 if days == 10 else 0), rows=number)
        if days == 24:
            _charged(vehicle, start.replace(hour=8), 35, rows=0, status=SessionStatus.BY_HAND)


def _tell_months(vehicle: Vehicle) -> None:
    for year in (2023, 2024, 2025):
        for month in range(1, 13):
            raw = {"totalChargesNumber": 9 + month % 4, "totalChargesDuration": 2900 + month * 61}
            _tell(vehicle, ToldKind.CHARGE_MONTH, f"{year}{month:02}", **raw, totalChargesErrors=0)


def tell_heating(vehicle: Vehicle) -> None:
    """Let Renault tell of heating, whose shape no recording shows, beside what readings saw of it."""
    for days in range(1, 12, 3):
        at = clock.now() - timedelta(days=days)
        _tell(vehicle, ToldKind.HVAC_DAY, f"{at:%Y%m%d}", totalHvacSessionsNumber=1 + days % 2)
        builders.tell(vehicle, "hvac-status", at, hvacStatus="on", lastUpdateTime=at.isoformat())
        off = at + timedelta(minutes=20)
        builders.tell(vehicle, "hvac-status", off, hvacStatus="off", lastUpdateTime=off.isoformat())
        session = {"hvacSessionStartDate": at.isoformat(), "hvacSessionEndStatus": "ok"}
        _tell(vehicle, ToldKind.HVAC_SESSION, f"{days:064}", **session)


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
