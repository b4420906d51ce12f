"""The only builder of Renault clients: unseals, restores the session, saves what changed.

JWTs live in this process's memory only, by login, so that a poll each few minutes does not fetch a new
one each time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from .fields import seal, unseal
from .models import RenaultLogin, ServerSettings, Vehicle, VehicleEndpoint
from .renault_api import (
    Credential,
    KamereonVehicleDetails,
    RenaultSession,
    RenaultVehicle,
    fetch_picture,
)
from .renault_api.locales import from_environment

if TYPE_CHECKING:
    import requests

_jwts: dict[int, tuple[str, Credential]] = {}
_jwts_lock = Lock()


def _identity(login: RenaultLogin, column: str) -> str:
    return f"login:{login.pk}:{column}"


def seal_tokens(login: RenaultLogin, session: RenaultSession) -> None:
    """Put the session's login token and device ids, sealed, into the (saved) login; the caller saves it."""
    login.login_token = seal(session.login_token or "", identity=_identity(login, "login_token"))
    devices = session.device_ids
    login.device_ids = seal(json.dumps(devices), identity=_identity(login, "device_ids")) if devices else None


def device_ids(login: RenaultLogin) -> dict[str, str]:
    """Return the device ids under which Renault trusts us for this login; empty where there are none."""
    if not login.device_ids:
        return {}
    return dict(json.loads(unseal(login.device_ids, identity=_identity(login, "device_ids"))))


@contextmanager
def new_session(locale: str) -> Iterator[RenaultSession]:
    """Give a session that is not signed in, closed at the end.

    Servers and keys that somebody has set here are read each time, so that all processes take them at once;
    those of the environment go first.
    """
    stored = ServerSettings.of(locale)
    fixed = from_environment()
    set_here = {key: value for key, value in stored.items() if key not in fixed}
    with _websession() as websession:
        yield RenaultSession(websession, locale=locale, locale_details=set_here)


@contextmanager
def open_session(login: RenaultLogin) -> Iterator[RenaultSession]:
    """Give a session signed in with the login's token; raises SealBroken where that does not open."""
    token = unseal(login.login_token or "", identity=_identity(login, "login_token"))
    fingerprint = hashlib.sha256(token.encode()).hexdigest()
    with new_session(login.locale) as session:
        session.set_login_token(token)
        if devices := device_ids(login):
            session.set_device_ids(devices)
        store = session.credentials
        with _jwts_lock:
            kept = _jwts.get(login.pk)
        if kept and kept[0] == fingerprint:
            store["gigya_jwt"] = kept[1]
        if login.person_id:
            store["gigya_person_id"] = Credential(login.person_id)
        try:
            yield session
        finally:
            _remember(login, fingerprint, session)


def _remember(login: RenaultLogin, fingerprint: str, session: RenaultSession) -> None:
    jwt = session.credentials.get("gigya_jwt")
    with _jwts_lock:
        if jwt is None:
            _jwts.pop(login.pk, None)
        else:
            _jwts[login.pk] = (fingerprint, jwt)
    person_id = session.credentials.get_value("gigya_person_id")
    if person_id and person_id != login.person_id:
        login.person_id = person_id
        login.save(update_fields=["person_id"])


def open_vehicle(
    session: RenaultSession, vehicle: Vehicle, endpoints: Mapping[str, VehicleEndpoint] | None = None
) -> RenaultVehicle:
    """Return the client's vehicle, with its details as they were told last.

    They are looked for among its endpoints, by name, where those are known already.
    """
    if endpoints is None:
        rows = VehicleEndpoint.objects.filter(vehicle=vehicle, endpoint="details")
        details = rows.values_list("raw", flat=True).first()
    else:
        details = endpoints["details"].raw if "details" in endpoints else None
    return RenaultVehicle(
        vehicle.account.account_id if vehicle.account else "",
        vehicle.vin,
        session=session,
        vehicle_details=KamereonVehicleDetails.from_raw(details) if details else None,
    )


def picture_at(url: str) -> bytes:
    """Return what a picture's address holds, asked without any sign-in; raises as `fetch_picture` does."""
    with _websession() as websession:
        return fetch_picture(websession, url)


def _websession() -> requests.Session:
    """Return a new session of requests, which no web server needs until somebody links a login."""
    import requests

    return requests.Session()


def forget_jwts() -> None:
    """Forget every JWT of this process."""
    with _jwts_lock:
        _jwts.clear()
