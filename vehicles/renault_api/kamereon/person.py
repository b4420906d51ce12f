"""Who is signed in, which accounts they have, and which vehicles are in an account."""

from dataclasses import dataclass, field

from .answer import Answer
from .details import KamereonVehicleDetails
from .envelope import KamereonResponse


@dataclass
class KamereonPersonAccount(Answer):
    """An account: MYRENAULT, MYDACIA, MYALPINE, or SFDC, which has no cars."""

    accountId: str | None = field(default=None, repr=False)
    accountType: str | None = None
    accountStatus: str | None = None


@dataclass
class KamereonPersonResponse(KamereonResponse):
    """The person behind a login."""

    accounts: list[KamereonPersonAccount] | None = None


@dataclass
class KamereonVehiclesLink(Answer):
    """One vehicle of an account; Renault sometimes leaves its details out."""

    vin: str | None = field(default=None, repr=False)
    vehicleDetails: KamereonVehicleDetails | None = None


@dataclass
class KamereonVehiclesResponse(KamereonResponse):
    """The vehicles of an account."""

    accountId: str | None = field(default=None, repr=False)
    country: str | None = None
    vehicleLinks: list[KamereonVehiclesLink] | None = None
