"""Signing in: passwords, codes, tokens and what ends them."""

import base64
import json
import time

import requests

from vehicles.simulator import Server, World, serve

from .conftest import BORN, START, ZOE_40, Caller

ALEX, ROBIN = "alex@example.com", "robin@example.com"


def test_a_right_password_gives_a_token_a_person_and_a_jwt(caller: Caller):
    caller.sign_in(ALEX)
    info = caller.gigya("getAccountInfo", login_token=caller.tokens[ALEX])
    assert info["data"]["personId"] == "person-alex"
    claims = json.loads(base64.urlsafe_b64decode(caller.jwts[ALEX].split(".")[1] + "=="))
    assert 890 < claims["exp"] - time.time() <= 900
    assert caller.ask(ALEX, "/persons/person-alex").json()["accounts"][0]["accountType"] == "MYRENAULT"


def test_a_wrong_password_and_an_unknown_login_look_the_same(caller: Caller):
    for email, password in ((ALEX, "wrong"), ("nobody@example.com", "demo")):
        assert caller.gigya("login", loginID=email, password=password)["errorCode"] == 403042


def test_a_login_without_vehicles_signs_in_all_the_same(caller: Caller):
    caller.sign_in("empty@example.com")
    answer = caller.ask("empty@example.com", "/accounts/account-empty-renault/vehicles")
    assert answer.json()["vehicleLinks"] == []


def test_a_second_factor_is_asked_for_and_the_device_is_then_trusted(caller: Caller, server: Server):
    first = caller.gigya("login", loginID=ROBIN, password="demo")
    assert first["errorCode"] == 403101
    assert "sessionInfo" not in first
    caller.pass_challenge(ROBIN, first["regToken"])
    assert {"gmid", "ucid"} <= set(caller.web.cookies.keys())
    for _ in range(2):
        assert caller.gigya("login", loginID=ROBIN, password="demo")["sessionInfo"]["cookieValue"]
    server.control.advance(31 * 86_400)
    assert caller.gigya("login", loginID=ROBIN, password="demo")["errorCode"] == 403101


def test_a_device_not_to_be_remembered_is_good_for_one_sign_in(caller: Caller):
    first = caller.gigya("login", loginID=ROBIN, password="demo")
    caller.pass_challenge(ROBIN, first["regToken"], temp_device="true")
    assert caller.gigya("login", loginID=ROBIN, password="demo")["errorCode"] == 0
    assert caller.gigya("login", loginID=ROBIN, password="demo")["errorCode"] == 403101


def test_addresses_are_obfuscated_and_a_wrong_code_may_be_tried_again(caller: Caller, server: Server):
    token = caller.gigya("login", loginID=ROBIN, password="demo")["regToken"]
    caller.gigya("webSdkBootstrap")
    init = caller.gigya("tfa.initTFA", regToken=token, provider="gigyaEmail", mode="verify")
    proof = {"gigyaAssertion": init["gigyaAssertion"]}
    emails = caller.gigya("tfa.email.getEmails", **proof)["emails"]
    assert len(emails) == 2
    assert emails[0]["obfuscated"] == "r***n@e***e.com"
    assert server.control.code(ROBIN) is None
    sent = caller.gigya("tfa.email.sendVerificationCode", **proof, emailID=emails[1]["id"], lang="fr")
    code = server.control.code(ROBIN)
    assert code is not None
    assert code in caller.web.get(f"{server.url}/_simulator/", timeout=5).text
    wrong = "000000" if code != "000000" else "111111"
    for tried, expected in ((wrong, 400006), (code, 0)):
        answer = caller.gigya(
            "tfa.email.completeVerification", **proof, phvToken=sent["phvToken"], code=tried
        )
        assert answer["errorCode"] == expected


def test_a_code_is_announced_when_it_is_sent():
    from vehicles.simulator import PlayedGarage, Simulator

    lines: list[str] = []
    with serve(Simulator(PlayedGarage(World(7, BORN, START, speed=0)), say=lines.append)) as server:
        caller = Caller(server)
        caller.sign_in(ROBIN)
        caller.web.close()
    assert len(lines) == 1
    assert ROBIN in lines[0]


def test_a_revoked_login_must_sign_in_again(caller: Caller, server: Server):
    caller.sign_in(ALEX)
    server.control.revoke(ALEX)
    assert caller.gigya("getJWT", login_token=caller.tokens[ALEX])["errorCode"] == 403005
    assert caller.error(caller.read(ZOE_40, "cockpit")) == "err.func.wired.unauthorized"
    caller.sign_in(ALEX)
    assert caller.read(ZOE_40, "cockpit").status_code == 200


def test_an_expired_jwt_is_refused_and_a_new_one_is_good(caller: Caller, server: Server):
    caller.sign_in(ALEX)
    server.control.expire_jwt(ALEX)
    answer = caller.read(ZOE_40, "cockpit")
    assert (answer.status_code, caller.error(answer)) == (401, "err.func.wired.unauthorized")
    caller.new_jwt(ALEX)
    assert caller.read(ZOE_40, "cockpit").status_code == 200


def test_a_jwt_ends_by_itself(caller: Caller):
    caller.sign_in(ALEX)
    answer = caller.gigya("getJWT", login_token=caller.tokens[ALEX], expiration="0")
    caller.jwts[ALEX] = answer["id_token"]
    assert caller.read(ZOE_40, "cockpit").status_code == 401


def test_tokens_outlive_a_restart_of_the_simulator(caller: Caller):
    caller.sign_in(ALEX)
    with serve(World(7, BORN, START, speed=0)) as restarted:
        other = Caller(restarted)
        other.tokens = caller.tokens
        other.new_jwt(ALEX)
        assert other.read(ZOE_40, "cockpit").status_code == 200
        other.web.close()


def test_an_api_key_and_a_country_must_be_given(caller: Caller, server: Server):
    caller.sign_in(ALEX)
    headers = {"x-gigya-id_token": caller.jwts[ALEX]}
    url = f"{server.url}/commerce/v1/persons/person-alex"
    assert requests.get(url, headers=headers, params={"country": "FR"}, timeout=5).status_code == 401
    assert requests.get(url, headers={**headers, "apikey": "k"}, timeout=5).status_code == 400
    answer = requests.post(f"{server.url}/accounts.login", data={"loginID": ALEX}, timeout=5)
    assert answer.json()["errorCode"] == 400002
