"""Every endpoint of every model answers in the wire's form, its oddities included."""

import re
from typing import Any

import pytest

from vehicles.simulator import Server
from vehicles.simulator.cars import CARS
from vehicles.simulator.models import MODELS

from .conftest import AUSTRAL, CAPTUR, MEGANE, OWNER, RENAULT_5, SPRING, ZOE_40, ZOE_50, Caller

ZULU = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
NUMBER = (int, float)
SHAPES: dict[str, dict[str, Any]] = {
    "battery-status": {
        "timestamp": str,
        "batteryLevel": int,
        "batteryTemperature": int,
        "batteryAutonomy": int,
        "batteryCapacity": int,
        "batteryAvailableEnergy": int,
        "plugStatus": int,
        "chargingStatus": float,
        "chargingRemainingTime": int,
        "chargingInstantaneousPower": float,
        "V2L_SystemStatusDisplay": int,
    },
    "cockpit": {"fuelAutonomy": NUMBER, "fuelQuantity": NUMBER, "totalMileage": NUMBER},
    "location": {"gpsLatitude": float, "gpsLongitude": float, "lastUpdateTime": str, "gpsDirection": int},
    "hvac-status": {
        "externalTemperature": float,
        "internalTemperature": float,
        "hvacStatus": str,
        "socThreshold": NUMBER,
        "nextHvacStartDate": str,
        "lastUpdateTime": str,
    },
    "pressure": {
        f"{wheel}{what}": int for wheel in ("fl", "fr", "rl", "rr") for what in ("Pressure", "Status")
    },
    "charge-mode": {"chargeMode": str},
    "charge-schedule": {"calendar": dict},
    "charging-settings": {"mode": str, "schedules": list, "dateTime": str},
    "hvac-settings": {"mode": str, "schedules": list, "dateTime": str},
    "lock-status": {
        "lockStatus": str,
        "lastUpdateTime": str,
        **{f"statusDoor{d}": str for d in ("RearLeft", "RearRight", "Driver", "Passenger", "TailGate")},
    },
    "ev/soc-levels": {"lastEnergyUpdateTimestamp": str, "socMin": int, "socTarget": int},
}
READS = [
    pytest.param(row.vin, endpoint, id=f"{row.model.code}-{endpoint}")
    for row in CARS
    for endpoint in sorted(row.model.reads & SHAPES.keys())
]
REFUSED = {
    "403": (403, "err.func.403"),
    "501": (501, "err.tech.501"),
    "notFound": (404, "err.func.wired.notFound"),
}


def test_every_endpoint_of_every_model_has_the_wires_shape(caller: Caller):
    for vin, endpoint in (param.values for param in READS):
        attributes = caller.attributes(vin, endpoint)
        assert attributes, (vin, endpoint)
        for name, value in attributes.items():
            assert isinstance(value, SHAPES[endpoint][name]), (vin, endpoint, name, value)


def test_every_other_endpoint_is_refused_as_the_models_row_says(caller: Caller):
    for row in CARS:
        for endpoint in SHAPES.keys() | {"res-state", "charges", "charge-history", "ev/settings"}:
            if endpoint not in row.model.reads:
                answer = caller.read(row.vin, endpoint, start="20260301", end="20260310")
                expected = REFUSED[row.model.refusals.get(endpoint, row.model.refusal)]
                assert (answer.status_code, caller.error(answer)) == expected, (row.model.code, endpoint)


def test_an_old_zoe_speaks_of_watts_and_of_local_time(caller: Caller, server: Server, at_home: Any):
    idle = caller.attributes(ZOE_40, "battery-status")
    assert re.search(r"[+]0[12]:00$", idle["timestamp"])
    at_home(ZOE_40, 40)
    charging = caller.attributes(ZOE_40, "battery-status")
    assert charging["chargingStatus"] == 1.0
    assert charging["chargingInstantaneousPower"] > 1000
    assert charging["batteryAvailableEnergy"] == 0
    server.control.nudge(ZOE_40, plugged=False)
    assert caller.attributes(ZOE_40, "battery-status")["chargingStatus"] == -1.0
    assert caller.attributes(ZOE_40, "hvac-status")["hvacStatus"] == "off"
    assert "lastUpdateTime" not in caller.attributes(ZOE_40, "hvac-status")


def test_a_zoe_50_tells_what_its_battery_would_take_and_keeps_the_figure(
    caller: Caller, server: Server, at_home: Any
):
    at_home(ZOE_50, 40)
    caller.tell(ZOE_50, "actions/charging-start", "ChargingStart", action="start")
    server.control.advance(300)
    assert caller.attributes(ZOE_50, "battery-status")["chargingInstantaneousPower"] > 15
    server.control.nudge(ZOE_50, plugged=False)
    assert caller.attributes(ZOE_50, "battery-status")["chargingInstantaneousPower"] > 0
    assert "lastUpdateTime" not in caller.attributes(ZOE_50, "hvac-status")
    assert caller.attributes(ZOE_50, "cockpit")["fuelQuantity"] == 0


def test_a_renault_5_leaves_out_energy_and_temperature(caller: Caller):
    body = caller.read(RENAULT_5, "battery-status").json()["data"]
    assert "type" not in body
    assert not {"batteryTemperature", "batteryAvailableEnergy", "batteryCapacity"} & body["attributes"].keys()
    assert body["attributes"]["V2L_SystemStatusDisplay"] == 0
    assert caller.attributes(RENAULT_5, "cockpit")["fuelQuantity"] == 0.0
    hvac = caller.attributes(RENAULT_5, "hvac-status")
    assert ZULU.fullmatch(hvac["lastUpdateTime"])
    assert "internalTemperature" in hvac
    programs = caller.attributes(RENAULT_5, "ev/settings")["programs"]
    assert {"programActivationStatus", "programType", "programDepartureTime"} <= programs[0].keys()


def test_a_spring_has_a_placeholder_for_a_time_and_a_third_plug_status(caller: Caller, server: Server):
    assert caller.attributes(SPRING, "hvac-status")["lastUpdateTime"].endswith("T00:00:00Z")
    plugs = set()
    for _ in range(72):
        server.control.advance(3600)
        plugs.add(caller.attributes(SPRING, "battery-status")["plugStatus"])
    assert plugs == {0, 1, 3}


def test_a_sleeping_cars_timestamp_stays_the_same(caller: Caller, server: Server):
    seen = [caller.attributes(MEGANE, "battery-status")["timestamp"]]
    for _ in range(48):
        server.control.advance(600)
        seen.append(caller.attributes(MEGANE, "battery-status")["timestamp"])
    assert seen == sorted(seen)
    assert 1 < len(set(seen)) < len(seen)


def test_petrol_cars_have_fuel_and_a_place_and_no_battery(caller: Caller):
    assert caller.attributes(CAPTUR, "cockpit")["fuelQuantity"] > 0
    assert caller.attributes(CAPTUR, "location")["gpsLatitude"] > 0
    assert caller.read(CAPTUR, "battery-status").status_code == 501
    assert caller.attributes(AUSTRAL, "lock-status")["statusDoorDriver"] == "closed"


def test_the_first_version_of_an_endpoint_does_not_answer_for_the_second(caller: Caller):
    answer = caller.read(ZOE_50, "battery-status", version=1)
    assert (answer.status_code, caller.error(answer)) == (404, "err.func.wired.not-found")


def test_charges_are_few_odd_and_in_each_models_unit(caller: Caller, server: Server):
    seconds = caller.attributes(ZOE_50, "charges", start="20260220", end="20260310")["charges"]
    minutes = caller.attributes(ZOE_40, "charges", start="20260220", end="20260310")["charges"]
    assert 0 < len(seconds) <= 20
    assert max(row.get("chargeDuration", 0) for row in seconds) > 3000
    assert max(row.get("chargeDuration", 0) for row in minutes) < 1500
    assert {"ok", "error"} >= {row["chargeEndStatus"] for row in seconds}
    assert min(row["chargeStartDate"] for row in minutes) >= "2026-02-26"
    again = caller.attributes(ZOE_50, "charges", start="20260220", end="20260310")["charges"]
    assert again == seconds


def test_a_range_without_charges_is_not_found(caller: Caller):
    answer = caller.read(ZOE_40, "charges", start="20200101", end="20200102")
    assert (answer.status_code, caller.error(answer)) == (404, "err.func.wired.notFound")


def test_charge_history_sums_days_and_months(caller: Caller):
    days = caller.attributes(ZOE_40, "charge-history", type="day", start="20260220", end="20260310")
    months = caller.attributes(ZOE_40, "charge-history", type="month", start="202602", end="202603")
    number = sum(row["totalChargesNumber"] for row in days["chargeSummaries"])
    assert number == sum(row["totalChargesNumber"] for row in months["chargeSummaries"]) > 3
    assert caller.read(ZOE_40, "charge-history").status_code == 400


def test_links_details_contracts_and_the_adapter_tell_one_story(caller: Caller):
    for vin, (login, account) in OWNER.items():
        caller.read(vin, "cockpit")  # signs in
        base = f"/accounts/{account.id}/vehicles"
        links = caller.ask(login.email, base).json()["vehicleLinks"]
        link = next(each for each in links if each["vin"] == vin)
        details = caller.ask(login.email, f"{base}/{vin}/details").json()
        assert link["vehicleDetails"] == details
        assert details["model"]["code"] in MODELS
        contracts = caller.ask(login.email, f"{base}/{vin}/contracts", locale="fr_FR").json()
        assert {"CONNECTED_SERVICES", "WARRANTY"} == {each["type"] for each in contracts}
        adapter = caller.car(vin, "kca/car-adapter/v2/cars/{vin}").json()["data"]["attributes"]
        assert adapter["modelCodeDetail"] == details["model"]["code"]
        assert adapter["registrationNumber"] == details["registrationNumber"]
        picture = caller.web.get(details["assets"][0]["renditions"][0]["url"], timeout=5)
        assert picture.content.startswith(b"\x89PNG")


def test_a_persons_accounts_are_of_several_types_and_some_are_empty(caller: Caller):
    caller.sign_in("robin@example.com")
    accounts = caller.ask("robin@example.com", "/persons/person-robin").json()["accounts"]
    assert [a["accountType"] for a in accounts] == ["MYRENAULT", "SFDC", "MYDACIA"]
    empty = caller.ask("robin@example.com", "/accounts/account-robin-sales/vehicles").json()
    assert empty["vehicleLinks"] == []


def test_what_belongs_to_others_is_refused(caller: Caller):
    caller.sign_in("alex@example.com")
    for path in ("/persons/person-kim", "/accounts/account-kim-renault/vehicles"):
        assert caller.ask("alex@example.com", path).status_code == 403
    path = f"/accounts/account-alex-renault/kamereon/kca/car-adapter/v1/cars/{CAPTUR}/cockpit"
    assert caller.error(caller.ask("alex@example.com", path)) == "err.func.wired.empty-vehicle-link"
