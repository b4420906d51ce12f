"""The differences between models, as data: which endpoint a model has, where, and how to speak to it.

Facts from owners' reports, as of 2026. A new model is a row here and an answer file
in the tests, never an `if`. Paths follow `/commerce/v1/accounts/{account_id}/kamereon`.
KCA is Renault's older adapter, KCM the newer one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class EndpointDefinition:
    """Where an endpoint is, and in which manner (`mode`) an action must be spoken."""

    endpoint: str
    mode: str = "default"


@dataclass(frozen=True)
class Model:
    """One row: endpoints at their usual place, at another one, and known not to work (lists of names)."""

    name: str
    usual: str = ""
    absent: str = ""
    elsewhere: Mapping[str, EndpointDefinition] = field(default_factory=dict)


PREFIX = "/commerce/v1/accounts/{account_id}/kamereon"

_KCA1 = "/kca/car-adapter/v1/cars/{vin}/"
_KCA2 = "/kca/car-adapter/v2/cars/{vin}/"
_KCM = "/kcm/v1/vehicles/{vin}/"

DEFAULT: dict[str, EndpointDefinition] = {
    "actions/charge-set-mode": EndpointDefinition(_KCA1 + "actions/charge-mode"),
    "actions/charge-set-schedule": EndpointDefinition(_KCA2 + "actions/charge-schedule"),
    "actions/charge-start": EndpointDefinition(_KCA1 + "actions/charging-start"),
    "actions/charge-stop": EndpointDefinition(_KCA1 + "actions/charging-start"),
    "actions/horn-start": EndpointDefinition(_KCA1 + "actions/horn-lights"),
    "actions/hvac-set-schedule": EndpointDefinition(_KCA2 + "actions/hvac-schedule"),
    "actions/hvac-start": EndpointDefinition(_KCA1 + "actions/hvac-start"),
    "actions/hvac-stop": EndpointDefinition(_KCA1 + "actions/hvac-start"),
    "actions/lights-start": EndpointDefinition(_KCA1 + "actions/horn-lights"),
    "actions/refresh-location": EndpointDefinition(_KCA1 + "actions/refresh-location"),
    "alerts": EndpointDefinition("/vehicles/{vin}/alerts"),
    "battery-status": EndpointDefinition(_KCA2 + "battery-status"),
    "charge-history": EndpointDefinition(_KCA1 + "charge-history"),
    "charge-mode": EndpointDefinition(_KCA1 + "charge-mode"),
    "charge-schedule": EndpointDefinition(_KCA1 + "charge-schedule"),
    "charges": EndpointDefinition(_KCA1 + "charges"),
    "charging-settings": EndpointDefinition(_KCA1 + "charging-settings"),
    "cockpit": EndpointDefinition(_KCA1 + "cockpit"),
    "hvac-history": EndpointDefinition(_KCA1 + "hvac-history"),
    "hvac-sessions": EndpointDefinition(_KCA1 + "hvac-sessions"),
    "hvac-settings": EndpointDefinition(_KCA1 + "hvac-settings"),
    "hvac-status": EndpointDefinition(_KCA1 + "hvac-status"),
    "location": EndpointDefinition(_KCA1 + "location"),
    "lock-status": EndpointDefinition(_KCA1 + "lock-status"),
    "notification-settings": EndpointDefinition(_KCA1 + "notification-settings"),
    "pressure": EndpointDefinition(_KCA1 + "pressure"),
    "res-state": EndpointDefinition(_KCA1 + "res-state"),
    "soc-levels": EndpointDefinition(_KCM + "ev/soc-levels"),
}

_SETTINGS = EndpointDefinition(_KCM + "ev/settings", "kcm-settings")
_HVAC_STOP = EndpointDefinition(_KCA1 + "actions/hvac-start", "kca-stop")
_PAUSE_RESUME = EndpointDefinition(_KCM + "charge/pause-resume", "kcm-pause-resume")
_KCM_SCHEDULE = EndpointDefinition(_KCM + "charge/schedule", "kcm")
_KCM_START = EndpointDefinition(_KCM + "charge/start", "kcm")

MODELS: dict[str, Model] = {
    "A4E1VE": Model(
        "Renault R4 E-Tech",
        usual=(
            "actions/horn-start actions/hvac-start actions/hvac-stop actions/lights-start battery-status "
            "charges cockpit hvac-status location soc-levels"
        ),
        absent=(
            "actions/charge-set-mode actions/charge-set-schedule actions/charge-stop "
            "actions/hvac-set-schedule charge-history charge-mode lock-status notification-settings "
            "pressure res-state"
        ),
        elsewhere={"actions/charge-start": _SETTINGS, "charge-schedule": _SETTINGS},
    ),
    "A5E1AE": Model(
        "Alpine A290",
        usual=(
            "actions/horn-start actions/hvac-start actions/lights-start actions/refresh-location "
            "battery-status charges cockpit hvac-status location soc-levels"
        ),
        absent=(
            "actions/charge-set-mode actions/charge-set-schedule actions/charge-stop "
            "actions/hvac-set-schedule alerts charge-history charge-mode charging-settings hvac-history "
            "hvac-sessions hvac-settings lock-status notification-settings pressure res-state"
        ),
        elsewhere={
            "actions/charge-start": _SETTINGS,
            "actions/hvac-stop": _HVAC_STOP,
            "charge-schedule": _SETTINGS,
        },
    ),
    "BD11SL": Model(
        "DACIA BIGSTER HYBRID 155 (no EV)",
        usual="cockpit location",
        absent=(
            "actions/charge-start actions/horn-start actions/lights-start alerts battery-status "
            "charge-history charge-mode charge-schedule charging-settings hvac-history hvac-sessions "
            "hvac-settings hvac-status lock-status notification-settings pressure res-state soc-levels"
        ),
    ),
    "DU31SU": Model(
        "Dacia Duster III",
        usual="cockpit location",
        absent=(
            "actions/horn-start actions/lights-start battery-status charge-history charge-mode "
            "charge-schedule charges charging-settings charging-start horn-lights hvac-history "
            "hvac-schedule hvac-sessions hvac-settings hvac-start hvac-status lock-status pause-resume "
            "pressure res-state soc-levels"
        ),
    ),
    "R5E1VE": Model(
        "Renault 5 E-TECH",
        usual=(
            "actions/horn-start actions/hvac-start actions/lights-start actions/refresh-location alerts "
            "battery-status charges cockpit hvac-settings hvac-status location soc-levels"
        ),
        absent=(
            "actions/charge-set-mode actions/charge-set-schedule actions/charge-stop "
            "actions/hvac-set-schedule charge-history charge-mode charging-settings hvac-history "
            "hvac-sessions lock-status notification-settings pressure res-state"
        ),
        elsewhere={
            "actions/charge-start": _SETTINGS,
            "actions/hvac-stop": _HVAC_STOP,
            "charge-schedule": _SETTINGS,
        },
    ),
    "X071VE": Model(
        "TWINGO III",
        usual="battery-status charging-settings cockpit hvac-settings hvac-status location",
        absent=(
            "charge-history charge-mode charge-schedule hvac-history hvac-sessions lock-status "
            "notification-settings pressure res-state"
        ),
    ),
    "X101VE": Model(
        "ZOE phase 1",
        usual=(
            "actions/charge-set-schedule actions/charge-start actions/hvac-start actions/hvac-stop "
            "battery-status charge-mode charge-schedule cockpit hvac-status"
        ),
        absent="location lock-status pressure res-state soc-levels",
    ),
    "X102VE": Model(
        "ZOE phase 2",
        usual=(
            "actions/charge-start actions/hvac-start battery-status charging-settings cockpit "
            "hvac-settings hvac-status location pressure"
        ),
        absent=(
            "actions/horn-start actions/lights-start charge-mode charge-schedule lock-status res-state "
            "soc-levels"
        ),
        elsewhere={"actions/charge-stop": _PAUSE_RESUME},
    ),
    "XBG1VE": Model(
        "DACIA SPRING",
        usual="actions/hvac-start actions/refresh-location battery-status cockpit hvac-status location",
        absent=(
            "actions/horn-start actions/lights-start alerts charge-history charge-mode charge-schedule "
            "charging-settings hvac-history hvac-sessions hvac-settings lock-status notification-settings "
            "pressure res-state soc-levels"
        ),
        elsewhere={
            "actions/charge-start": _PAUSE_RESUME,
            "actions/charge-stop": _PAUSE_RESUME,
            "actions/hvac-stop": _HVAC_STOP,
        },
    ),
    "XBG2VE": Model(
        "DACIA SPRING MY25",
        usual=(
            "actions/horn-start actions/hvac-start actions/lights-start actions/refresh-location "
            "battery-status charges cockpit hvac-settings hvac-status location soc-levels"
        ),
        absent=(
            "actions/charge-stop alerts charge-history charge-mode charging-settings hvac-history "
            "hvac-sessions lock-status notification-settings pressure res-state"
        ),
        elsewhere={
            "actions/charge-start": _SETTINGS,
            "actions/hvac-stop": _HVAC_STOP,
            "charge-schedule": _SETTINGS,
        },
    ),
    "XCB1SE": Model(
        "SCENIC E-TECH",
        usual=(
            "actions/horn-start actions/hvac-start actions/lights-start battery-status cockpit "
            "hvac-settings hvac-status location soc-levels"
        ),
        absent="actions/charge-stop charge-mode charging-settings lock-status pressure res-state",
        elsewhere={"actions/charge-start": _SETTINGS, "charge-schedule": _SETTINGS},
    ),
    "XCB1VE": Model(
        "MEGANE E-TECH",
        usual=(
            "actions/horn-start actions/hvac-start actions/lights-start battery-status charging-settings "
            "cockpit hvac-settings hvac-status location soc-levels"
        ),
        absent=(
            "actions/charge-stop charge-history charge-mode charge-schedule hvac-history hvac-sessions "
            "lock-status notification-settings pressure res-state"
        ),
        elsewhere={
            "actions/charge-set-schedule": _KCM_SCHEDULE,
            "actions/charge-start": _KCM_START,
            "actions/hvac-stop": _HVAC_STOP,
        },
    ),
    "XDD1VE": Model(
        "Renault Master E-Tech",
        usual=(
            "actions/charge-set-mode actions/horn-start actions/hvac-start actions/hvac-stop "
            "actions/lights-start battery-status cockpit hvac-settings hvac-status location soc-levels"
        ),
        absent=(
            "actions/charge-set-schedule actions/charge-stop charge-history charge-mode charging-settings "
            "hvac-history hvac-sessions lock-status notification-settings pressure res-state"
        ),
        elsewhere={"actions/charge-start": _SETTINGS, "charge-schedule": _SETTINGS},
    ),
    "XFB2BI": Model(
        "Megane IV",
        usual="battery-status charging-settings cockpit hvac-settings hvac-status",
        absent=(
            "charge-history charge-mode charge-schedule hvac-history hvac-sessions location lock-status "
            "notification-settings pressure res-state"
        ),
    ),
    "XFB2BK": Model(
        "Megane IV Break (E-Tech Plug-in Hybrid)",
        usual=(
            "actions/charge-start actions/hvac-start battery-status charging-settings cockpit hvac-status "
            "location"
        ),
        absent=(
            "actions/horn-start actions/lights-start hvac-history hvac-sessions hvac-settings lock-status "
            "notification-settings pressure res-state"
        ),
    ),
    "XHN1CP": Model(
        "Rafale",
        usual=(
            "actions/horn-start actions/lights-start battery-status cockpit hvac-settings hvac-status "
            "location"
        ),
        absent=(
            "actions/charge-start charge-history charge-mode charging-settings hvac-history hvac-sessions "
            "lock-status notification-settings pressure res-state"
        ),
        elsewhere={"charge-schedule": _SETTINGS},
    ),
    "XHN1ML": Model(
        "Renault Espace VI (OpenRLink)",
        usual="actions/horn-start actions/lights-start actions/refresh-location cockpit location",
        absent=(
            "actions/charge-start actions/charge-stop actions/hvac-start alerts battery-status "
            "charge-history charge-mode charge-schedule charges charging-settings hvac-history "
            "hvac-sessions hvac-settings hvac-status lock-status notification-settings pressure res-state "
            "soc-levels"
        ),
    ),
    "XHN1SU": Model(
        "AUSTRAL",
        usual="actions/horn-start actions/lights-start cockpit location lock-status",
        absent=(
            "actions/charge-start actions/charge-stop actions/hvac-start battery-status charge-history "
            "charge-mode charging-settings hvac-status pressure res-state soc-levels"
        ),
    ),
    "XJA1VP": Model(
        "CLIO V",
        usual="cockpit location",
        absent=(
            "actions/charge-start actions/charge-stop actions/horn-start actions/hvac-start "
            "actions/lights-start alerts battery-status charge-history charge-mode charge-schedule charges "
            "charging-settings charging-start horn-lights hvac-history hvac-schedule hvac-sessions "
            "hvac-settings hvac-start hvac-status lock-status notification-settings pause-resume pressure "
            "res-state soc-levels"
        ),
    ),
    "XJA2VP": Model(
        "CLIO V",
        usual="cockpit location",
        absent=(
            "actions/charge-start actions/charge-stop actions/horn-start actions/hvac-start "
            "actions/lights-start alerts battery-status charge-history charge-mode charge-schedule charges "
            "charging-settings charging-start horn-lights hvac-history hvac-schedule hvac-sessions "
            "hvac-settings hvac-start hvac-status lock-status notification-settings pause-resume pressure "
            "res-state soc-levels"
        ),
    ),
    "XJB1SU": Model(
        "CAPTUR II",
        usual=(
            "actions/hvac-start battery-status charging-settings cockpit hvac-settings hvac-status location"
        ),
        absent=(
            "actions/charge-start actions/charge-stop actions/horn-start actions/lights-start "
            "charge-history charge-mode charge-schedule hvac-history hvac-sessions lock-status "
            "notification-settings pressure res-state soc-levels"
        ),
    ),
    "XJB2CP": Model(
        "Renault Symbioz 2025",
        usual="actions/horn-start actions/lights-start cockpit location",
        absent=(
            "actions/charge-start actions/charge-stop actions/hvac-start battery-status charge-mode "
            "charging-settings hvac-status lock-status pressure res-state soc-levels"
        ),
    ),
    "XJB2SU": Model(
        "CAPTUR II GPL",
        usual="actions/horn-start actions/lights-start cockpit location lock-status",
        absent=(
            "actions/charge-start actions/charge-stop actions/hvac-start alerts battery-status "
            "charge-history charge-mode charge-schedule charges charging-settings hvac-history "
            "hvac-sessions hvac-settings hvac-status notification-settings pressure res-state soc-levels"
        ),
    ),
    "XJF2BI": Model(
        "DACIA SANDERO III (ECO-G, petrol+LPG; engineEnergyType OTHER)",
        usual="actions/horn-start actions/lights-start actions/refresh-location cockpit location",
        absent=(
            "actions/charge-set-mode actions/charge-set-schedule actions/charge-start actions/charge-stop "
            "actions/hvac-set-schedule actions/hvac-start actions/hvac-stop alerts battery-status "
            "charge-history charge-mode charge-schedule charges charging-settings hvac-history "
            "hvac-sessions hvac-settings hvac-status lock-status notification-settings pressure res-state "
            "soc-levels"
        ),
    ),
    "XJL2TR": Model(
        "Arkana E-tech full hybrid",
        usual="cockpit location",
        absent=(
            "charge-history charge-mode charge-schedule charging-settings hvac-history hvac-schedule "
            "hvac-sessions hvac-settings hvac-start hvac-status lock-status pressure res-state"
        ),
    ),
}

# By model code, and by the gateway that the car adapter names.
SPECIFICATIONS: dict[str, dict[str, bool]] = {
    "X101VE": {
        "reports-charge-session-durations-in-minutes": True,
        "reports-in-watts": True,
        "never-tells-hvac-on": True,
    },
    "XBG1VE": {"control-charge-via-kcm": True},
}

GATEWAY_SPECIFICATIONS: dict[str, dict[str, bool]] = {
    "GDC": {"reports-charge-session-durations-in-minutes": True, "reports-in-watts": True}
}
