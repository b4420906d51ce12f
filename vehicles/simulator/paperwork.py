"""What is written about a car rather than told by it: link, details, contracts, adapter."""

from datetime import date
from typing import Any

from .cars import CarRow
from .zone import zulu

# The wire writes a vehicle's particulars as code, label and group.
_GROUPS = {"model": "971", "energy": "019", "family": "007", "battery": "968", "tcu": "E70"}


def vehicle_link(row: CarRow, root_url: str) -> dict[str, Any]:
    """Return what an account says of one of its cars."""
    return {
        "brand": row.model.brand,
        "vin": row.vin,
        "status": "ACTIVE",
        "linkType": "OWNER",
        "garageBrand": row.model.brand,
        "startDate": row.registered_on,
        "createdDate": f"{row.registered_on}T09:12:31.204418Z",
        "lastModifiedDate": f"{row.registered_on}T09:15:02.771930Z",
        "ownershipStartDate": row.registered_on,
        "cancellationReason": {},
        "connectedDriver": {"role": "MAIN_DRIVER", "createdDate": f"{row.registered_on}T09:15:02.771930Z"},
        "vehicleDetails": vehicle_details(row, root_url),
    }


def vehicle_details(row: CarRow, root_url: str) -> dict[str, Any]:
    model = row.model
    sizes = ("ONE_MYRENAULT_LARGE", "ONE_MYRENAULT_SMALL")
    url = f"{root_url}/_simulator/pictures/{model.code}.png"
    return {
        "vin": row.vin,
        "registrationDate": row.registered_on,
        "firstRegistrationDate": row.registered_on,
        "deliveryDate": row.registered_on,
        "deliveryCountry": {"code": "FR", "label": "FRANCE"},
        "registrationCountry": {"code": "FR"},
        "registrationNumber": row.registration,
        "radioCode": f"{sum(row.vin.encode()) * 7 % 9000 + 1000}",
        "brand": {"label": model.brand},
        "model": _group("model", model.code, model.label),
        "energy": _group("energy", *model.energy),
        "engineEnergyType": model.engine_energy_type,
        "electrical": model.electric,
        "family": _group("family", model.family, f"FAMILY {model.family}"),
        "battery": _group("battery", model.battery_code, f"BATTERY {model.battery_code}"),
        "tcu": _group("tcu", *model.tcu),
        "connectivityTechnology": "NONE",
        "yearsOfMaintenance": 12,
        "easyConnectStore": False,
        "rlinkStore": False,
        "retrievedFromDhs": False,
        "assets": [
            {
                "assetType": "PICTURE",
                "renditions": [{"resolutionType": size, "url": url} for size in sizes],
            },
            {
                "assetType": "URL",
                "assetRole": "GUIDE",
                "title": "Guide",
                "description": "",
                "renditions": [{"url": f"{root_url}/_simulator/"}],
            },
        ],
    }


def _group(name: str, code: str, label: str) -> dict[str, str]:
    return {"code": code, "label": label, "group": _GROUPS[name]}


def contracts(row: CarRow, today: date) -> list[dict[str, Any]]:
    """Return a car's contracts as the wire's bare list; some have no id, no start or no end."""
    began = date.fromisoformat(row.registered_on)
    services_end = _years_on(began, 3)
    warranty_end = _years_on(began, 2)
    return [
        {
            "type": "CONNECTED_SERVICES",
            "contractId": f"SIM{sum(row.vin.encode()):05d}",
            "code": "CONNECTPACK",
            "group": "Z",
            "durationMonths": 36,
            "startDate": began.isoformat(),
            "endDate": services_end.isoformat(),
            "status": _status(services_end, today),
            "statusLabel": _label(services_end, today),
            "description": "Services connectés",
        },
        {
            "type": "WARRANTY",
            "code": "MakersWarranty",
            "durationMonths": 24,
            "endDate": warranty_end.isoformat(),
            "status": _status(warranty_end, today),
            "statusLabel": _label(warranty_end, today),
            "description": "Garantie constructeur",
        },
        {
            "type": "CONNECTED_SERVICES",
            "contractId": f"SIM{sum(row.vin.encode()) + 1:05d}",
            "code": "BATTERYCARE",
            "group": "T",
            "durationMonths": 0,
            "startDate": began.isoformat(),
            "status": "REJECTED",
            "statusLabel": "Échec d’activation",
            "description": "Suivi de la batterie",
        },
    ]


def _years_on(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28))


def _status(end: date, today: date) -> str:
    return "ACTIVE" if today <= end else "ENDED"


def _label(end: date, today: date) -> str:
    return "Actif" if today <= end else "Expiré"


def adapter(row: CarRow, privacy: bool, privacy_changed_at: float) -> dict[str, Any]:
    """Return what the car adapter says of the car; much of it is empty, as with real cars."""
    model = row.model
    return {
        "vin": row.vin,
        "vehicleId": sum(row.vin.encode()) * 31,
        "batteryCode": model.battery_code,
        "brand": model.brand,
        "canGeneration": "C1A",
        "carGateway": model.gateway,
        "deliveryCountry": "FR",
        "deliveryDate": None,
        "energy": "electric" if model.electric else "petrol",
        "engineType": None,
        "familyCode": model.family,
        "firstRegistrationDate": row.registered_on.replace("-", ""),
        "gearbox": "AUTOMATIC",
        "modelCode": model.code[:3],
        "modelCodeDetail": model.code,
        "modelName": model.label,
        "radioType": None,
        "region": "EU",
        "registrationCountry": "FR",
        "registrationNumber": row.registration,
        "tcuCode": model.tcu[0],
        "versionCode": None,
        "privacyMode": "on" if privacy else "off",
        "privacyModeUpdateDate": zulu(privacy_changed_at),
        "svtFlag": False,
        "svtBlockFlag": False,
    }
