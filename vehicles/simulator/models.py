"""The models of the played world as rows: what each is, can do, and does oddly."""

from dataclasses import dataclass, field
from typing import Literal

Refusal = Literal["403", "501", "notFound"]


@dataclass(frozen=True, eq=False)
class Model:
    """One model. Powers in kW, energies in kWh, consumption per 100 km (l or kWh).

    `reads` and `actions` name the endpoints that work; any other is refused as
    `refusals` says for it, else as `refusal` says. `quirks` are looked up by
    the module that builds the answer they spoil.
    """

    code: str
    label: str
    brand: str
    energy: tuple[str, str]
    engine_energy_type: str
    family: str
    battery_code: str
    gateway: str
    tcu: tuple[str, str]
    consumption: float
    battery_kwh: float = 0.0
    home_kw: float = 0.0
    max_ac_kw: float = 0.0
    max_dc_kw: float = 0.0
    tank_l: float = 0.0
    reads: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()
    refusal: Refusal = "403"
    refusals: dict[str, Refusal] = field(default_factory=dict)
    quirks: frozenset[str] = frozenset()
    schedules: Literal["utc", "local", "ev-settings", "none"] = "none"
    soc_threshold: float = 40

    @property
    def electric(self) -> bool:
        return self.battery_kwh > 0


_AIVC = ("AIVCT", "WITH CONNECTION UNIT AIVC")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


MODELS = {
    model.code: model
    for model in (
        Model(
            code="X101VE",
            label="ZOE",
            brand="RENAULT",
            energy=("ELEC", "ELECTRIC"),
            engine_energy_type="ELEC",
            family="X10",
            battery_code="BT4AR1",
            gateway="GDC",
            tcu=("TCU0G2", "CONNECTION UNIT OF GENERATION 2"),
            consumption=15.8,
            battery_kwh=41.0,
            home_kw=3.3,
            max_ac_kw=22.0,
            reads=_names(
                "battery-status cockpit hvac-status charge-mode charge-schedule charges "
                "charge-history hvac-history hvac-sessions notification-settings"
            ),
            actions=_names("charge-mode charge-schedule charging-start hvac-start hvac-schedule horn-lights"),
            refusal="501",
            refusals={"lock-status": "notFound", "alerts": "notFound", "hvac-settings": "notFound"},
            # Power in watts, times with an offset, a climate endpoint that never says "on".
            quirks=_names(
                "watts offset_time not_charging_is_error no_energy no_temperature outside_only minutes"
            ),
            schedules="local",
        ),
        Model(
            code="X102VE",
            label="ZOE",
            brand="RENAULT",
            energy=("ELEC", "ELECTRIC"),
            engine_energy_type="ELEC",
            family="X10",
            battery_code="BT4AR1",
            gateway="AVN",
            tcu=_AIVC,
            consumption=16.4,
            battery_kwh=52.0,
            home_kw=7.4,
            max_ac_kw=22.0,
            max_dc_kw=46.0,
            reads=_names(
                "battery-status cockpit hvac-status hvac-settings charging-settings location "
                "pressure charges charge-history hvac-history hvac-sessions "
                "notification-settings"
            ),
            actions=_names(
                "charge-mode charge-schedule charging-start charge/pause-resume hvac-start "
                "hvac-schedule refresh-location"
            ),
            refusals={"charge-mode": "501", "charge-schedule": "501", "lock-status": "notFound"},
            # The power is what the battery would take, and it stays after the charge has ended.
            quirks=_names(
                "admissible keeps_power zero_fuel no_climate_time split_charges error_status missing_start"
            ),
            schedules="utc",
        ),
        Model(
            code="R5E1VE",
            label="RENAULT 5",
            brand="RENAULT",
            energy=("ELECX", "ELECTRICITY"),
            engine_energy_type="ELEC",
            family="X1316",
            battery_code="BTGAE",
            gateway="IVI2",
            tcu=_AIVC,
            consumption=15.2,
            battery_kwh=52.0,
            home_kw=3.7,
            max_ac_kw=11.0,
            max_dc_kw=100.0,
            reads=_names(
                "battery-status cockpit hvac-status hvac-settings location charges alerts "
                "ev/settings ev/soc-levels"
            ),
            actions=_names("ev/settings ev/soc-levels hvac-start horn-lights refresh-location"),
            refusal="notFound",
            refusals={"charge-mode": "403", "charging-settings": "403", "charge-history": "501"},
            quirks=_names(
                "bare no_energy no_temperature v2l zero_fuel_quantity whole_km inside energy_recovered"
            ),
            schedules="ev-settings",
            soc_threshold=15.0,
        ),
        Model(
            code="XCB1VE",
            label="MEGANE E-TECH",
            brand="RENAULT",
            energy=("ELECX", "ELECTRICITY"),
            engine_energy_type="ELEC",
            family="XCB",
            battery_code="BTBAE",
            gateway="IVI2",
            tcu=_AIVC,
            consumption=16.9,
            battery_kwh=60.0,
            home_kw=7.4,
            max_ac_kw=11.0,
            max_dc_kw=130.0,
            reads=_names(
                "battery-status cockpit hvac-status hvac-settings charging-settings location "
                "charges ev/soc-levels"
            ),
            actions=_names(
                "charge/start charge/schedule charge-mode hvac-start hvac-schedule horn-lights "
                "refresh-location ev/soc-levels"
            ),
            refusals={"lock-status": "notFound", "res-state": "notFound", "pressure": "501"},
            quirks=_names("remaining_when_unplugged inside next_start negative_duration"),
            schedules="local",
            soc_threshold=20.0,
        ),
        Model(
            code="XBG1VE",
            label="SPRING",
            brand="DACIA",
            energy=("ELEC", "ELECTRIC"),
            engine_energy_type="ELEC",
            family="XBG",
            battery_code="BTDAN",
            gateway="AVN",
            tcu=_AIVC,
            consumption=13.6,
            battery_kwh=26.8,
            home_kw=2.3,
            max_ac_kw=6.6,
            max_dc_kw=30.0,
            reads=_names("battery-status cockpit hvac-status location charges"),
            actions=_names("charge/pause-resume hvac-start refresh-location"),
            refusals={"lock-status": "notFound", "pressure": "501", "charge-mode": "501"},
            quirks=_names("admissible plug_seen placeholder_time fixed_temperature"),
            soc_threshold=30.0,
        ),
        Model(
            code="XJB1SU",
            label="CAPTUR II",
            brand="RENAULT",
            energy=("ESS", "PETROL"),
            engine_energy_type="OTHER",
            family="XJB",
            battery_code="SANBAT",
            gateway="AVN",
            tcu=_AIVC,
            consumption=6.4,
            tank_l=48.0,
            reads=frozenset(("cockpit", "location")),
            actions=frozenset(("refresh-location",)),
            refusals={"battery-status": "501", "hvac-status": "501", "pressure": "notFound"},
        ),
        Model(
            code="XHN1SU",
            label="AUSTRAL",
            brand="RENAULT",
            energy=("ESS", "PETROL"),
            engine_energy_type="HEV",
            family="XHN",
            battery_code="SANBAT",
            gateway="AVN",
            tcu=_AIVC,
            consumption=5.1,
            tank_l=55.0,
            reads=frozenset(("cockpit", "location", "lock-status")),
            actions=frozenset(("refresh-location", "horn-lights")),
            refusal="notFound",
            refusals={"battery-status": "403", "charges": "403"},
            quirks=frozenset(("new_door_names",)),
        ),
        Model(
            code="DU31SU",
            label="DUSTER",
            brand="DACIA",
            energy=("ESS", "PETROL"),
            engine_energy_type="OTHER",
            family="XJD",
            battery_code="SANBAT",
            gateway="AVN",
            tcu=_AIVC,
            consumption=6.9,
            tank_l=50.0,
            reads=frozenset(("cockpit", "location")),
            actions=frozenset(("refresh-location",)),
            refusals={"lock-status": "notFound", "alerts": "notFound"},
        ),
    )
}
