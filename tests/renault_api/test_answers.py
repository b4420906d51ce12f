"""Answers become types, and nothing in them can break that."""

import json
import logging
import math
from typing import Any

import pytest

from vehicles import renault_api
from vehicles.renault_api import (
    AssetPictureSize,
    ChargeDaySchedule,
    ChargeState,
    KamereonVehicleBatteryStatusData,
    KamereonVehicleCarAdapterData,
    KamereonVehicleChargingSettingsData,
    KamereonVehicleCockpitData,
    KamereonVehicleDetails,
    KamereonVehicleLockStatusData,
    PlugState,
    RenaultVehicle,
)
from vehicles.renault_api.json_text import NotJson, parse

from .played import Answer, PlayedRenault

ANSWER_TYPES = [
    kind
    for kind in (getattr(renault_api, name) for name in renault_api.__all__)
    if isinstance(kind, type) and issubclass(kind, renault_api.Answer)
]


@pytest.mark.parametrize(
    "value", ["63", True, [63], {"v": 63}, math.nan, math.inf, -math.inf, 1e300, 2**60, 10**400]
)
def test_a_field_of_the_wrong_type_is_left_out_and_told(caplog: pytest.LogCaptureFixture, value: Any):
    status = KamereonVehicleBatteryStatusData.from_raw({"batteryLevel": value, "batteryAutonomy": 205})
    assert (status.batteryLevel, status.batteryAutonomy) == (None, 205)
    assert status.raw_data["batteryLevel"] is value
    assert "batteryLevel" in caplog.text
    assert caplog.records[0].levelno == logging.WARNING


def test_whole_numbers_may_come_as_decimals():
    status = KamereonVehicleBatteryStatusData.from_raw({"plugStatus": 1.0, "batteryLevel": 63.5})
    assert (status.plugStatus, status.batteryLevel) == (1, 63.5)


@pytest.mark.parametrize("raw", [None, 3, "x", [], [1]])
@pytest.mark.parametrize("kind", ANSWER_TYPES, ids=lambda kind: kind.__name__)
def test_every_type_can_be_built_from_nothing(kind: type[renault_api.Answer], raw: Any):
    assert kind.from_raw(raw).raw_data == {}


def test_lists_keep_what_fits(caplog: pytest.LogCaptureFixture):
    schedules = [{"id": 1, "activated": True, "monday": {"startTime": "T01:00Z", "duration": 30}}, 3, None]
    settings = KamereonVehicleChargingSettingsData.from_raw({"mode": "always", "schedules": schedules})
    assert settings.schedules is not None
    assert [week.id for week in settings.schedules] == [1]
    assert settings.schedules[0].monday == ChargeDaySchedule(
        {"startTime": "T01:00Z", "duration": 30}, startTime="T01:00Z", duration=30
    )
    assert caplog.records


@pytest.mark.parametrize(
    ("number", "state"),
    [(0, "UNPLUGGED"), (1, "PLUGGED"), (3, "AMBIGUOUS"), (-1, "PLUG_ERROR"), (-2147483648, "PLUG_UNKNOWN")],
)
def test_plug_states_have_names(number: int, state: str):
    assert KamereonVehicleBatteryStatusData(plugStatus=number).get_plug_status() is PlugState[state]


@pytest.mark.parametrize("state", list(ChargeState))
def test_charge_states_have_names(state: ChargeState):
    assert KamereonVehicleBatteryStatusData(chargingStatus=state.value).get_charging_status() is state


def test_an_unknown_state_is_told_and_nothing_more(caplog: pytest.LogCaptureFixture):
    status = KamereonVehicleBatteryStatusData(plugStatus=77, chargingStatus=0.7)
    assert (status.get_plug_status(), status.get_charging_status()) == (None, None)
    assert len(caplog.records) == 2
    assert KamereonVehicleBatteryStatusData().get_charging_status() is None


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("T22:30Z", 420, "T05:30Z"),
        ("T00:00Z", 0, "T00:00Z"),
        ("2230", 15, None),
        (None, 15, None),
        ("T01:00Z", None, None),
    ],
)
def test_a_charge_ends_perhaps_on_the_next_day(start: str | None, minutes: int | None, end: str | None):
    assert ChargeDaySchedule(startTime=start, duration=minutes).get_end_time() == end


def test_newer_cars_spell_their_doors_the_other_way_round():
    locks = KamereonVehicleLockStatusData.from_raw(
        {"lockStatus": "locked", "statusDoorDriver": "closed", "statusDoorTailGate": "opened"}
    )
    assert (locks.doorStatusDriver, locks.hatchStatus) == ("closed", "opened")
    both = KamereonVehicleLockStatusData.from_raw({"hatchStatus": "closed", "statusDoorTailGate": "opened"})
    assert both.hatchStatus == "closed"


@pytest.mark.parametrize(
    ("engine", "energy", "electric", "fuel"),
    [
        ("ELEC", "X", True, False),
        (None, "ELECX", True, False),
        ("PHEV", None, True, True),
        ("HEV", None, False, True),
        ("OTHER", "ELEC", False, True),
        (None, None, False, False),
    ],
)
def test_energy_tells_what_a_car_runs_on(engine: str | None, energy: str | None, electric: bool, fuel: bool):
    details = KamereonVehicleDetails.from_raw({"engineEnergyType": engine, "energy": {"code": energy}})
    assert (details.uses_electricity(), details.uses_fuel()) == (electric, fuel)


def test_details_name_the_car_and_find_its_picture():
    renditions = [
        {"resolutionType": "ONE_MYRENAULT_LARGE", "url": "https://example.org/large.png"},
        {"resolutionType": "ONE_MYRENAULT_SMALL", "url": "https://example.org/small.png"},
        3,
    ]
    assets = [{"assetType": "PDF", "renditions": [{"url": "x"}]}, {"assetType": "PICTURE"}, "odd"]
    details = KamereonVehicleDetails.from_raw(
        {
            "brand": {"label": "RENAULT"},
            "model": {"code": "X101VE", "label": "ZOE"},
            "assets": [*assets, {"assetType": "PICTURE", "renditions": renditions}],
        }
    )
    assert (details.get_brand_label(), details.get_model_label()) == ("RENAULT", "ZOE")
    assert details.get_picture() == "https://example.org/large.png"
    assert details.get_picture("small") == details.get_picture(AssetPictureSize.SMALL)
    assert details.get_picture("huge") is None
    assert details.reports_charging_power_in_watts()
    assert not details.supports_endpoint("soc-levels")
    assert KamereonVehicleDetails().get_picture() is None


def test_the_gateway_may_report_watts_too():
    assert KamereonVehicleCarAdapterData(carGateway="GDC").reports_charging_power_in_watts()
    assert not KamereonVehicleCarAdapterData(carGateway="AVN").reports_charging_power_in_watts()


@pytest.mark.parametrize(
    ("number", "mileage"),
    [("NaN", None), ("Infinity", None), ("1e999", None), ("-1e999", None), ("9" * 5000, None), ("5", 5)],
)
def test_numbers_that_json_does_not_know_are_no_trouble(
    renault: PlayedRenault, zoe: RenaultVehicle, number: str, mileage: int | None
):
    text = f'{{"data": {{"attributes": {{"totalMileage": {number}, "fuelQuantity": 0}}}}}}'
    renault.on("GET", "/cockpit", Answer(text.encode()))
    cockpit = zoe.get_cockpit()
    assert (cockpit.totalMileage, cockpit.fuelQuantity) == (mileage, 0)
    json.dumps(cockpit.raw_data, allow_nan=False)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, b"\xff", "nul", '{"a": 1} x'])
def test_only_one_exception_leaves_the_reading_of_json(text: str | bytes):
    with pytest.raises(NotJson):
        parse(text)


def test_equal_answers_are_equal():
    assert KamereonVehicleCockpitData.from_raw({"totalMileage": 5}) == KamereonVehicleCockpitData(
        {"totalMileage": 5}, totalMileage=5
    )
