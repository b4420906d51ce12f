"""The played Gigya: sign-in, sign-in in two factors, account information, JWTs."""

import random
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from .exchange import Request, Response
from .people import Login
from .tokens import JWT_SECONDS, Tokens

CONTENT_TYPE = "text/javascript; charset=utf-8"
TRUST = timedelta(days=30)
MOST_CHALLENGES = 50  # the oldest are forgotten beyond that

_REFUSALS = {
    400002: "Missing required parameter",
    400006: "Invalid parameter value",
    403005: "Unauthorized user",
    403013: "Unverified user",
    403042: "invalid loginID or password",
    403101: "Account Pending TFA Verification",
    500001: "General Server Error",
}


@dataclass
class Challenge:
    """A sign-in that waits for its code; the last code sent counts."""

    email: str
    assertion: str = ""
    device: tuple[str, str] = ("", "")
    phv_token: str = ""
    code: str = ""
    sent_to: str = ""
    provider_assertion: str = ""


@dataclass
class Gigya:
    """Answers the `accounts.*` calls for some logins.

    `announce` is told each code that would have been mailed: login, address, code.
    `rotated` makes every sign-in fail as a rotated API key does.
    """

    logins: Mapping[str, Login]
    tokens: Tokens
    now: Callable[[], datetime]
    announce: Callable[[str, str, str], None] = lambda _email, _address, _code: None
    challenges: dict[str, Challenge] = field(default_factory=dict)
    trusted: dict[tuple[str, str, str], datetime | None] = field(default_factory=dict)
    rotated: Callable[[], bool] = lambda: False

    def answer(self, request: Request) -> Response | None:
        """Return the response to a Gigya call, None where the path is not Gigya's."""
        call = _CALLS.get(request.path)
        if call is None:
            return None
        sent = {**request.query, **(request.form if request.method == "POST" else {})}
        if not (sent.get("ApiKey") or sent.get("APIKey") or sent.get("apiKey")):
            return _refusal(400002, "Missing required parameter: ApiKey")
        return call(self, request, sent)

    def pending(self) -> list[dict[str, str]]:
        """Return the codes that wait: login, address and code of each."""
        return [
            {"login": c.email, "address": c.sent_to, "code": c.code}
            for c in self.challenges.values()
            if c.code
        ]

    def _login(self, request: Request, sent: Mapping[str, str]) -> Response:
        login = self.logins.get(sent.get("loginID", "").strip().lower())
        if login is None or self.rotated() or login.password not in (None, sent.get("password")):
            return _refusal(403042)
        if login.two_factor_emails and not self._trusts(login.email, _device(request, sent)):
            token = secrets.token_urlsafe(24)
            self.challenges[token] = Challenge(login.email)
            while len(self.challenges) > MOST_CHALLENGES:
                del self.challenges[next(iter(self.challenges))]
            return _refusal(403101, extra={"regToken": token})
        account = self._account(login)
        account["sessionInfo"] = {
            "cookieName": "glt_simulator",
            "cookieValue": self.tokens.login_token(login.email),
        }
        return _good(account)

    def _trusts(self, email: str, device: tuple[str, str]) -> bool:
        key = (email, *device)
        if not all(device) or key not in self.trusted:
            return False
        until = self.trusted[key]
        if until is None:  # not to be remembered: good for this one sign-in
            del self.trusted[key]
            return True
        return self.now() < until

    def _account_info(self, _request: Request, sent: Mapping[str, str]) -> Response:
        login = self._by_token(sent)
        return _good(self._account(login)) if login else _refusal(403005)

    def _jwt(self, _request: Request, sent: Mapping[str, str]) -> Response:
        login = self._by_token(sent)
        if login is None:
            return _refusal(403005)
        seconds = sent.get("expiration", "")
        lifetime = int(seconds) if seconds.isdigit() else JWT_SECONDS
        return _good(
            {"ignoredFields": "", "id_token": self.tokens.jwt(login.email, login.person_id, lifetime)}
        )

    def _bootstrap(self, request: Request, _sent: Mapping[str, str]) -> Response:
        gmid = request.cookies.get("gmid") or "gmid.ver4." + secrets.token_urlsafe(24)
        ucid = request.cookies.get("ucid") or secrets.token_urlsafe(16)
        response = _good({})
        cookies = tuple(
            ("Set-Cookie", f"{name}={value}; Path=/; Max-Age=31536000; HttpOnly")
            for name, value in (("gmid", gmid), ("ucid", ucid))
        )
        return Response(response.status, response.body, response.content_type, cookies)

    def _init(self, request: Request, sent: Mapping[str, str]) -> Response:
        challenge = self.challenges.get(sent.get("regToken", ""))
        if challenge is None or sent.get("provider") != "gigyaEmail" or sent.get("mode") != "verify":
            return _refusal(400006)
        challenge.assertion = secrets.token_urlsafe(24)
        challenge.device = _device(request, sent)
        return _good({"gigyaAssertion": challenge.assertion})

    def _emails(self, _request: Request, sent: Mapping[str, str]) -> Response:
        challenge = self._by_assertion(sent)
        if challenge is None:
            return _refusal(400006)
        addresses = self.logins[challenge.email].two_factor_emails
        emails = [
            {"id": f"email-{number}", "obfuscated": obfuscated(address), "lastVerification": _stamp()}
            for number, address in enumerate(addresses, 1)
        ]
        return _good({"emails": emails})

    def _send_code(self, _request: Request, sent: Mapping[str, str]) -> Response:
        challenge = self._by_assertion(sent)
        if challenge is None:
            return _refusal(400006)
        addresses = {
            f"email-{number}": address
            for number, address in enumerate(self.logins[challenge.email].two_factor_emails, 1)
        }
        if sent.get("emailID") not in addresses:
            return _refusal(400006)
        challenge.code = f"{random.SystemRandom().randrange(10**6):06d}"
        challenge.sent_to = addresses[sent["emailID"]]
        challenge.phv_token = secrets.token_urlsafe(24)
        self.announce(challenge.email, challenge.sent_to, challenge.code)
        return _good({"phvToken": challenge.phv_token})

    def _complete(self, _request: Request, sent: Mapping[str, str]) -> Response:
        challenge = self._by_assertion(sent)
        if challenge is None or not challenge.code or sent.get("phvToken") != challenge.phv_token:
            return _refusal(400006)
        if sent.get("code") != challenge.code:
            return _refusal(400006, "Invalid verification code")
        challenge.provider_assertion = secrets.token_urlsafe(24)
        return _good({"providerAssertion": challenge.provider_assertion})

    def _finalize(self, request: Request, sent: Mapping[str, str]) -> Response:
        challenge = self._by_assertion(sent)
        proof = sent.get("providerAssertion", "")
        if challenge is None or not proof or proof != challenge.provider_assertion:
            return _refusal(400006)
        if self.challenges.get(sent.get("regToken", "")) is not challenge:
            return _refusal(400006)
        device = _device(request, sent) if all(_device(request, sent)) else challenge.device
        once = sent.get("tempDevice") == "true"
        self.trusted[(challenge.email, *device)] = None if once else self.now() + TRUST
        del self.challenges[sent["regToken"]]
        return _good({})

    def _by_token(self, sent: Mapping[str, str]) -> Login | None:
        return self.logins.get(self.tokens.login_of(sent.get("login_token", "")) or "")

    def _by_assertion(self, sent: Mapping[str, str]) -> Challenge | None:
        wanted = sent.get("gigyaAssertion", "")
        return next((c for c in self.challenges.values() if wanted and c.assertion == wanted), None)

    def _account(self, login: Login) -> dict[str, Any]:
        return {
            "UID": f"uid-{login.person_id}",
            "isActive": True,
            "isRegistered": True,
            "isVerified": True,
            "loginProvider": "site",
            "profile": {"email": login.email},
            "emails": {"verified": [login.email], "unverified": []},
            "data": {"personId": login.person_id, "gigyaDataCenter": "eu1.gigya.com"},
        }


_CALLS: dict[str, Callable[[Gigya, Request, Mapping[str, str]], Response]] = {
    "/accounts.login": Gigya._login,
    "/accounts.getAccountInfo": Gigya._account_info,
    "/accounts.getJWT": Gigya._jwt,
    "/accounts.webSdkBootstrap": Gigya._bootstrap,
    "/accounts.tfa.initTFA": Gigya._init,
    "/accounts.tfa.email.getEmails": Gigya._emails,
    "/accounts.tfa.email.sendVerificationCode": Gigya._send_code,
    "/accounts.tfa.email.completeVerification": Gigya._complete,
    "/accounts.tfa.finalizeTFA": Gigya._finalize,
}


def obfuscated(address: str) -> str:
    """Return an address as Gigya shows it: `r***n@e***e.com`."""
    name, _, host = address.partition("@")
    site, _, top = host.rpartition(".")
    return f"{name[0]}***{name[-1]}@{site[0]}***{site[-1]}.{top}"


def _device(request: Request, sent: Mapping[str, str]) -> tuple[str, str]:
    def one(name: str) -> str:
        return request.cookies.get(name) or sent.get(name, "")

    return one("gmid"), one("ucid")


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _envelope(code: int) -> dict[str, Any]:
    return {
        "callId": secrets.token_hex(16),
        "errorCode": code,
        "apiVersion": 2,
        "statusCode": 200 if code == 0 else code // 1000,
        "statusReason": "OK" if code == 0 else "Forbidden",
        "time": _stamp(),
    }


def _good(extra: Mapping[str, Any]) -> Response:
    return Response.of_json(200, {**_envelope(0), **extra}, CONTENT_TYPE)


def _refusal(code: int, details: str | None = None, extra: Mapping[str, Any] | None = None) -> Response:
    text = details or _REFUSALS[code]
    body = {**_envelope(code), "errorDetails": text, "errorMessage": _REFUSALS[code], **(extra or {})}
    return Response.of_json(200, body, CONTENT_TYPE)
