"""A vehicle: what it can be asked and told."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from . import wire_values
from .connecting import session_for
from .credentials import CredentialStore
from .exceptions import EndpointNotAvailableError, InvalidInputError
from .kamereon import battery, charging, climate, cockpit, location, locks, tyres
from .kamereon.answer import Answer
from .kamereon.contracts import KamereonVehicleContract
from .kamereon.details import KamereonVehicleCarAdapterData, KamereonVehicleDetails
from .kamereon.endpoints import PREFIX, EndpointDefinition
from .kamereon.envelope import KamereonResponse, attributes_of
from .kamereon.schedules import ChargeSchedule, HvacSchedule, weeks_to_wire
from .renault_session import RenaultSession

if TYPE_CHECKING:
    import requests

_Data = TypeVar("_Data", bound=Answer)
_Date = datetime.date | datetime.datetime


class RenaultVehicle:
    """One vehicle of an account.

    Every call raises as RenaultSession does; reads and commands raise
    EndpointNotAvailableError where the model is known not to have them, and commands
    InvalidInputError for what cannot be sent. Details, car adapter and contracts are
    asked once. A command that Renault accepted is not yet done by the car.
    """

    def __init__(
        self,
        account_id: str,
        vin: str,
        *,
        session: RenaultSession | None = None,
        websession: requests.Session | None = None,
        locale: str | None = None,
        country: str | None = None,
        locale_details: Mapping[str, str] | None = None,
        credential_store: CredentialStore | None = None,
        vehicle_details: KamereonVehicleDetails | None = None,
        car_adapter: KamereonVehicleCarAdapterData | None = None,
    ) -> None:
        self._account_id = account_id
        self._vin = vin
        self._session = session_for(session, websession, locale, country, locale_details, credential_store)
        self._details = vehicle_details
        self._car_adapter = car_adapter
        self._contracts: list[KamereonVehicleContract] | None = None

    @property
    def account_id(self) -> str:
        """Renault's id of the account."""
        return self._account_id

    @property
    def vin(self) -> str:
        """The vehicle identification number; personal data."""
        return self._vin

    @property
    def session(self) -> RenaultSession:
        """The login that the vehicle is asked with."""
        return self._session

    # What the vehicle is

    def get_details(self) -> KamereonVehicleDetails:
        """Return what the vehicle is."""
        if self._details is None:
            self._details = self._session.get_vehicle_details(self._account_id, self._vin)
        return self._details

    def get_car_adapter(self) -> KamereonVehicleCarAdapterData:
        """Return the vehicle as its gateway knows it."""
        if self._car_adapter is None:
            content = self._session.get_vehicle_data(self._account_id, self._vin, "").raw_data
            self._car_adapter = KamereonVehicleCarAdapterData.from_raw(attributes_of(content))
        return self._car_adapter

    def get_contracts(self) -> list[KamereonVehicleContract]:
        """Return the contracts of the vehicle."""
        if self._contracts is None:
            response = self._session.get_vehicle_contracts(self._account_id, self._vin)
            self._contracts = response.contractList or []
        return self._contracts

    # Where things are

    def get_endpoint_definition(self, endpoint: str) -> EndpointDefinition:
        """Return where this model has the endpoint; raises EndpointNotAvailableError if nowhere."""
        details = self.get_details()
        definition = details.get_endpoint(endpoint)
        if definition is None:
            raise EndpointNotAvailableError(endpoint, details.get_model_code())
        return definition

    def get_full_endpoint(self, endpoint: str) -> str:
        """Return the endpoint's path, account and VIN still to be filled in."""
        return PREFIX + self.get_endpoint_definition(endpoint).endpoint

    def supports_endpoint(self, endpoint: str) -> bool:
        """Return whether the endpoint may be asked of this model."""
        return self.get_details().supports_endpoint(endpoint)

    def http_get(self, endpoint: str) -> KamereonResponse:
        """Read any path; `{account_id}` and `{vin}` in it are filled in."""
        return self._session.http_request("GET", self._filled(endpoint))

    def http_post(self, endpoint: str, json: Any = None) -> KamereonResponse:
        """Write to any path; `{account_id}` and `{vin}` in it are filled in."""
        return self._session.http_request("POST", self._filled(endpoint), json)

    def _filled(self, endpoint: str) -> str:
        filled = endpoint.replace("{account_id}", quote(self._account_id, safe=""))
        return filled.replace("{vin}", quote(self._vin, safe=""))

    def _content(
        self, method: str, endpoint: str, *, params: Mapping[str, str] | None = None, json: Any = None
    ) -> dict[str, Any]:
        with self._session.transport.call():
            path = self._filled(self.get_full_endpoint(endpoint))
            return self._session.get_content(method, path, params=params, json=json)

    def _read(self, endpoint: str, data_type: type[_Data], **params: str) -> _Data:
        return data_type.from_raw(attributes_of(self._content("GET", endpoint, params=params)))

    # Reading

    def get_battery_status(self) -> battery.KamereonVehicleBatteryStatusData:
        """Return charge, range, plug and power."""
        return self._read("battery-status", battery.KamereonVehicleBatteryStatusData)

    def get_battery_soc(self) -> battery.KamereonVehicleBatterySocData:
        """Return the minimum and target charge; just after a change they may be the old ones."""
        return self._read("soc-levels", battery.KamereonVehicleBatterySocData)

    def get_tyre_pressure(self) -> tyres.KamereonVehicleTyrePressureData:
        """Return the tyre pressures."""
        return self._read("pressure", tyres.KamereonVehicleTyrePressureData)

    def get_location(self) -> location.KamereonVehicleLocationData:
        """Return where the vehicle last said it was."""
        return self._read("location", location.KamereonVehicleLocationData)

    def get_hvac_status(self) -> climate.KamereonVehicleHvacStatusData:
        """Return the temperatures and whether the cabin is being conditioned."""
        return self._read("hvac-status", climate.KamereonVehicleHvacStatusData)

    def get_hvac_settings(self) -> climate.KamereonVehicleHvacSettingsData:
        """Return the weeks of preconditioning."""
        return self._read("hvac-settings", climate.KamereonVehicleHvacSettingsData)

    def get_charge_mode(self) -> charging.KamereonVehicleChargeModeData:
        """Return the charge mode."""
        return self._read("charge-mode", charging.KamereonVehicleChargeModeData)

    def get_charging_settings(self) -> charging.KamereonVehicleChargingSettingsData:
        """Return the charge mode with its weeks."""
        return self._read("charging-settings", charging.KamereonVehicleChargingSettingsData)

    def get_charge_schedule(self) -> dict[str, Any]:
        """Return the charge programs as received; their shape differs between models."""
        return attributes_of(self._content("GET", "charge-schedule"))

    def get_cockpit(self) -> cockpit.KamereonVehicleCockpitData:
        """Return mileage and fuel."""
        return self._read("cockpit", cockpit.KamereonVehicleCockpitData)

    def get_lock_status(self) -> locks.KamereonVehicleLockStatusData:
        """Return the locks and doors."""
        return self._read("lock-status", locks.KamereonVehicleLockStatusData)

    def get_res_state(self) -> locks.KamereonVehicleResStateData:
        """Return the state of the remote engine start."""
        return self._read("res-state", locks.KamereonVehicleResStateData)

    def get_notification_settings(self) -> cockpit.KamereonVehicleNotificationSettingsData:
        """Return the notifications that the owner wants."""
        return self._read("notification-settings", cockpit.KamereonVehicleNotificationSettingsData)

    # History: dates or datetimes, with or without a zone, both ends included

    def get_charge_history(
        self, start: _Date, end: _Date, period: str = "day"
    ) -> charging.KamereonVehicleChargeHistoryData:
        """Return charges summed by day or month."""
        span = wire_values.span(start, end, period)
        return self._read("charge-history", charging.KamereonVehicleChargeHistoryData, type=period, **span)

    def get_charges(self, start: _Date, end: _Date) -> charging.KamereonVehicleChargesData:
        """Return the charges Renault still knows, about ten; raises ResourceNotFoundException for none."""
        return self._read("charges", charging.KamereonVehicleChargesData, **wire_values.span(start, end))

    def get_hvac_history(
        self, start: _Date, end: _Date, period: str = "day"
    ) -> climate.KamereonVehicleHvacHistoryData:
        """Return preconditionings summed by day or month."""
        span = wire_values.span(start, end, period)
        return self._read("hvac-history", climate.KamereonVehicleHvacHistoryData, type=period, **span)

    def get_hvac_sessions(self, start: _Date, end: _Date) -> climate.KamereonVehicleHvacSessionsData:
        """Return the preconditionings one by one."""
        return self._read(
            "hvac-sessions", climate.KamereonVehicleHvacSessionsData, **wire_values.span(start, end)
        )

    # Commands

    def _act(self, endpoint: str, kind: str, data_type: type[_Data], **attributes: Any) -> _Data:
        content = self._content("POST", endpoint, json={"data": {"type": kind, "attributes": attributes}})
        return _done(content, data_type)

    def set_ac_start(
        self, temperature: float, when: datetime.datetime | None = None
    ) -> climate.KamereonVehicleHvacStartActionData:
        """Precondition the cabin to a temperature (°C), now or from a time with a zone."""
        attributes: dict[str, Any] = {
            "action": "start",
            "targetTemperature": wire_values.temperature(temperature),
        }
        if when is not None:
            attributes["startDateTime"] = wire_values.instant(when)
        return self._act(
            "actions/hvac-start", "HvacStart", climate.KamereonVehicleHvacStartActionData, **attributes
        )

    def set_ac_stop(self) -> climate.KamereonVehicleHvacStartActionData:
        """Stop the preconditioning."""
        mode = self.get_endpoint_definition("actions/hvac-stop").mode
        action = climate.HVAC_STOP.get(mode, climate.HVAC_STOP["default"])
        return self._act(
            "actions/hvac-stop", "HvacStart", climate.KamereonVehicleHvacStartActionData, action=action
        )

    def set_hvac_schedules(
        self, schedules: Iterable[HvacSchedule]
    ) -> climate.KamereonVehicleHvacScheduleActionData:
        """Replace weeks of preconditioning."""
        weeks = weeks_to_wire(schedules, HvacSchedule)
        data_type = climate.KamereonVehicleHvacScheduleActionData
        return self._act("actions/hvac-set-schedule", "HvacSchedule", data_type, schedules=weeks)

    def set_battery_soc(self, *, min: int, target: int) -> battery.KamereonVehicleBatterySocActionData:
        """Set the minimum (15 to 45 %) and target charge (55 to 100 %), in steps of 5."""
        content = self._content("POST", "soc-levels", json=wire_values.soc_levels(min, target))
        return _done(content, battery.KamereonVehicleBatterySocActionData)

    def set_charge_mode(self, charge_mode: str) -> charging.KamereonVehicleChargeModeActionData:
        """Set the charge mode: always_charging or schedule_mode."""
        if charge_mode not in charging.CHARGE_MODES:
            raise InvalidInputError(f"A charge mode is one of {', '.join(charging.CHARGE_MODES)}.")
        data_type = charging.KamereonVehicleChargeModeActionData
        return self._act("actions/charge-set-mode", "ChargeMode", data_type, action=charge_mode)

    def set_charge_schedules(
        self, schedules: Iterable[ChargeSchedule]
    ) -> charging.KamereonVehicleChargeScheduleActionData:
        """Replace weeks of charges."""
        weeks = weeks_to_wire(schedules, ChargeSchedule)
        data_type = charging.KamereonVehicleChargeScheduleActionData
        return self._act("actions/charge-set-schedule", "ChargeSchedule", data_type, schedules=weeks)

    def set_charge_start(
        self, when: datetime.datetime | None = None
    ) -> charging.KamereonVehicleChargingStartActionData:
        """Charge now, or from a time with a zone where the model can be told one.

        Some models are made to charge by switching all the owner's programs off, and
        leave them off. Raises InvalidInputError rather than charge at once where a
        start time cannot be sent.
        """
        start_at = None if when is None else wire_values.instant(when)
        with self._session.transport.call():
            mode = self.get_endpoint_definition("actions/charge-start").mode
            command = charging.CHARGE_START.get(mode, charging.CHARGE_START["default"])
            if start_at and (mode == charging.BY_SETTINGS or not command.timed):
                raise InvalidInputError("This model cannot be told when to start charging.")
            if mode == charging.BY_SETTINGS:
                return self._start_by_settings()
            attributes = {"action": command.action, **({"startDateTime": start_at} if start_at else {})}
            data_type = charging.KamereonVehicleChargingStartActionData
            return self._act("actions/charge-start", command.type, data_type, **attributes)

    def _start_by_settings(self) -> charging.KamereonVehicleChargingStartActionData:
        settings = self._content("GET", "actions/charge-start")
        content = self._content("POST", "actions/charge-start", json=charging.without_programs(settings))
        return _done(content, charging.KamereonVehicleChargingStartActionData)

    def set_charge_stop(self) -> charging.KamereonVehicleChargingStartActionData:
        """Stop charging."""
        mode = self.get_endpoint_definition("actions/charge-stop").mode
        command = charging.CHARGE_STOP.get(mode, charging.CHARGE_STOP["default"])
        data_type = charging.KamereonVehicleChargingStartActionData
        return self._act("actions/charge-stop", command.type, data_type, action=command.action)

    def start_horn(self) -> dict[str, Any]:
        """Sound the horn and return the answer as received."""
        return self._horn_lights("actions/horn-start", "horn")

    def start_lights(self) -> dict[str, Any]:
        """Flash the lights and return the answer as received."""
        return self._horn_lights("actions/lights-start", "lights")

    def _horn_lights(self, endpoint: str, target: str) -> dict[str, Any]:
        attributes = {"action": "start", "target": target}
        return self._content(
            "POST", endpoint, json={"data": {"type": "HornLights", "attributes": attributes}}
        )

    def refresh_location(self) -> dict[str, Any]:
        """Ask the vehicle to report where it is and return the answer as received."""
        return self._content("POST", "actions/refresh-location", json={"data": {"type": "RefreshLocation"}})


def _done(content: Mapping[str, Any], data_type: type[_Data]) -> _Data:
    """Build what Renault said to a command; a bare object says nothing of it."""
    return data_type.from_raw(attributes_of(content) if "data" in content else {})
