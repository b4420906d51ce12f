"""The contracts that a vehicle has with Renault."""

from dataclasses import dataclass, field

from .answer import Answer
from .envelope import KamereonResponse


@dataclass
class KamereonVehicleContract(Answer):
    """A service or a warranty; dates are YYYY-MM-DD."""

    type: str | None = None
    contractId: str | None = field(default=None, repr=False)
    code: str | None = None
    group: str | None = None
    durationMonths: float | None = None
    startDate: str | None = None
    endDate: str | None = None
    status: str | None = None
    statusLabel: str | None = None
    description: str | None = None


@dataclass
class KamereonVehicleContractsResponse(KamereonResponse):
    """All contracts; Renault sends a bare list, kept under this name."""

    contractList: list[KamereonVehicleContract] | None = None
