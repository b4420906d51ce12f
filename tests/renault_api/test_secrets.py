"""Nothing secret or personal shows in texts, logs and representations."""

import logging
import traceback
from collections.abc import Callable

import pytest

from vehicles.renault_api import (
    Credential,
    CredentialStore,
    JWTCredential,
    KamereonVehicleDetails,
    KamereonVehicleLocationData,
    PendingTwoFactorAuthenticationException,
    RenaultException,
    RenaultSession,
    RenaultVehicle,
)
from vehicles.renault_api.redact import mask, mask_answer

from .played import ACCOUNT, VIN, Answer, PlayedRenault, data, gigya_error, jwt, kamereon_error

SECRETS = (
    "ada@example.org",
    "secret-word",
    "reg-1",
    "as-1",
    "gm-1",
    "st2.s.login-token",
    "eyJ",
    VIN,
    ACCOUNT,
)


def test_a_whole_story_leaves_no_secret_in_the_log(
    renault: PlayedRenault, new_session: Callable[[], RenaultSession], caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    renault.on("POST", "/accounts.login", gigya_error(403101, "Pending", regToken="reg-1"))
    cookies = [("Set-Cookie", "gmid=gm-1"), ("Set-Cookie", "ucid=uc-1")]
    renault.on("GET", "/accounts.webSdkBootstrap", Answer({}, headers=cookies))
    renault.on("GET", "/accounts.tfa.initTFA", {"gigyaAssertion": "as-1"})
    session = new_session()
    with pytest.raises(PendingTwoFactorAuthenticationException):
        session.login("ada@example.org", "secret-word")
    with pytest.raises(RenaultException):
        session.get_two_factor_auth_emails()
    session.set_login_token("st2.s.login-token")
    vehicle = RenaultVehicle(ACCOUNT, VIN, session=session)
    renault.on("GET", "/details", {"vin": VIN, "model": {"code": "X102VE"}, "radioCode": 3})
    renault.on("GET", "/location", data({"gpsLatitude": "48.85661", "gpsLongitude": 2.35222}))
    vehicle.get_location()
    assert "location" in caplog.text
    assert "accounts.tfa" not in caplog.text
    for secret in (*SECRETS, "48.85661", "2.35222"):
        assert secret not in caplog.text


@pytest.mark.parametrize("status", [200, 500])
def test_no_failure_shows_a_secret(renault: PlayedRenault, zoe: RenaultVehicle, status: int):
    message = f"No vehicle {VIN} for ada@example.org, accountId={ACCOUNT}, token st2.s.login-token, {jwt()}"
    renault.on("GET", "/location", Answer(kamereon_error("err.func.400", message), status))
    with pytest.raises(RenaultException) as caught:
        zoe.get_location()
    error = caught.value
    shown = f"{error} {error!r} {error.args} {''.join(traceback.format_exception(error, chain=True))}"
    assert not [secret for secret in SECRETS if secret in shown]


def test_a_network_failure_shows_no_address(zoe: RenaultVehicle):
    zoe.session.credentials["gigya_jwt"] = jwt()
    zoe.session.credentials["kamereon-root-url"] = "http://127.0.0.1:1"
    with pytest.raises(RenaultException) as caught:
        zoe.get_location()
    shown = "".join(traceback.format_exception(caught.value, chain=True))
    assert not [secret for secret in SECRETS if secret in shown]


def test_a_pending_second_factor_keeps_its_token_to_itself():
    error = PendingTwoFactorAuthenticationException(403101, "Pending", "reg-1")
    assert "reg-1" not in f"{error} {error!r} {error.args}"


def test_credentials_do_not_show_their_values():
    store = CredentialStore()
    store["gigya_login_token"] = "st2.s.login-token"
    store["gigya_jwt"] = jwt()
    shown = f"{store!r} {store} {Credential('st2.s.login-token')!r} {JWTCredential(jwt())!r} {dict(store)!r}"
    assert not [secret for secret in SECRETS if secret in shown]


def test_answers_do_not_show_who_and_where():
    details = KamereonVehicleDetails.from_raw(
        {"vin": VIN, "registrationNumber": "AB-123-CD", "radioCode": "4711"}
    )
    place = KamereonVehicleLocationData.from_raw({"gpsLatitude": 48.85661, "gpsLongitude": 2.35222})
    shown = f"{details} {place}"
    assert not [secret for secret in (VIN, "AB-123-CD", "4711", "48.85", "2.35") if secret in shown]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            f"GET /commerce/v1/accounts/{ACCOUNT}/vehicles/{VIN}/details",
            "GET /commerce/v1/accounts/***/vehicles/***/details",
        ),
        (
            f"/kamereon/kca/car-adapter/v2/cars/{VIN}/battery-status",
            "/kamereon/kca/car-adapter/v2/cars/***/battery-status",
        ),
        ("/commerce/v1/persons/abc-1", "/commerce/v1/persons/***"),
        (f"the car {VIN} sleeps", "the car *** sleeps"),
        (f"the car {VIN.lower()} sleeps", "the car *** sleeps"),
        ("write to ada.l+x@mail.example.org now", "write to ***@*** now"),
        ("password=hunter2&x=1", "password=***&x=1"),
        ('{"regToken": "abc", "ok": true}', '{"regToken": "***", "ok": true}'),
        ("at 48.85661, 2.35222 today", "at *** today"),
        ("gpsLatitude: 48.8 gpsLongitude: -2.3", "gpsLatitude: *** gpsLongitude: ***"),
        ("x-gigya-id_token: eyJhbGciOiJIUzI1NiJ9.eyJleHAiOiAxNzk1NDIxNTg3fQ.c2ln", "x-gigya-id_token: ***"),
        ("battery-status answered 502 after 3 tries", "battery-status answered 502 after 3 tries"),
        ("model X101VE: nothing known", "model X101VE: nothing known"),
        ("2026-01-12T21:40:16.123456Z", "2026-01-12T21:40:16.123456Z"),
    ],
)
def test_texts_are_masked(text: str, masked: str):
    assert mask(text) == masked


def test_a_stored_answer_is_masked_and_the_original_untouched():
    answer = {
        "data": {"id": VIN, "attributes": {"vin": VIN, "batteryLevel": 63, "note": f"for {VIN}"}},
        "registrationNumber": "AB-123-CD",
        "radioCode": "4711",
        "emails": [{"emailValue": "ada@example.org"}],
        "gpsLatitude": 48.85661,
        "odd": [float("nan"), "a\x00b\ud800c"],
    }
    masked = mask_answer(answer)
    assert masked == {
        "data": {"id": "***", "attributes": {"vin": "***", "batteryLevel": 63, "note": "for ***"}},
        "registrationNumber": "***",
        "radioCode": "***",
        "emails": [{"emailValue": "***"}],
        "gpsLatitude": "***",
        "odd": [None, "abc"],
    }
    assert answer["data"]["id"] == VIN
    assert mask_answer(answer, keep_position=True)["gpsLatitude"] == 48.85661
