"""Telling a car what to do, in the manner of its model."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from vehicles.renault_api import (
    ChargeDaySchedule,
    ChargeSchedule,
    EndpointNotAvailableError,
    HvacDaySchedule,
    HvacSchedule,
    InvalidInputError,
    RenaultSession,
    RenaultVehicle,
)

from .played import ACCOUNT, VIN, PlayedRenault, data

VehicleOf = Callable[[str | None], RenaultVehicle]
EVENING = datetime.datetime(2030, 11, 24, 0, 30, 15, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
NO_ZONE = datetime.datetime(2030, 11, 24, 7, 30)  # noqa: DTZ001 - without a zone on purpose
SETTINGS = {
    "chargeModeRq": "SCHEDULED",
    "unheard": {"kept": True},
    "programs": [
        {"programType": "CHARGE", "programActivationStatus": True, "programDepartureTime": "07:30"},
        {"programType": "PRECONDITIONING", "programActivationStatus": False},
    ],
}


def body(kind: str, **attributes: Any) -> dict[str, Any]:
    return {"data": {"type": kind, "attributes": attributes}}


@pytest.mark.parametrize(
    ("model_code", "tell", "path_end", "sent"),
    [
        (
            "X102VE",
            lambda car: car.set_ac_start(19.5),
            "/v1/cars/{vin}/actions/hvac-start",
            body("HvacStart", action="start", targetTemperature=19.5),
        ),
        (
            "X102VE",
            lambda car: car.set_ac_start(21, EVENING),
            "/v1/cars/{vin}/actions/hvac-start",
            body("HvacStart", action="start", targetTemperature=21, startDateTime="2030-11-23T23:30:15Z"),
        ),
        (
            "X102VE",
            lambda car: car.set_ac_stop(),
            "/v1/cars/{vin}/actions/hvac-start",
            body("HvacStart", action="cancel"),
        ),
        (
            "R5E1VE",
            lambda car: car.set_ac_stop(),
            "/v1/cars/{vin}/actions/hvac-start",
            body("HvacStart", action="stop"),
        ),
        (
            "X102VE",
            lambda car: car.set_charge_mode("schedule_mode"),
            "/v1/cars/{vin}/actions/charge-mode",
            body("ChargeMode", action="schedule_mode"),
        ),
        (
            "X101VE",
            lambda car: car.set_charge_start(),
            "/v1/cars/{vin}/actions/charging-start",
            body("ChargingStart", action="start"),
        ),
        (
            "XCB1VE",
            lambda car: car.set_charge_start(),
            "/kcm/v1/vehicles/{vin}/charge/start",
            body("ChargingStart", action="start"),
        ),
        (
            "XCB1VE",
            lambda car: car.set_charge_start(EVENING),
            "/kcm/v1/vehicles/{vin}/charge/start",
            body("ChargingStart", action="start", startDateTime="2030-11-23T23:30:15Z"),
        ),
        (
            "XBG1VE",
            lambda car: car.set_charge_start(),
            "/kcm/v1/vehicles/{vin}/charge/pause-resume",
            body("ChargePauseResume", action="resume"),
        ),
        (
            "XBG1VE",
            lambda car: car.set_charge_stop(),
            "/kcm/v1/vehicles/{vin}/charge/pause-resume",
            body("ChargePauseResume", action="pause"),
        ),
        (
            "X101VE",
            lambda car: car.set_charge_stop(),
            "/v1/cars/{vin}/actions/charging-start",
            body("ChargingStart", action="stop"),
        ),
        (
            "R5E1VE",
            lambda car: car.set_battery_soc(min=15, target=100),
            "/kcm/v1/vehicles/{vin}/ev/soc-levels",
            {"socMin": 15, "socTarget": 100},
        ),
        (
            "R5E1VE",
            lambda car: car.start_horn(),
            "/v1/cars/{vin}/actions/horn-lights",
            body("HornLights", action="start", target="horn"),
        ),
        (
            "R5E1VE",
            lambda car: car.start_lights(),
            "/v1/cars/{vin}/actions/horn-lights",
            body("HornLights", action="start", target="lights"),
        ),
        (
            "R5E1VE",
            lambda car: car.refresh_location(),
            "/v1/cars/{vin}/actions/refresh-location",
            {"data": {"type": "RefreshLocation"}},
        ),
    ],
)
def test_a_command_is_spoken_in_the_manner_of_its_model(
    renault: PlayedRenault,
    vehicle_of: VehicleOf,
    model_code: str,
    tell: Callable[[RenaultVehicle], Any],
    path_end: str,
    sent: dict[str, Any],
):
    path_end = path_end.replace("{vin}", VIN)
    renault.on("POST", path_end, data({"action": "done"}, "Done"))
    answer = tell(vehicle_of(model_code))
    assert renault.sent[-1].json == sent
    assert renault.sent[-1].headers["Content-type"] == "application/vnd.api+json"
    assert "done" in str(answer if isinstance(answer, dict) else answer.raw_data)


def test_a_car_of_programs_is_charged_by_switching_them_off(renault: PlayedRenault, vehicle_of: VehicleOf):
    renault.on("GET", "/ev/settings", SETTINGS)
    renault.on("POST", "/ev/settings", {"chargeModeRq": "ALWAYS", "programs": []})
    assert vehicle_of("R5E1VE").set_charge_start().raw_data == {}
    off = [{**program, "programActivationStatus": False} for program in SETTINGS["programs"]]
    assert renault.sent[-1].json == {**SETTINGS, "programs": off}


@pytest.mark.parametrize("programs", [None, "x", [3, None]])
def test_programs_of_a_strange_shape_are_sent_back_as_they_came(
    renault: PlayedRenault, vehicle_of: VehicleOf, programs: object
):
    renault.on("GET", "/ev/settings", {"programs": programs})
    renault.on("POST", "/ev/settings", {})
    vehicle_of("R5E1VE").set_charge_start()
    assert renault.sent[-1].json == {"programs": programs}


@pytest.mark.parametrize("model_code", ["X101VE", "X102VE", "XBG1VE", "R5E1VE"])
def test_a_model_that_takes_no_start_time_is_not_charged_at_once(
    renault: PlayedRenault, vehicle_of: VehicleOf, model_code: str
):
    with pytest.raises(InvalidInputError) as caught:
        vehicle_of(model_code).set_charge_start(EVENING)
    assert isinstance(caught.value, ValueError)
    assert renault.sent == []


@pytest.mark.parametrize(
    "tell",
    [
        lambda car: car.set_charge_start(NO_ZONE),
        lambda car: car.set_ac_start(21, NO_ZONE),
        lambda car: car.set_ac_start(21, "2030-11-24T07:30:00Z"),
        lambda car: car.set_ac_start(
            21,
            datetime.datetime.max.replace(tzinfo=EVENING.tzinfo).replace(
                tzinfo=datetime.timezone(-datetime.timedelta(hours=1))
            ),
        ),
        lambda car: car.set_ac_start(float("nan")),
        lambda car: car.set_ac_start(True),
        lambda car: car.set_ac_start("21"),
        lambda car: car.set_charge_mode("always"),
        lambda car: car.set_battery_soc(min=10, target=80),
        lambda car: car.set_battery_soc(min=17, target=80),
        lambda car: car.set_battery_soc(min=50, target=80),
        lambda car: car.set_battery_soc(min=20, target=50),
        lambda car: car.set_battery_soc(min=20, target=82),
        lambda car: car.set_battery_soc(min=20, target=105),
        lambda car: car.set_battery_soc(min=None, target=80),
        lambda car: car.set_battery_soc(min=20.5, target=80),
        lambda car: car.set_charge_schedules([ChargeSchedule(id=6, activated=True)]),
        lambda car: car.set_charge_schedules([ChargeSchedule(id=None, activated=True)]),
        lambda car: car.set_charge_schedules([HvacSchedule(id=1, activated=True)]),
        lambda car: car.set_charge_schedules(3),
        lambda car: car.set_charge_schedules(
            [ChargeSchedule(id=1, activated=True, monday=ChargeDaySchedule(startTime="22:30", duration=15))]
        ),
        lambda car: car.set_charge_schedules(
            [ChargeSchedule(id=1, activated=True, monday=ChargeDaySchedule(startTime="T22:30Z"))]
        ),
        lambda car: car.set_hvac_schedules(
            [HvacSchedule(id=1, activated=True, monday=HvacDaySchedule(readyAtTime="T24:00Z"))]
        ),
    ],
)
def test_what_cannot_be_sent_is_not_sent(
    renault: PlayedRenault, vehicle_of: VehicleOf, tell: Callable[[RenaultVehicle], Any]
):
    with pytest.raises(InvalidInputError):
        tell(vehicle_of("XCB1VE"))
    assert renault.sent == []


def test_weeks_name_every_day(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("POST", "/v2/cars/" + VIN + "/actions/charge-schedule", data({"schedules": []}))
    renault.on("POST", "/v2/cars/" + VIN + "/actions/hvac-schedule", data({"schedules": []}))
    zoe.set_charge_schedules(
        [ChargeSchedule(id=1, activated=True, monday=ChargeDaySchedule(startTime="T22:30Z", duration=45))]
    )
    days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    free = dict.fromkeys(days)
    week = {"id": 1, "activated": True, **free, "monday": {"startTime": "T22:30Z", "duration": 45}}
    assert renault.sent[-1].json == body("ChargeSchedule", schedules=[week])
    zoe.set_hvac_schedules(
        [HvacSchedule(id=5, activated=False, sunday=HvacDaySchedule(readyAtTime="T06:15Z"))]
    )
    week = {"id": 5, "activated": False, **free, "sunday": {"readyAtTime": "T06:15Z"}}
    assert renault.sent[-1].json == body("HvacSchedule", schedules=[week])


def test_a_command_that_a_model_lacks_is_not_sent(renault: PlayedRenault, vehicle_of: VehicleOf):
    clio = vehicle_of("XJA1VP")
    for tell in (clio.start_horn, clio.set_charge_start, clio.set_charge_stop, lambda: clio.set_ac_start(20)):
        with pytest.raises(EndpointNotAvailableError):
            tell()
    assert renault.sent == []


@pytest.mark.parametrize(
    ("endpoint", "adapter", "path_end", "kind"),
    [
        ("actions/charge-mode", "kca", "/v1/cars/{vin}/actions/charge-mode", "ChargeMode"),
        ("actions/charging-start", "kca", "/v1/cars/{vin}/actions/charging-start", "ChargingStart"),
        ("actions/hvac-start", "kca", "/v1/cars/{vin}/actions/hvac-start", "HvacStart"),
        ("actions/charge-schedule", "kca", "/v2/cars/{vin}/actions/charge-schedule", "ChargeSchedule"),
        ("actions/hvac-schedule", "kca", "/v2/cars/{vin}/actions/hvac-schedule", "HvacSchedule"),
        ("charge/pause-resume", "kcm", "/kcm/v1/vehicles/{vin}/charge/pause-resume", "ChargePauseResume"),
    ],
)
def test_a_session_acts_at_the_usual_place(
    renault: PlayedRenault, session: RenaultSession, endpoint: str, adapter: str, path_end: str, kind: str
):
    renault.on("POST", path_end.replace("{vin}", VIN), data({}, kind))
    session.set_vehicle_action(ACCOUNT, VIN, endpoint, {"action": "x"}, adapter_type=adapter)
    assert renault.sent[-1].json == body(kind, action="x")


def test_a_session_does_not_guess_an_action(renault: PlayedRenault, session: RenaultSession):
    with pytest.raises(InvalidInputError):
        session.set_vehicle_action(ACCOUNT, VIN, "actions/fly", {})
    assert renault.sent == []


def test_anything_can_be_posted_with_account_and_vin_filled_in(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("POST", f"/{VIN}/odd", {"ok": True})
    assert zoe.http_post("/x/{account_id}/{vin}/odd", {"a": 1}).raw_data == {"ok": True}
    assert renault.sent[-1].path == f"/x/{ACCOUNT}/{VIN}/odd"
