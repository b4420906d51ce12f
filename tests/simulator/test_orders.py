"""Commands and schedules change the world, a minute or three after they were accepted."""

import random
from datetime import timedelta
from typing import Any

from vehicles.simulator import Server, World

from .conftest import BORN, CAPTUR, MEGANE, RENAULT_5, SPRING, START, ZOE_40, ZOE_50, Caller

ORDERS: list[tuple[str, dict[str, Any]]] = [
    ("charge_start", {}),
    ("charge_stop", {}),
    ("charge_mode", {"mode": "always_charging"}),
    ("charge_mode", {"mode": "schedule_mode"}),
    ("charge_schedules", {"schedules": [{"id": 3, "activated": True}]}),
    (
        "charge_schedules",
        {"schedules": [{"id": 1, "activated": True, "monday": {"startTime": "T23:45Z", "duration": 1440}}]},
    ),
    ("hvac_schedules", {"schedules": [{"id": 1, "activated": True, "sunday": {"readyAtTime": "T00:15Z"}}]}),
    ("soc_levels", {"min": 15, "target": 55}),
    ("soc_levels", {"min": 15, "target": 100}),
    ("ev_settings", {"body": {"chargeModeRq": "ALWAYS", "programs": []}}),
    ("hvac_start", {"temperature": 21.0}),
    ("hvac_stop", {}),
    ("nudge", {"soc": 3}),
    ("nudge", {"soc": 100, "plugged": True}),
    ("nudge", {"plugged": False}),
]
ALL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def test_an_accepted_command_is_not_yet_done(caller: Caller, server: Server):
    answer = caller.tell(ZOE_40, "actions/charge-mode", "ChargeMode", action="schedule_mode")
    assert answer.status_code == 200
    assert answer.json()["data"]["attributes"] == {"action": "schedule_mode"}
    assert caller.attributes(ZOE_40, "charge-mode") == {"chargeMode": "always"}
    server.control.advance(181)
    assert caller.attributes(ZOE_40, "charge-mode") == {"chargeMode": "schedule_mode"}


def test_a_second_change_of_mode_must_wait_for_the_first(caller: Caller, server: Server):
    for expected in (200, 409):
        answer = caller.tell(ZOE_40, "actions/charge-mode", "ChargeMode", action="schedule_mode")
        assert answer.status_code == expected
    assert caller.error(answer) == "409001"


def test_a_charge_is_stopped_and_started(caller: Caller, server: Server, at_home: Any):
    at_home(SPRING, 30)
    assert caller.attributes(SPRING, "battery-status")["chargingStatus"] == 1.0
    for action, expected in (("pause", 0.0), ("resume", 1.0)):
        caller.tell(SPRING, "charge/pause-resume", "ChargePauseResume", action=action)
        server.control.advance(200)
        assert caller.attributes(SPRING, "battery-status")["chargingStatus"] == expected


def test_a_car_with_a_schedule_waits_for_it_and_charges_overnight(
    caller: Caller, server: Server, at_home: Any
):
    at_home(MEGANE, 35)
    waiting = caller.attributes(MEGANE, "battery-status")
    assert (waiting["plugStatus"], waiting["chargingStatus"]) == (1, 0.1)
    world = server.simulator.garage.world  # type: ignore[attr-defined]
    night = world.now().replace(hour=23, minute=30)
    server.control.advance((night - world.now()).total_seconds())
    during = caller.attributes(MEGANE, "battery-status")
    assert during["chargingStatus"] == 1.0
    assert during["batteryLevel"] > 35
    server.control.advance(3 * 3600)
    assert caller.attributes(MEGANE, "battery-status")["batteryLevel"] > during["batteryLevel"] + 20


def test_a_charge_start_may_be_asked_for_a_later_hour(caller: Caller, server: Server, at_home: Any):
    at_home(MEGANE, 35)
    when = server.simulator.garage.now() + timedelta(hours=1)
    caller.tell(
        MEGANE,
        "charge/start",
        "ChargingStart",
        action="start",
        startDateTime=when.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    server.control.advance(1800)
    assert caller.attributes(MEGANE, "battery-status")["chargingStatus"] == 0.1
    server.control.advance(1810)
    assert caller.attributes(MEGANE, "battery-status")["chargingStatus"] == 1.0


def test_charge_schedules_are_kept_and_followed(caller: Caller, server: Server, at_home: Any):
    at_home(ZOE_50, 35)
    assert caller.attributes(ZOE_50, "battery-status")["chargingStatus"] == 0.1
    every_hour = {"startTime": "T00:00Z", "duration": 1440}
    schedules = [{"id": 1, "activated": True, **dict.fromkeys(ALL_DAYS, every_hour)}]
    assert caller.tell(ZOE_50, "actions/charge-schedule", "ChargeSchedule", schedules=schedules).ok
    server.control.advance(200)
    kept = caller.attributes(ZOE_50, "charging-settings")
    assert kept["schedules"][0]["tuesday"] == every_hour
    assert [s["id"] for s in kept["schedules"]] == [1, 2, 3, 4, 5]
    assert caller.attributes(ZOE_50, "battery-status")["chargingStatus"] == 1.0


def test_hvac_schedules_are_kept(caller: Caller, server: Server):
    schedules = [{"id": 2, "activated": True, "friday": {"readyAtTime": "T15:15Z"}}]
    assert caller.tell(ZOE_50, "actions/hvac-schedule", "HvacSchedule", schedules=schedules).ok
    server.control.advance(200)
    assert caller.attributes(ZOE_50, "hvac-settings")["schedules"][1] == schedules[0]


def test_preconditioning_runs_for_ten_minutes_or_until_it_is_stopped(
    caller: Caller, server: Server, at_home: Any
):
    at_home(RENAULT_5, 60)
    for seconds, stop, expected in ((200, False, "on"), (660, False, "off"), (200, True, "on")):
        if expected == "on":
            assert caller.tell(
                RENAULT_5, "actions/hvac-start", "HvacStart", action="start", targetTemperature=21.0
            ).ok
        server.control.advance(seconds)
        assert caller.attributes(RENAULT_5, "hvac-status")["hvacStatus"] == expected
        if stop:
            caller.tell(RENAULT_5, "actions/hvac-start", "HvacStart", action="stop")
            server.control.advance(200)
            assert caller.attributes(RENAULT_5, "hvac-status")["hvacStatus"] == "off"


def test_a_low_battery_refuses_preconditioning(caller: Caller, server: Server, at_home: Any):
    at_home(SPRING, 12)
    answer = caller.tell(SPRING, "actions/hvac-start", "HvacStart", action="start", targetTemperature=21.0)
    assert caller.error(answer) == "err.func.wired.low.battery.level"


def test_soc_limits_read_back_at_once_are_the_old_ones(caller: Caller, server: Server):
    path = "kcm/v1/vehicles/{vin}/ev/soc-levels"
    answer = caller.car(RENAULT_5, path, "POST", {"socMin": 25, "socTarget": 90})
    assert answer.json()["status"] == "CREATED"
    assert caller.attributes(RENAULT_5, "ev/soc-levels")["socTarget"] == 80
    server.control.advance(200)
    assert caller.attributes(RENAULT_5, "ev/soc-levels")["socTarget"] == 90
    assert caller.car(RENAULT_5, path, "POST", {"socMin": 5, "socTarget": 90}).status_code == 400


def test_programs_switched_off_let_a_renault_5_charge_at_once(caller: Caller, server: Server, at_home: Any):
    at_home(RENAULT_5, 35)
    assert caller.attributes(RENAULT_5, "battery-status")["chargingStatus"] == 0.1
    settings = caller.attributes(RENAULT_5, "ev/settings")
    for program in settings["programs"]:
        program["programActivationStatus"] = False
    assert caller.car(RENAULT_5, "kcm/v1/vehicles/{vin}/ev/settings", "POST", settings).ok
    server.control.advance(200)
    assert caller.attributes(RENAULT_5, "battery-status")["chargingStatus"] == 1.0
    kept = caller.attributes(RENAULT_5, "ev/settings")["programs"]
    assert not any(program["programActivationStatus"] for program in kept)


def test_horn_lights_and_a_fresh_position_can_be_asked_for(caller: Caller, server: Server):
    before = caller.attributes(RENAULT_5, "location")["lastUpdateTime"]
    for target in ("horn", "lights"):
        assert caller.tell(RENAULT_5, "actions/horn-lights", "HornLights", action="start", target=target).ok
    body = {"data": {"type": "RefreshLocation"}}
    assert caller.car(RENAULT_5, "kca/car-adapter/v1/cars/{vin}/actions/refresh-location", "POST", body).ok
    server.control.advance(200)
    assert caller.attributes(RENAULT_5, "location")["lastUpdateTime"] > before
    line = next(c for c in server.control.state()["cars"] if c["vin"] == RENAULT_5)
    assert {"horn", "lights", "refresh_location"} <= set(line["orders_done"].split(", "))


def test_a_command_that_a_model_does_not_know_is_refused(caller: Caller):
    answer = caller.tell(CAPTUR, "actions/charging-start", "ChargingStart", action="start")
    assert (answer.status_code, caller.error(answer)) == (403, "err.func.403")


def test_a_body_that_means_nothing_is_refused_with_a_pointer(caller: Caller):
    odd = {"id": 1, "activated": True, "monday": {"startTime": "T04:07Z", "duration": 60}}
    answer = caller.tell(ZOE_40, "actions/charge-schedule", "ChargeSchedule", schedules=[odd])
    assert (answer.status_code, caller.error(answer)) == (400, "err.func.400")
    assert "/data/attributes/schedules/0/monday/startTime" in answer.json()["errors"][0]["errorMessage"]
    assert caller.tell(ZOE_40, "actions/charging-start", "Wrong", action="start").status_code == 400


def test_programs_that_no_car_could_follow_are_refused(caller: Caller):
    path = "kcm/v1/vehicles/{vin}/ev/settings"
    for body in (
        {"chargeTimeStart": "25:00"},
        {"chargeDuration": "long"},
        {"programs": "none"},
        {"programs": [{"programDepartureTime": "soon"}]},
        {"programs": [{"programType": 4}]},
    ):
        assert caller.car(RENAULT_5, path, "POST", body).status_code == 400, body


def test_no_order_ever_stops_a_cars_life():
    draw = random.Random(11)
    world = World(11, BORN, BORN, speed=0)
    electric = [vin for vin, row in world.rows.items() if row.model.electric]
    mileage = dict.fromkeys(electric, 0.0)
    for _ in range(24 * 30):
        world.clock.advance(3600)
        for vin in electric:
            car = world.car(vin)
            assert 0 <= car.soc <= 100
            assert car.mileage >= mileage[vin]
            mileage[vin] = car.mileage
            if draw.random() < 0.15:
                world.order(vin, *draw.choice(ORDERS))
    assert all(world.car(vin).mileage > world.rows[vin].mileage + 200 for vin in electric)
    last: dict[str, dict[str, Any]] = {}
    for report in world.reports(BORN, world.now() + timedelta(seconds=1)):
        last.setdefault(report.vin, {}).update(report.answers)
    for vin in electric:
        assert {name: world.attributes(vin, name) for name in last[vin]} == last[vin]


def test_ignored_commands_are_accepted_and_nothing_comes_of_them(caller: Caller, server: Server):
    server.control.fault("ignored_commands", rate=1)
    assert caller.tell(ZOE_40, "actions/charge-mode", "ChargeMode", action="schedule_mode").ok
    server.control.advance(600)
    assert caller.attributes(ZOE_40, "charge-mode") == {"chargeMode": "always"}
    assert server.simulator.garage.now() > START
