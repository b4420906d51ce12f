"""Signing in with a password, and staying signed in."""

import threading
from collections.abc import Callable

import pytest

from vehicles.renault_api import (
    GigyaException,
    GigyaResponseException,
    InvalidCredentialsException,
    NotAuthenticatedException,
    RenaultClient,
    RenaultSession,
    RenaultVehicle,
    UnauthorizedException,
)

from .played import ACCOUNT, Answer, PlayedRenault, data, gigya_error, jwt, kamereon_error

BATTERY = data({"batteryLevel": 63})
UNAUTHORIZED = Answer(kamereon_error("err.func.wired.unauthorized"), 401)


def test_a_password_brings_a_login_token(renault: PlayedRenault, new_session: Callable[[], RenaultSession]):
    session = new_session()
    session.login("ada@example.org", "secret")
    assert session.login_token == "st2.s.login-token"
    assert renault.sent[0].form == {
        "ApiKey": "gigya-key",
        "loginID": "ada@example.org",
        "password": "secret",
    }


def test_a_wrong_password_is_told_apart_and_lasts(
    renault: PlayedRenault, new_session: Callable[[], RenaultSession]
):
    renault.on("POST", "/accounts.login", gigya_error(403042, "invalid loginID or password"))
    with pytest.raises(InvalidCredentialsException) as caught:
        new_session().login("ada@example.org", "wrong")
    assert (caught.value.error_code, caught.value.permanent) == (403042, True)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"errorCode": 0}', b'{"sessionInfo": 3}'])
def test_an_answer_without_sense_is_gigyas_fault(
    renault: PlayedRenault, new_session: Callable[[], RenaultSession], body: bytes
):
    renault.on("POST", "/accounts.login", Answer(body))
    with pytest.raises(GigyaException):
        new_session().login("ada@example.org", "secret")


def test_an_unknown_refusal_keeps_its_code(renault: PlayedRenault, new_session: Callable[[], RenaultSession]):
    renault.on("POST", "/accounts.login", gigya_error(500001, "General server error"))
    with pytest.raises(GigyaResponseException) as caught:
        new_session().login("ada@example.org", "secret")
    assert (caught.value.error_code, caught.value.error_details) == (500001, "General server error")


def test_nobody_signed_in_sends_nothing(renault: PlayedRenault, new_session: Callable[[], RenaultSession]):
    with pytest.raises(NotAuthenticatedException):
        new_session().get_person()
    assert renault.sent == []


def test_accounts_come_from_the_person(renault: PlayedRenault, session: RenaultSession):
    accounts = [{"accountId": ACCOUNT, "accountType": "MYRENAULT"}, {"accountId": None}, 3]
    renault.on("GET", "/persons/person-77", {"accounts": accounts})
    found = RenaultClient(session=session).get_api_accounts()
    assert [account.account_id for account in found] == [ACCOUNT]


def test_vehicles_bring_their_details_along(renault: PlayedRenault, session: RenaultSession):
    links = [
        {"vin": "VF1AAAAAAAAAAAA01", "vehicleDetails": {"model": {"code": "X101VE"}}},
        {"vin": "VF1AAAAAAAAAAAA02", "vehicleDetails": None},
        {"brand": "RENAULT"},
    ]
    renault.on("GET", f"/{ACCOUNT}/vehicles", {"accountId": ACCOUNT, "vehicleLinks": links})
    first, second = RenaultClient(session=session).get_api_account(ACCOUNT).get_api_vehicles()
    sent = len(renault.sent)
    assert first.get_details().get_model_code() == "X101VE"
    assert len(renault.sent) == sent
    renault.on("GET", "/details", {"model": {"code": "R5E1VE"}})
    assert second.get_details().get_model_code() == "R5E1VE"
    second.get_details()
    assert len(renault.sent_to("/details")) == 1


def test_one_jwt_serves_many_requests(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("GET", "/battery-status", BATTERY)
    zoe.get_battery_status()
    zoe.get_battery_status()
    assert len(renault.sent_to("/accounts.getJWT")) == 1


def test_a_jwt_is_renewed_a_minute_before_it_expires(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("POST", "/accounts.getJWT", {"id_token": jwt(59)}, {"id_token": jwt(61)})
    renault.on("GET", "/battery-status", BATTERY)
    for _ in range(3):
        zoe.get_battery_status()
    assert len(renault.sent_to("/accounts.getJWT")) == 2


def test_a_jwt_kept_outside_is_used(renault: PlayedRenault, zoe: RenaultVehicle):
    kept = jwt(500, "kept")
    zoe.session.credentials["gigya_jwt"] = kept
    renault.on("GET", "/battery-status", BATTERY)
    zoe.get_battery_status()
    assert renault.sent[0].headers["x-gigya-id_token"] == kept
    assert len(renault.sent) == 1


def test_many_threads_ask_for_one_jwt(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("GET", "/battery-status", BATTERY)
    start, levels = threading.Barrier(8), []

    def ask() -> None:
        start.wait()
        levels.append(zoe.get_battery_status().batteryLevel)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert levels == [63] * 8
    assert len(renault.sent_to("/accounts.getJWT")) == 1


@pytest.mark.parametrize("code", [403005, 403013])
def test_an_expired_login_is_forgotten(renault: PlayedRenault, session: RenaultSession, code: int):
    session.set_device_ids({"gmid": "g", "ucid": "u"})
    renault.on("POST", "/accounts.getJWT", gigya_error(code, "Unauthorized user"))
    with pytest.raises(NotAuthenticatedException) as caught:
        session.get_account_vehicles(ACCOUNT)
    assert caught.value.permanent
    assert session.login_token is None
    assert session.device_ids == {"gmid": "g", "ucid": "u"}


def test_another_trouble_with_the_jwt_keeps_the_login(renault: PlayedRenault, session: RenaultSession):
    renault.on("POST", "/accounts.getJWT", gigya_error(500001, "General server error"))
    with pytest.raises(NotAuthenticatedException) as caught:
        session.get_account_vehicles(ACCOUNT)
    assert not caught.value.permanent
    assert session.login_token == "st2.s.login-token"


def test_a_refused_jwt_is_replaced_and_the_read_sent_again(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("POST", "/accounts.getJWT", {"id_token": jwt(name="old")}, {"id_token": jwt(name="new")})
    renault.on("GET", "/battery-status", UNAUTHORIZED, BATTERY)
    assert zoe.get_battery_status().batteryLevel == 63
    first, second = renault.sent_to("/battery-status")
    assert first.headers["x-gigya-id_token"] != second.headers["x-gigya-id_token"]


def test_a_refused_jwt_proves_that_a_command_was_not_done(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("POST", "/accounts.getJWT", {"id_token": jwt(name="old")}, {"id_token": jwt(name="new")})
    renault.on("POST", "/actions/hvac-start", UNAUTHORIZED, data({"action": "start"}))
    assert zoe.set_ac_start(21).raw_data == {"action": "start"}
    assert len(renault.sent_to("/actions/hvac-start")) == 2


def test_a_jwt_refused_twice_is_a_failure(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("POST", "/accounts.getJWT", {"id_token": jwt(name="old")}, {"id_token": jwt(name="new")})
    renault.on("POST", "/actions/hvac-start", UNAUTHORIZED)
    with pytest.raises(UnauthorizedException):
        zoe.set_ac_start(21)
    assert len(renault.sent_to("/actions/hvac-start")) == 2


def test_a_new_login_forgets_the_old_one(renault: PlayedRenault, session: RenaultSession):
    renault.on("GET", "/persons/person-77", {"accounts": []})
    session.get_person()
    renault.on("POST", "/accounts.login", gigya_error(403042))
    with pytest.raises(InvalidCredentialsException):
        session.login("bob@example.org", "wrong")
    assert not {"gigya_login_token", "gigya_person_id", "gigya_jwt"} & set(session.credentials)
