"""Signing in where a code sent by e-mail is needed."""

import json
from collections.abc import Callable

import pytest

from vehicles.renault_api import (
    InvalidInputError,
    InvalidVerificationCodeException,
    PendingTwoFactorAuthenticationException,
    RenaultException,
    RenaultSession,
)

from .played import Answer, PlayedRenault, gigya_error

LOGGED_IN = {"errorCode": 0, "sessionInfo": {"cookieValue": "trusted-token"}}


@pytest.fixture
def guarded(renault: PlayedRenault) -> PlayedRenault:
    pending = gigya_error(403101, "Account Pending TFA Verification", regToken="reg-1")
    renault.on("POST", "/accounts.login", pending, LOGGED_IN)
    cookies = [("Set-Cookie", "gmid=gm-1; Path=/; Secure; HttpOnly"), ("Set-Cookie", "ucid=uc-1; Path=/")]
    renault.on("GET", "/accounts.webSdkBootstrap", Answer({"errorCode": 0}, headers=cookies))
    renault.on("GET", "/accounts.tfa.initTFA", {"gigyaAssertion": "as-1"})
    renault.on("GET", ".getEmails", {"emails": [{"id": "mail-1", "obfuscated": "a***@example.org"}]})
    renault.on("GET", ".sendVerificationCode", {"phvToken": "phv-1"})
    renault.on("GET", ".completeVerification", {"providerAssertion": "pa-1"})
    renault.on("GET", "/accounts.tfa.finalizeTFA", {"errorCode": 0})
    return renault


@pytest.fixture
def challenged(guarded: PlayedRenault, new_session: Callable[[], RenaultSession]) -> RenaultSession:
    session = new_session()
    with pytest.raises(PendingTwoFactorAuthenticationException) as caught:
        session.login("ada@example.org", "secret")
    assert caught.value.reg_token == "reg-1"
    return session


def test_a_code_signs_in(guarded: PlayedRenault, challenged: RenaultSession):
    assert [email.obfuscated for email in challenged.get_two_factor_auth_emails()] == ["a***@example.org"]
    assert not guarded.sent_to(".sendVerificationCode")
    challenged.request_two_factor_auth_code()
    challenged.complete_two_factor_auth("123456")
    assert challenged.login_token == "trusted-token"
    assert challenged.device_ids == {"gmid": "gm-1", "ucid": "uc-1"}
    assert challenged.pending_challenge is None
    assert len(guarded.sent_to("/accounts.tfa.initTFA")) == 1
    assert guarded.sent_to(".sendVerificationCode")[0].query["lang"] == "fr"
    assert guarded.sent_to("/accounts.tfa.finalizeTFA")[0].query["tempDevice"] == "false"
    assert guarded.sent_to("/accounts.login")[-1].headers["Cookie"] == "gmid=gm-1; ucid=uc-1"


def test_another_process_goes_on_with_the_challenge(
    challenged: RenaultSession, new_session: Callable[[], RenaultSession]
):
    challenged.request_two_factor_auth_code("mail-1")
    carried = json.loads(json.dumps(challenged.pending_challenge))
    other = new_session()
    other.restore_challenge(carried)
    other.complete_two_factor_auth("123456")
    assert other.login_token == "trusted-token"
    assert other.device_ids == {"gmid": "gm-1", "ucid": "uc-1"}


def test_a_wrong_code_leaves_the_challenge_open(guarded: PlayedRenault, challenged: RenaultSession):
    wrong = gigya_error(400006, "Invalid verification code")
    guarded.on("GET", ".completeVerification", wrong, {"providerAssertion": "pa-1"})
    challenged.request_two_factor_auth_code()
    with pytest.raises(InvalidVerificationCodeException):
        challenged.complete_two_factor_auth("000000")
    challenged.complete_two_factor_auth("123456")
    assert challenged.login_token == "trusted-token"


def test_a_right_code_is_not_spent_twice_when_what_follows_fails(
    guarded: PlayedRenault, challenged: RenaultSession
):
    guarded.on("GET", "/accounts.tfa.finalizeTFA", Answer(b"<html>", 503), {"errorCode": 0})
    challenged.request_two_factor_auth_code()
    with pytest.raises(RenaultException):
        challenged.complete_two_factor_auth("123456")
    challenged.complete_two_factor_auth("123456")
    assert len(guarded.sent_to(".completeVerification")) == 1
    assert challenged.login_token == "trusted-token"


def test_a_device_may_be_for_once(guarded: PlayedRenault, challenged: RenaultSession):
    challenged.request_two_factor_auth_code()
    challenged.complete_two_factor_auth("123456", remember_device=False)
    assert guarded.sent_to("/accounts.tfa.finalizeTFA")[0].query["tempDevice"] == "true"


def test_a_mail_is_never_sent_twice_by_itself(guarded: PlayedRenault, challenged: RenaultSession):
    guarded.on("GET", ".sendVerificationCode", Answer(b"<html>", 502))
    with pytest.raises(RenaultException):
        challenged.request_two_factor_auth_code("mail-1")
    assert len(guarded.sent_to(".sendVerificationCode")) == 1


def test_with_two_addresses_one_must_be_chosen(guarded: PlayedRenault, challenged: RenaultSession):
    guarded.on("GET", ".getEmails", {"emails": [{"id": "mail-1"}, {"id": "mail-2"}]})
    with pytest.raises(RenaultException, match="choose"):
        challenged.request_two_factor_auth_code()


@pytest.mark.parametrize(
    "step",
    [
        lambda session: session.get_two_factor_auth_emails(),
        lambda session: session.request_two_factor_auth_code("mail-1"),
        lambda session: session.complete_two_factor_auth("123456"),
    ],
)
def test_no_step_without_a_challenge(
    renault: PlayedRenault, new_session: Callable[[], RenaultSession], step: Callable[[RenaultSession], None]
):
    with pytest.raises(RenaultException):
        step(new_session())
    assert renault.sent == []


@pytest.mark.parametrize(
    "data", [None, {}, [], {"login_id": "a"}, {"login_id": 1, "password": "", "reg_token": ""}]
)
def test_only_a_challenge_can_be_restored(new_session: Callable[[], RenaultSession], data: object):
    with pytest.raises(InvalidInputError):
        new_session().restore_challenge(data)


def test_a_trusted_device_needs_no_code(renault: PlayedRenault, new_session: Callable[[], RenaultSession]):
    session = new_session()
    session.set_device_ids({"gmid": "gm-9", "ucid": "uc-9"})
    session.login("ada@example.org", "secret")
    assert renault.sent[0].headers["Cookie"] == "gmid=gm-9; ucid=uc-9"


def test_the_second_factor_is_told_apart_only_with_its_token(
    renault: PlayedRenault, new_session: Callable[[], RenaultSession]
):
    renault.on("POST", "/accounts.login", gigya_error(403101, "Account Pending TFA Verification"))
    session = new_session()
    with pytest.raises(RenaultException) as caught:
        session.login("ada@example.org", "secret")
    assert not isinstance(caught.value, PendingTwoFactorAuthenticationException)
    assert session.pending_challenge is None
