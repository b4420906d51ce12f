"""What goes wrong on demand, and the page and the control that ask for it."""

import json
import time

import pytest
import requests

from vehicles.simulator import Server

from .conftest import MEGANE, RENAULT_5, ZOE_40, ZOE_50, Caller

ALEX = "alex@example.com"


def order(server: Server, **wishes: object) -> requests.Response:
    return requests.post(f"{server.url}/_simulator/control", json=wishes, timeout=5)


def test_a_quota_ends_after_so_many_calls_an_hour_of_the_worlds_time(caller: Caller, server: Server):
    order(server, fault="quota", login=ALEX, limit=3)
    for expected in (200, 200, 200, 429, 429):
        answer = caller.read(ZOE_40, "cockpit")
        assert answer.status_code == expected
    assert caller.error(answer) == "err.func.wired.overloaded"
    assert server.control.calls(ALEX) == 3
    assert caller.read(MEGANE, "cockpit").status_code == 200  # another login
    server.control.advance(3601)
    assert caller.read(ZOE_40, "cockpit").status_code == 200


def test_a_bad_gateway_is_html_and_ends_after_its_times(caller: Caller, server: Server):
    order(server, fault="bad_gateway", times=2)
    answers = [caller.read(ZOE_40, "cockpit") for _ in range(3)]
    assert [a.status_code for a in answers] == [502, 502, 200]
    assert answers[0].text.startswith("<html>")


def test_a_fault_can_be_kept_to_an_endpoint_and_a_login(caller: Caller, server: Server):
    order(server, fault="bad_gateway", endpoint="battery-status", login=ALEX)
    assert caller.read(ZOE_40, "cockpit").status_code == 200
    assert caller.read(ZOE_40, "battery-status").status_code == 502
    assert caller.read(MEGANE, "battery-status").status_code == 200
    order(server, clear=True)
    assert caller.read(ZOE_40, "battery-status").status_code == 200


def test_json_can_be_cut_off_or_missing(caller: Caller, server: Server):
    caller.sign_in(ALEX)
    order(server, fault="truncated", times=1)
    with pytest.raises(json.JSONDecodeError):
        json.loads(caller.read(ZOE_40, "cockpit").text)
    order(server, fault="empty", times=1)
    assert caller.read(ZOE_40, "cockpit").text == ""
    assert caller.read(ZOE_40, "cockpit").status_code == 200


def test_answers_can_be_slow_or_drip_and_others_do_not_wait(caller: Caller, server: Server):
    caller.sign_in(ALEX)
    for fault in ("slow", "drip"):
        order(server, fault=fault, seconds=0.3, times=1)
        started = time.monotonic()
        assert caller.attributes(ZOE_40, "cockpit")["totalMileage"] > 0
        assert time.monotonic() - started >= 0.29
        started = time.monotonic()
        caller.read(ZOE_40, "cockpit")
        assert time.monotonic() - started < 0.25


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("failed_forward", 502, "err.tech.wired.kamereon-proxy"),
        ("invalid_upstream", 500, "err.tech.500"),
        ("access_denied", 403, "err.func.403"),
        ("not_supported", 501, "err.tech.501"),
        ("not_found", 404, "err.func.wired.notFound"),
        ("forbidden", 403, "err.func.wired.forbidden"),
        ("unauthorized", 401, "err.func.wired.unauthorized"),
    ],
)
def test_kamereons_own_errors_can_be_asked_for(
    caller: Caller, server: Server, kind: str, status: int, code: str
):
    caller.sign_in(ALEX)
    server.control.fault(kind, times=1)
    answer = caller.read(ZOE_40, "cockpit")
    assert (answer.status_code, caller.error(answer)) == (status, code)
    assert caller.read(ZOE_40, "cockpit").status_code == 200


def test_privacy_mode_comes_in_two_forms(caller: Caller, server: Server):
    server.control.fault("privacy", vin=ZOE_50)
    assert caller.error(caller.read(ZOE_50, "location")) == "err.func.privacy.on"
    assert caller.read(RENAULT_5, "location").status_code == 200
    adapter = caller.car(ZOE_50, "kca/car-adapter/v2/cars/{vin}").json()["data"]["attributes"]
    assert adapter["privacyMode"] == "on"
    server.control.clear()
    server.control.fault("privacy", vin=ZOE_50, form="403009")
    answer = caller.read(ZOE_50, "location")
    assert caller.error(answer) == "err.func.403"
    assert "403009" in answer.json()["errors"][0]["errorMessage"]


def test_an_unlinked_car_is_gone_from_its_account(caller: Caller, server: Server):
    caller.sign_in(ALEX)
    server.control.fault("unlinked", vin=ZOE_50)
    links = caller.ask(ALEX, "/accounts/account-alex-renault/vehicles").json()["vehicleLinks"]
    assert [link["vin"] for link in links] == [ZOE_40, RENAULT_5]
    answer = caller.read(ZOE_50, "cockpit")
    assert answer.json()["errors"][0]["errorMessage"] == "No vehicle in garage"


def test_a_link_can_be_without_details(caller: Caller, server: Server):
    caller.sign_in(ALEX)
    server.control.fault("no_details", vin=ZOE_50)
    links = caller.ask(ALEX, "/accounts/account-alex-renault/vehicles").json()["vehicleLinks"]
    assert [link["vehicleDetails"] is None for link in links] == [False, True, False]
    path = f"/accounts/account-alex-renault/vehicles/{ZOE_50}/details"
    assert caller.ask(ALEX, path).status_code == 404


def test_gigya_can_be_down_and_its_key_rotated(caller: Caller, server: Server):
    login = {"loginID": ALEX, "password": "demo", "ApiKey": "key"}
    order(server, fault="gigya_down", times=1)
    answer = caller.web.post(f"{server.url}/accounts.login", data=login, timeout=5)
    assert (answer.status_code, answer.text[:6]) == (503, "<html>")
    order(server, fault="gigya_down", form="json", times=1)
    assert caller.gigya("login", **login)["errorCode"] == 500001
    order(server, fault="rotated_key", times=1)
    assert caller.gigya("login", **login)["errorCode"] == 403042
    assert caller.gigya("login", **login)["errorCode"] == 0


def test_the_control_takes_orders_as_json_and_says_what_is_wrong_with_others(caller: Caller, server: Server):
    caller.sign_in(ALEX)
    assert order(server, revoke=ALEX).ok
    assert caller.gigya("getJWT", login_token=caller.tokens[ALEX])["errorCode"] == 403005
    before = server.control.state()["now"]
    assert order(server, advance=60).ok
    assert server.control.state()["now"] > before
    assert order(server, nudge=ZOE_40, soc=33).ok
    for wrong in ({"fault": "no such"}, {"nudge": "nobody"}, {"odd": 1}, {"fault": "quota", "kind": 1}):
        assert order(server, **wrong).status_code == 400
    assert requests.post(f"{server.url}/_simulator/control", data="no", timeout=5).status_code == 400


def test_the_page_and_the_state_show_the_world_without_passwords(caller: Caller, server: Server):
    caller.read(ZOE_40, "cockpit")
    state = requests.get(f"{server.url}/_simulator/state.json", timeout=5)
    log = state.json()["log"]
    assert (log[-1]["method"], log[-1]["status"], log[-1]["login"]) == ("GET", 200, ALEX)
    assert log[-1]["path"].endswith("/cockpit")
    assert {"at", "path"} <= log[-1].keys()
    page = requests.get(f"{server.url}/_simulator/", timeout=5)
    for vin in (ZOE_40, MEGANE):
        assert vin in page.text
    assert '"demo"' not in state.text
    assert caller.jwts[ALEX] not in state.text
    assert requests.get(f"{server.url}/_simulator/nothing", timeout=5).status_code == 404


def test_a_closed_server_no_longer_answers_on_kept_connections(caller: Caller, server: Server):
    caller.read(ZOE_40, "cockpit")
    server.close()
    with pytest.raises(requests.ConnectionError):
        caller.read(ZOE_40, "cockpit")


@pytest.mark.parametrize("form", ["types", "null", "nan", "enums"])
def test_answers_can_be_well_formed_and_wrong(caller: Caller, server: Server, form: str):
    right = caller.read(ZOE_50, "battery-status").json()["data"]["attributes"]
    order(server, fault="mangled", form=form, endpoint="battery-status")
    wrong = json.loads(caller.read(ZOE_50, "battery-status").text)["data"]["attributes"]
    assert wrong.keys() == right.keys()
    assert wrong["plugStatus"] != right["plugStatus"]
    assert caller.read(ZOE_50, "cockpit").json()["data"]["attributes"]["totalMileage"] > 0


def test_an_answer_can_be_a_list_or_ten_megabytes(caller: Caller, server: Server):
    caller.sign_in(ALEX)
    order(server, fault="mangled", form="list", times=1)
    assert isinstance(caller.read(ZOE_50, "cockpit").json(), list)
    order(server, fault="mangled", form="huge", times=1)
    assert len(caller.read(ZOE_50, "cockpit").content) > 10_000_000
    assert order(server, fault="mangled", form="nonsense").status_code == 400


def test_a_head_and_a_body_can_come_byte_by_byte(caller: Caller, server: Server):
    caller.sign_in(ALEX)
    whole = caller.read(ZOE_50, "cockpit").content
    for fault in ("drip_head", "drip_body"):
        order(server, fault=fault, seconds=0.002, times=1)
        began_at = time.monotonic()
        assert caller.read(ZOE_50, "cockpit").content == whole
        assert time.monotonic() - began_at > 0.1


def test_what_was_told_can_be_told_again(caller: Caller, server: Server):
    def told() -> str:
        return str(caller.read(ZOE_50, "battery-status").json()["data"]["attributes"]["timestamp"])

    order(server, fault="retold", form="same", endpoint="battery-status")
    first = told()
    server.control.nudge(ZOE_50, soc=33)
    server.control.advance(3600)
    assert told() == first
    order(server, clear=True)
    assert told() > first


def test_a_jwt_can_run_out_before_a_question(caller: Caller, server: Server):
    caller.sign_in(ALEX)
    order(server, fault="expired_jwt", endpoint="cockpit", times=1)
    assert caller.error(caller.read(ZOE_50, "cockpit")) == "err.func.wired.unauthorized"
    caller.sign_in(ALEX)
    assert caller.read(ZOE_50, "cockpit").status_code == 200


def test_whoever_stands_beside_sees_each_answer_as_it_leaves(caller: Caller, server: Server):
    seen: list[tuple[str, int]] = []
    caller.sign_in(ALEX)
    server.simulator.on_answer = lambda request, response, login: seen.append((login, response.status))
    caller.read(ZOE_50, "cockpit")
    order(server, fault="server_error", status=503, times=1)
    caller.read(ZOE_50, "cockpit")
    assert seen == [(ALEX, 200), (ALEX, 503)]
