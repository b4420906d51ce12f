"""Recorded answers, replayed with a login, an account and a VIN of their own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vehicles.simulator import BadRecordings, RecordedGarage, Server, Simulator, serve

from .conftest import Caller

RECORDED = "VF1RECORDED000009"
FILES: dict[str, Any] = {
    "vehicles/one.json": {
        "accountId": "recorded-account",
        "country": "BE",
        "vehicleLinks": [
            {
                "brand": "RENAULT",
                "vin": RECORDED,
                "vehicleDetails": {"vin": RECORDED, "model": {"code": "X102VE"}, "url": f"/p/{RECORDED}.png"},
            }
        ],
    },
    "vehicles/two.json": {
        "vehicleLinks": [{"brand": "DACIA", "vin": "UU1RECORDED000008", "vehicleDetails": None}]
    },
    "data/battery.json": {
        "data": {"type": "Car", "id": "VF1ANOTHERCAR0001", "attributes": {"batteryLevel": 61}}
    },
    "data/day.json": {"data": {"id": RECORDED, "attributes": {"chargeSummaries": [{"day": "20260301"}]}}},
    "data/levels.json": {"socMin": 20, "socTarget": 80},
    "adapter.json": {"data": {"id": "?", "attributes": {"vin": "*PRIVATE*", "brand": "RENAULT"}}},
    "contracts.json": [{"type": "WARRANTY"}],
    "error/resource_not_found.json": {
        "errors": [{"errorCode": "err.func.wired.notFound", "errorMessage": "-"}]
    },
}
CARS = {
    "One": {
        "vehicle": "vehicles/one.json",
        "adapter": "adapter.json",
        "contracts": "contracts.json",
        "answers": {
            "battery-status": "data/battery.json",
            "charge-history": {"day": "data/day.json"},
            "ev/soc-levels": "data/levels.json",
        },
    },
    "two": {"vehicle": "vehicles/two.json"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, body in FILES.items():
        path = tmp_path / "kamereon" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(body))
    (tmp_path / "cars.json").write_text(json.dumps({"cars": CARS}))
    return tmp_path


@pytest.fixture
def replay(folder: Path) -> Iterator[Server]:
    with serve(Simulator(RecordedGarage(folder))) as server:
        yield server


@pytest.fixture
def one(replay: Server) -> Iterator[Caller]:
    caller = Caller(replay)
    caller.sign_in("one@example.com", password="anything")
    yield caller
    caller.web.close()


def car(caller: Caller, path: str, **more: Any) -> Any:
    return caller.ask("one@example.com", f"/accounts/account-One/kamereon/{path}", **more)


def test_each_car_has_a_login_an_account_and_a_vin_of_its_own(one: Caller):
    person = one.ask("one@example.com", "/persons/person-account-One").json()
    assert [a["accountId"] for a in person["accounts"]] == ["account-One"]
    answer = one.ask("one@example.com", "/accounts/account-One/vehicles")
    assert RECORDED not in answer.text
    body = answer.json()
    link = body["vehicleLinks"][0]
    assert (body["accountId"], body["country"], link["vin"]) == ("account-One", "BE", "VF1REPLAYED000001")
    assert link["vehicleDetails"]["vin"] == link["vin"]
    assert link["vehicleDetails"]["url"] == f"/p/{link['vin']}.png"


def test_answers_are_served_on_any_path_and_speak_of_this_car(one: Caller):
    vin = "VF1REPLAYED000001"
    for path in (
        f"kca/car-adapter/v2/cars/{vin}",
        f"kca/car-adapter/v1/cars/{vin}",
        f"kcm/v1/vehicles/{vin}",
    ):
        data = car(one, f"{path}/battery-status").json()["data"]
        assert (data["id"], data["attributes"]["batteryLevel"]) == (vin, 61)
    assert car(one, f"kcm/v1/vehicles/{vin}/ev/soc-levels").json()["socTarget"] == 80
    adapter = car(one, f"kca/car-adapter/v2/cars/{vin}").json()["data"]
    assert (adapter["id"], adapter["attributes"]["vin"]) == (vin, vin)


def test_details_and_contracts_come_from_the_vehicle_and_their_files(one: Caller):
    base = "/accounts/account-One/vehicles/VF1REPLAYED000001"
    assert one.ask("one@example.com", f"{base}/details").json()["model"]["code"] == "X102VE"
    assert one.ask("one@example.com", f"{base}/contracts").json() == [{"type": "WARRANTY"}]


def test_charge_history_goes_by_its_type(one: Caller):
    path = "kca/car-adapter/v1/cars/VF1REPLAYED000001/charge-history"
    assert car(one, path, type="day").json()["data"]["attributes"]["chargeSummaries"][0]["day"] == "20260301"
    assert car(one, path, type="month").status_code == 404


def test_what_was_not_recorded_is_not_found(one: Caller):
    answer = car(one, "kca/car-adapter/v1/cars/VF1REPLAYED000001/cockpit")
    assert (answer.status_code, answer.json()) == (404, FILES["error/resource_not_found.json"])


def test_commands_are_accepted_and_said_back(one: Caller):
    body = {"data": {"type": "HvacStart", "attributes": {"action": "start"}}}
    path = "kca/car-adapter/v1/cars/VF1REPLAYED000001/actions/hvac-start"
    answer = car(one, path, method="POST", json=body)
    assert (answer.status_code, answer.json()["data"]["attributes"]) == (200, {"action": "start"})


def test_a_car_without_details_adapter_or_contracts_still_stands_in_its_account(replay: Server):
    caller = Caller(replay)
    caller.sign_in("two@example.com", password="")
    base = "/accounts/account-two"
    links = caller.ask("two@example.com", f"{base}/vehicles").json()["vehicleLinks"]
    assert links == [{"brand": "DACIA", "vin": "UU1REPLAYED000002", "vehicleDetails": None}]
    vin = links[0]["vin"]
    assert caller.ask("two@example.com", f"{base}/vehicles/{vin}/details").status_code == 404
    assert caller.ask("two@example.com", f"{base}/vehicles/{vin}/contracts").json() == []
    assert caller.ask("two@example.com", f"{base}/kamereon/kca/car-adapter/v2/cars/{vin}").status_code == 404
    caller.web.close()


def test_a_folder_that_is_none_is_refused_in_one_line(tmp_path: Path, folder: Path):
    with pytest.raises(BadRecordings, match=r"cars\.json"):
        RecordedGarage(tmp_path / "nowhere")
    (folder / "kamereon" / "data" / "battery.json").unlink()
    with pytest.raises(BadRecordings, match=r"battery\.json cannot be read"):
        RecordedGarage(folder)
    (folder / "cars.json").write_text("no json")
    with pytest.raises(BadRecordings, match="does not list cars"):
        RecordedGarage(folder)
