"""What one vehicle last answered, masked, as a folder that the simulator replays.

    cars.json  about.json  kamereon/vehicle.json  kamereon/<endpoint>.json …

`manage.py simulate_renault --recordings FOLDER` plays it: a fault can be looked at by somebody else without
the car, and without knowing whose it is.
"""

import io
import json
import platform
import zipfile
from typing import Any

from django.conf import settings
from django.db import connection

from ..models import EndpointState, Vehicle, VehicleEndpoint
from ..renault_api.kamereon.lookup import find_endpoint
from ..renault_api.redact import mask_answer

KEY = "car"
OF_ACCOUNT = ("details", "contracts")


def recorded(vehicle: Vehicle) -> bytes:
    """Return the ZIP file of one vehicle."""
    rows = list(VehicleEndpoint.objects.filter(vehicle=vehicle).order_by("endpoint"))
    files: dict[str, Any] = {
        "about.json": _about(vehicle, rows),
        "kamereon/vehicle.json": _link(vehicle, rows),
    }
    car: dict[str, Any] = {"vehicle": "vehicle.json", "answers": {}}
    for row in rows:
        if row.raw is None or row.endpoint == "details":
            continue
        name = f"{row.endpoint.replace('/', '-')}.json"
        if row.endpoint == "contracts":
            files[f"kamereon/{name}"] = mask_answer(row.raw).get("contractList") or []
            car["contracts"] = name
        elif path := _path(vehicle, row.endpoint):
            attributes = mask_answer(row.raw)
            files[f"kamereon/{name}"] = {"data": {"type": "Car", "id": "***", "attributes": attributes}}
            car["answers"][path] = name
    files["cars.json"] = {"cars": {KEY: car}}
    return _zipped(files)


def _path(vehicle: Vehicle, endpoint: str) -> str:
    """Return where the model has the endpoint, as the recordings name it; "" where nowhere."""
    definition = find_endpoint(vehicle.model_code or None, endpoint)
    return definition.endpoint.partition("{vin}/")[2] if definition else ""


def _link(vehicle: Vehicle, rows: list[VehicleEndpoint]) -> dict[str, Any]:
    """Return the answer that lists the vehicle, under a number that is nobody's."""
    details = next((mask_answer(row.raw) for row in rows if row.endpoint == "details" and row.raw), None)
    nobody = f"{vehicle.vin[:3]}XXXXXXXXXXXXXX"
    country = vehicle.account.login.country if vehicle.account else "FR"
    link = {"brand": vehicle.brand.upper(), "vin": nobody, "vehicleDetails": details}
    return {"accountId": "account", "country": country, "vehicleLinks": [link]}


def _about(vehicle: Vehicle, rows: list[VehicleEndpoint]) -> dict[str, Any]:
    return {
        "renault-web": settings.VERSION,
        "python": platform.python_version(),
        "database": connection.vendor,
        "model": vehicle.model_code,
        "energy": vehicle.energy,
        "status": vehicle.status,
        "endpoints": {row.endpoint: _state(row) for row in rows},
    }


def _state(row: VehicleEndpoint) -> dict[str, Any]:
    told: dict[str, Any] = {"state": EndpointState(row.state).value}
    for name in ("tried_at", "answered_at", "first_worked_at", "try_again_at"):
        at = getattr(row, name)
        told[name] = at.isoformat(timespec="seconds") if at else None
    return told | {"error": row.error}


def _zipped(files: dict[str, Any]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, json.dumps(content, indent=1, ensure_ascii=False, default=str))
    return whole.getvalue()
