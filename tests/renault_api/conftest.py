"""A played Renault, a session signed in to it, and vehicles by model code."""

from collections.abc import Callable, Iterator

import pytest
import requests

from vehicles.renault_api import KamereonVehicleDetails, RenaultSession, RenaultVehicle

from .played import ACCOUNT, VIN, PlayedRenault, jwt


@pytest.fixture
def renault() -> Iterator[PlayedRenault]:
    played = PlayedRenault()
    played.on(
        "POST", "/accounts.login", {"errorCode": 0, "sessionInfo": {"cookieValue": "st2.s.login-token"}}
    )
    played.on("POST", "/accounts.getJWT", {"errorCode": 0, "id_token": jwt()})
    played.on("POST", "/accounts.getAccountInfo", {"errorCode": 0, "data": {"personId": "person-77"}})
    yield played
    played.close()


@pytest.fixture
def websession() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


@pytest.fixture
def new_session(renault: PlayedRenault, websession: requests.Session) -> Callable[[], RenaultSession]:
    """Makes sessions at the played Renault that nobody has signed in to; they do not pause between tries."""

    def make() -> RenaultSession:
        servers = {
            "gigya-root-url": renault.url,
            "gigya-api-key": "gigya-key",
            "kamereon-root-url": renault.url,
            "kamereon-api-key": "kamereon-key",
        }
        session = RenaultSession(websession, "fr_FR", locale_details=servers)
        session.transport.retry_pauses = (0, 0)
        return session

    return make


@pytest.fixture
def session(new_session: Callable[[], RenaultSession]) -> RenaultSession:
    session = new_session()
    session.set_login_token("st2.s.login-token")
    return session


@pytest.fixture
def vehicle_of(session: RenaultSession) -> Callable[[str | None], RenaultVehicle]:
    """Makes a vehicle of a model whose details are already known."""

    def make(model_code: str | None) -> RenaultVehicle:
        details = KamereonVehicleDetails.from_raw({"vin": VIN, "model": {"code": model_code}})
        return RenaultVehicle(ACCOUNT, VIN, session=session, vehicle_details=details)

    return make


@pytest.fixture
def zoe(vehicle_of: Callable[[str | None], RenaultVehicle]) -> RenaultVehicle:
    return vehicle_of("X102VE")
