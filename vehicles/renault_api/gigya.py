"""Renault's identity server: sign-in, second factor, JWT. Nothing of it is ever logged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .credentials import JWT_SECONDS
from .exceptions import (
    GigyaException,
    GigyaResponseException,
    InvalidCredentialsException,
    InvalidVerificationCodeException,
    NotAuthenticatedException,
    PendingTwoFactorAuthenticationException,
)
from .json_text import NotJson, parse
from .kamereon.answer import Answer
from .transport import Reply, Transport

_ERRORS: dict[int, type[GigyaResponseException]] = {
    403042: InvalidCredentialsException,
    400006: InvalidVerificationCodeException,
}
_SECOND_FACTOR_NEEDED = 403101
_LOGIN_TOKEN_INVALID = frozenset((403005, 403013))


class LoginTokenRefused(NotAuthenticatedException):
    """The login token is no longer valid; what belongs to it must be forgotten."""


@dataclass
class GigyaTfaEmail(Answer):
    """An address to which a code can be sent, partly blotted out by Renault."""

    id: str | None = field(default=None, repr=False)
    obfuscated: str | None = None


class Gigya:
    """The calls, each with its answer's one interesting value."""

    def __init__(self, transport: Transport, root_url: str, api_key: str) -> None:
        self._transport = transport
        self._root_url = root_url
        self._api_key = api_key

    def login(self, login_id: str, password: str, device: Mapping[str, str]) -> str:
        """Return the login token; raises GigyaException and its children."""
        answer = self._post("accounts.login", {"loginID": login_id, "password": password}, device)
        return _text(answer, "sessionInfo", "cookieValue")

    def get_person_id(self, login_token: str) -> str:
        """Return the person's id; raises GigyaException and its children."""
        answer = self._post("accounts.getAccountInfo", {"login_token": login_token})
        return _text(answer, "data", "personId")

    def get_jwt(self, login_token: str) -> str:
        """Return a JWT good for 900 s; raises LoginTokenRefused or another NotAuthenticatedException."""
        fields = {
            "login_token": login_token,
            "fields": "data.personId,data.gigyaDataCenter",
            "expiration": str(JWT_SECONDS),
        }
        refusal: NotAuthenticatedException
        try:
            return _text(self._post("accounts.getJWT", fields), "id_token")
        except GigyaResponseException as error:
            if error.error_code in _LOGIN_TOKEN_INVALID:
                refusal = LoginTokenRefused("The sign-in at Renault has expired.")
            else:
                refusal = NotAuthenticatedException(f"Renault gave no access ({error}).")
                refusal.permanent = False
        raise refusal

    def new_device(self) -> dict[str, str]:
        """Return fresh device ids (gmid, ucid); raises GigyaException."""
        reply = self._send("GET", "accounts.webSdkBootstrap", params={"APIKey": self._api_key})
        _checked(reply)
        device = {name: reply.cookies.get(name, "") for name in ("gmid", "ucid")}
        if not all(device.values()):
            raise GigyaException("Gigya gave no device ids.")
        return device

    def start_challenge(self, reg_token: str, device: Mapping[str, str]) -> str:
        """Return the assertion that all later steps of the challenge name."""
        query = {"regToken": reg_token, "provider": "gigyaEmail", "mode": "verify", **device}
        return _text(self._get("accounts.tfa.initTFA", query, device), "gigyaAssertion")

    def get_emails(self, assertion: str, device: Mapping[str, str]) -> list[GigyaTfaEmail]:
        """Return the addresses that a code can be sent to."""
        answer = self._get("accounts.tfa.email.getEmails", {"gigyaAssertion": assertion}, device)
        emails = answer.get("emails")
        return [
            GigyaTfaEmail.from_raw(email)
            for email in (emails if isinstance(emails, list) else [])
            if isinstance(email, dict)
        ]

    def send_code(self, assertion: str, email_id: str, language: str, device: Mapping[str, str]) -> str:
        """Have a code mailed and return the token of this mail; never repeated, for each try is a mail."""
        query = {"gigyaAssertion": assertion, "emailID": email_id, "lang": language}
        answer = self._get("accounts.tfa.email.sendVerificationCode", query, device, repeatable=False)
        return _text(answer, "phvToken")

    def verify_code(self, assertion: str, phv_token: str, code: str, device: Mapping[str, str]) -> str:
        """Return the proof that the code was right; raises InvalidVerificationCodeException."""
        query = {"gigyaAssertion": assertion, "phvToken": phv_token, "code": code}
        answer = self._get("accounts.tfa.email.completeVerification", query, device, repeatable=False)
        return _text(answer, "providerAssertion")

    def finish_challenge(
        self, assertion: str, proof: str, reg_token: str, device: Mapping[str, str], *, remember: bool
    ) -> None:
        """Close the challenge; a device to be remembered is trusted for about 30 days."""
        query = {
            "gigyaAssertion": assertion,
            "providerAssertion": proof,
            "regToken": reg_token,
            "tempDevice": "false" if remember else "true",
        }
        self._get("accounts.tfa.finalizeTFA", query, device, repeatable=False)

    def _post(
        self, name: str, fields: Mapping[str, str], device: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        form = {"ApiKey": self._api_key, **fields}
        return _checked(self._send("POST", name, form=form, headers=_cookie_header(device)))

    def _get(
        self, name: str, query: Mapping[str, str], device: Mapping[str, str], *, repeatable: bool = True
    ) -> dict[str, Any]:
        params = {"APIKey": self._api_key, **query}
        headers = _cookie_header(device)
        return _checked(self._send("GET", name, params=params, headers=headers, repeatable=repeatable))

    def _send(self, method: str, name: str, **arguments: Any) -> Reply:
        return self._transport.send(method, f"{self._root_url}/{name}", secret=True, **arguments)


def _cookie_header(device: Mapping[str, str] | None) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in device.items())} if device else {}


def _checked(reply: Reply) -> dict[str, Any]:
    """Return a good answer's object; raises GigyaException and its children for any other."""
    try:
        answer = parse(reply.body)
    except NotJson:
        answer = None
    if not isinstance(answer, dict):
        raise GigyaException("Gigya's answer is no JSON.")
    code = _code(answer.get("errorCode", reply.status if reply.status >= 400 else 0))
    if code:
        _raise(code, answer)
    return answer


def _code(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return -1


def _raise(code: int, answer: Mapping[str, Any]) -> None:
    details, reg_token = answer.get("errorDetails"), answer.get("regToken")
    details = details if isinstance(details, str) else None
    if code == _SECOND_FACTOR_NEEDED and isinstance(reg_token, str) and reg_token:
        raise PendingTwoFactorAuthenticationException(code, details, reg_token)
    raise _ERRORS.get(code, GigyaResponseException)(code, details)


def _text(answer: Mapping[str, Any], *path: str) -> str:
    value: Any = answer
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if not isinstance(value, str) or not value:
        raise GigyaException(f"Gigya's answer lacks {'.'.join(path)}.")
    return value
