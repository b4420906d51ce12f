"""An account at Renault, from which the vehicles come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .connecting import session_for
from .credentials import CredentialStore
from .kamereon.person import KamereonVehiclesResponse
from .renault_session import RenaultSession
from .renault_vehicle import RenaultVehicle

if TYPE_CHECKING:
    import requests


class RenaultAccount:
    """A Kamereon account; raises as RenaultSession does."""

    def __init__(
        self,
        account_id: str,
        session: RenaultSession | None = None,
        websession: requests.Session | None = None,
        locale: str | None = None,
        country: str | None = None,
        locale_details: Mapping[str, str] | None = None,
        credential_store: CredentialStore | None = None,
    ) -> None:
        self._account_id = account_id
        self._session = session_for(session, websession, locale, country, locale_details, credential_store)

    @property
    def account_id(self) -> str:
        """Renault's id of the account."""
        return self._account_id

    @property
    def session(self) -> RenaultSession:
        """The login that the account belongs to."""
        return self._session

    def get_vehicles(self) -> KamereonVehiclesResponse:
        """Return the vehicles as Renault lists them."""
        return self._session.get_account_vehicles(self._account_id)

    def get_api_vehicle(self, vin: str) -> RenaultVehicle:
        """Return a vehicle; nothing is asked."""
        return RenaultVehicle(self._account_id, vin, session=self._session)

    def get_api_vehicles(self) -> list[RenaultVehicle]:
        """Return the vehicles, with their details where Renault lists them along."""
        return [
            RenaultVehicle(
                self._account_id, link.vin, session=self._session, vehicle_details=link.vehicleDetails
            )
            for link in self.get_vehicles().vehicleLinks or []
            if link.vin
        ]
