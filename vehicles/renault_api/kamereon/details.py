"""What a vehicle is: its model, its energy, its pictures, and what follows from them."""

import enum
import logging
from dataclasses import dataclass, field
from typing import Any

from ..redact import mask
from . import lookup
from .answer import Answer
from .endpoints import EndpointDefinition
from .envelope import KamereonResponse

_log = logging.getLogger(__name__)

_ELECTRIC = frozenset(("ELEC", "ELECX", "PHEV"))
_BURNING = frozenset(("OTHER", "PHEV", "HEV"))

# Model and endpoint of which a warning has already told; kept small, since the wire fills it.
_told: set[tuple[str | None, str]] = set()
_MOST_TOLD = 1000


class AssetPictureSize(enum.Enum):
    """The two sizes in which Renault draws a car."""

    SMALL = "ONE_MYRENAULT_SMALL"
    LARGE = "ONE_MYRENAULT_LARGE"


@dataclass
class KamereonVehicleDetailsGroup(Answer):
    """A code with its label."""

    code: str | None = None
    label: str | None = None
    group: str | None = None


@dataclass
class KamereonVehicleDetails(Answer):
    """The vehicle as Renault has it on file."""

    vin: str | None = field(default=None, repr=False)
    registrationNumber: str | None = field(default=None, repr=False)
    radioCode: str | None = field(default=None, repr=False)
    brand: KamereonVehicleDetailsGroup | None = None
    model: KamereonVehicleDetailsGroup | None = None
    energy: KamereonVehicleDetailsGroup | None = None
    engineEnergyType: str | None = None
    assets: list[dict[str, Any]] | None = field(default=None, repr=False)

    def get_brand_label(self) -> str | None:
        """Return the brand ("RENAULT")."""
        return self.brand.label if self.brand else None

    def get_model_code(self) -> str | None:
        """Return the model code ("X101VE"), by which the table of endpoints is ordered."""
        return self.model.code if self.model else None

    def get_model_label(self) -> str | None:
        """Return the model's name ("ZOE")."""
        return self.model.label if self.model else None

    def get_energy_code(self) -> str | None:
        """Return the energy ("ELEC"): that of the engine if told, else that of the vehicle."""
        return self.engineEnergyType or (self.energy.code if self.energy else None)

    def get_picture(self, size: AssetPictureSize | str = AssetPictureSize.LARGE) -> str | None:
        """Return the address of the picture in a size ("small", "large"), if there is one."""
        wanted = size.value if isinstance(size, AssetPictureSize) else f"ONE_MYRENAULT_{size}".upper()
        for asset in self.assets or []:
            renditions = asset.get("renditions")
            if asset.get("assetType") != "PICTURE" or not isinstance(renditions, list):
                continue
            for rendition in renditions:
                if isinstance(rendition, dict) and rendition.get("resolutionType") == wanted:
                    url = rendition.get("url")
                    return url if isinstance(url, str) else None
        return None

    def uses_electricity(self) -> bool:
        """Return whether the vehicle can be charged."""
        return self.get_energy_code() in _ELECTRIC

    def uses_fuel(self) -> bool:
        """Return whether the vehicle burns fuel."""
        return self.get_energy_code() in _BURNING

    def reports_charging_power_in_watts(self) -> bool:
        """Return whether `chargingInstantaneousPower` is in watts on this model, not kilowatts."""
        return lookup.specification("reports-in-watts", model_code=self.get_model_code())

    def supports_endpoint(self, endpoint: str) -> bool:
        """Return whether the endpoint may be asked of this model."""
        return self.get_endpoint(endpoint) is not None

    def get_endpoint(self, endpoint: str) -> EndpointDefinition | None:
        """Return where this model has the endpoint; None if it is known not to work."""
        model_code = self.get_model_code()
        if not lookup.is_listed(model_code, endpoint):
            _tell_once(model_code, endpoint)
        return lookup.find_endpoint(model_code, endpoint)


@dataclass
class KamereonVehicleDetailsResponse(KamereonVehicleDetails, KamereonResponse):
    """The vehicle, as answered to a question for it alone."""


@dataclass
class KamereonVehicleCarAdapterData(Answer):
    """The vehicle as its gateway knows it."""

    vin: str | None = field(default=None, repr=False)
    vehicleId: int | None = field(default=None, repr=False)
    batteryCode: str | None = None
    brand: str | None = None
    canGeneration: str | None = None
    carGateway: str | None = None
    deliveryCountry: str | None = None
    deliveryDate: str | None = None
    energy: str | None = None
    engineType: str | None = None
    familyCode: str | None = None
    firstRegistrationDate: str | None = None
    gearbox: str | None = None
    modelCode: str | None = None
    modelCodeDetail: str | None = None
    modelName: str | None = None
    radioType: str | None = None
    region: str | None = None
    registrationCountry: str | None = None
    registrationNumber: str | None = field(default=None, repr=False)
    tcuCode: str | None = None
    versionCode: str | None = None
    privacyMode: str | None = None
    privacyModeUpdateDate: str | None = None
    svtFlag: bool | None = None
    svtBlockFlag: bool | None = None

    def reports_charging_power_in_watts(self) -> bool:
        """Return whether the model or its gateway reports watts, not kilowatts."""
        return lookup.specification(
            "reports-in-watts", model_code=self.modelCodeDetail, gateway=self.carGateway
        )


def _tell_once(model_code: str | None, endpoint: str) -> None:
    if (model_code, endpoint) in _told or len(_told) >= _MOST_TOLD:
        return
    _told.add((model_code, endpoint))
    _log.warning(
        "model %s: nothing known of endpoint %s; its usual place is tried",
        mask(str(model_code))[:20],
        mask(endpoint)[:60],
    )
