"""Renault's servers, asked synchronously: sign in, find the cars, read and command them.

This package stands alone: the standard library and requests, nothing of the site.
"""

from collections.abc import Mapping
from types import MappingProxyType

from .credentials import Credential, CredentialStore, JWTCredential
from .exceptions import (
    AccessDeniedException,
    AnswerTooLargeException,
    CallTimeoutException,
    ChargeModeInProgressException,
    EndpointNotAvailableError,
    FailedForwardException,
    ForbiddenException,
    GigyaException,
    GigyaResponseException,
    HttpStatusException,
    InsufficientBatteryLevelException,
    InvalidCredentialsException,
    InvalidInputError,
    InvalidInputException,
    InvalidUpstreamException,
    InvalidVerificationCodeException,
    KamereonException,
    KamereonResponseException,
    NotAuthenticatedException,
    NotSupportedException,
    PendingTwoFactorAuthenticationException,
    PictureRefusedError,
    PrivacyModeAccessDenied,
    PrivacyModeOnException,
    QuotaLimitException,
    RenaultException,
    ResourceNotFoundException,
    TransportException,
    UnauthorizedException,
)
from .gigya import GigyaTfaEmail
from .kamereon.answer import Answer
from .kamereon.battery import (
    ChargeState,
    KamereonVehicleBatterySocActionData,
    KamereonVehicleBatterySocData,
    KamereonVehicleBatteryStatusData,
    PlugState,
)
from .kamereon.charging import (
    KamereonVehicleChargeHistoryData,
    KamereonVehicleChargeModeActionData,
    KamereonVehicleChargeModeData,
    KamereonVehicleChargeScheduleActionData,
    KamereonVehicleChargesData,
    KamereonVehicleChargingSettingsData,
    KamereonVehicleChargingStartActionData,
)
from .kamereon.climate import (
    KamereonVehicleHvacHistoryData,
    KamereonVehicleHvacScheduleActionData,
    KamereonVehicleHvacSessionsData,
    KamereonVehicleHvacSettingsData,
    KamereonVehicleHvacStartActionData,
    KamereonVehicleHvacStatusData,
)
from .kamereon.cockpit import KamereonVehicleCockpitData, KamereonVehicleNotificationSettingsData
from .kamereon.contracts import KamereonVehicleContract, KamereonVehicleContractsResponse
from .kamereon.details import (
    AssetPictureSize,
    KamereonVehicleCarAdapterData,
    KamereonVehicleDetails,
    KamereonVehicleDetailsGroup,
    KamereonVehicleDetailsResponse,
)
from .kamereon.endpoints import EndpointDefinition
from .kamereon.envelope import KamereonResponse, KamereonVehicleData, KamereonVehicleDataResponse
from .kamereon.location import KamereonVehicleLocationData
from .kamereon.locks import KamereonVehicleLockStatusData, KamereonVehicleResStateData
from .kamereon.person import (
    KamereonPersonAccount,
    KamereonPersonResponse,
    KamereonVehiclesLink,
    KamereonVehiclesResponse,
)
from .kamereon.schedules import ChargeDaySchedule, ChargeSchedule, HvacDaySchedule, HvacSchedule
from .kamereon.tyres import KamereonVehicleTyrePressureData
from .locales import LOCALES, get_locales
from .pictures import fetch_picture
from .renault_account import RenaultAccount
from .renault_client import RenaultClient
from .renault_session import RenaultSession
from .renault_vehicle import RenaultVehicle

# For a poller that goes over endpoints as data: the vehicle's method, and the type it returns.
READS: Mapping[str, tuple[str, type[Answer]]] = MappingProxyType(
    {
        "battery-status": ("get_battery_status", KamereonVehicleBatteryStatusData),
        "soc-levels": ("get_battery_soc", KamereonVehicleBatterySocData),
        "pressure": ("get_tyre_pressure", KamereonVehicleTyrePressureData),
        "location": ("get_location", KamereonVehicleLocationData),
        "hvac-status": ("get_hvac_status", KamereonVehicleHvacStatusData),
        "hvac-settings": ("get_hvac_settings", KamereonVehicleHvacSettingsData),
        "charge-mode": ("get_charge_mode", KamereonVehicleChargeModeData),
        "charging-settings": ("get_charging_settings", KamereonVehicleChargingSettingsData),
        "cockpit": ("get_cockpit", KamereonVehicleCockpitData),
        "lock-status": ("get_lock_status", KamereonVehicleLockStatusData),
        "res-state": ("get_res_state", KamereonVehicleResStateData),
        "notification-settings": ("get_notification_settings", KamereonVehicleNotificationSettingsData),
    }
)

__all__ = [
    "LOCALES",
    "READS",
    "AccessDeniedException",
    "Answer",
    "AnswerTooLargeException",
    "AssetPictureSize",
    "CallTimeoutException",
    "ChargeDaySchedule",
    "ChargeModeInProgressException",
    "ChargeSchedule",
    "ChargeState",
    "Credential",
    "CredentialStore",
    "EndpointDefinition",
    "EndpointNotAvailableError",
    "FailedForwardException",
    "ForbiddenException",
    "GigyaException",
    "GigyaResponseException",
    "GigyaTfaEmail",
    "HttpStatusException",
    "HvacDaySchedule",
    "HvacSchedule",
    "InsufficientBatteryLevelException",
    "InvalidCredentialsException",
    "InvalidInputError",
    "InvalidInputException",
    "InvalidUpstreamException",
    "InvalidVerificationCodeException",
    "JWTCredential",
    "KamereonException",
    "KamereonPersonAccount",
    "KamereonPersonResponse",
    "KamereonResponse",
    "KamereonResponseException",
    "KamereonVehicleBatterySocActionData",
    "KamereonVehicleBatterySocData",
    "KamereonVehicleBatteryStatusData",
    "KamereonVehicleCarAdapterData",
    "KamereonVehicleChargeHistoryData",
    "KamereonVehicleChargeModeActionData",
    "KamereonVehicleChargeModeData",
    "KamereonVehicleChargeScheduleActionData",
    "KamereonVehicleChargesData",
    "KamereonVehicleChargingSettingsData",
    "KamereonVehicleChargingStartActionData",
    "KamereonVehicleCockpitData",
    "KamereonVehicleContract",
    "KamereonVehicleContractsResponse",
    "KamereonVehicleData",
    "KamereonVehicleDataResponse",
    "KamereonVehicleDetails",
    "KamereonVehicleDetailsGroup",
    "KamereonVehicleDetailsResponse",
    "KamereonVehicleHvacHistoryData",
    "KamereonVehicleHvacScheduleActionData",
    "KamereonVehicleHvacSessionsData",
    "KamereonVehicleHvacSettingsData",
    "KamereonVehicleHvacStartActionData",
    "KamereonVehicleHvacStatusData",
    "KamereonVehicleLocationData",
    "KamereonVehicleLockStatusData",
    "KamereonVehicleNotificationSettingsData",
    "KamereonVehicleResStateData",
    "KamereonVehicleTyrePressureData",
    "KamereonVehiclesLink",
    "KamereonVehiclesResponse",
    "NotAuthenticatedException",
    "NotSupportedException",
    "PendingTwoFactorAuthenticationException",
    "PictureRefusedError",
    "PlugState",
    "PrivacyModeAccessDenied",
    "PrivacyModeOnException",
    "QuotaLimitException",
    "RenaultAccount",
    "RenaultClient",
    "RenaultException",
    "RenaultSession",
    "RenaultVehicle",
    "ResourceNotFoundException",
    "TransportException",
    "UnauthorizedException",
    "fetch_picture",
    "get_locales",
]
