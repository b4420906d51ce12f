"""Faults on demand: what goes wrong, for whom, and how many times."""

import random
from dataclasses import dataclass, field, replace
from typing import Any

from . import errors
from .exchange import Answer, Response
from .mangling import FORMS, Memory, mangled

DRIP_PIECES = 20

KINDS = {
    "quota": "429 after `limit` calls in an hour of the world's time, per login",
    "bad_gateway": "an HTML 502 page",
    "server_error": "an HTML page with the `status`, 500 if it is not given",
    "truncated": "JSON cut in half",
    "empty": "200 with no body at all",
    "slow": "an answer after `seconds`",
    "drip": "an answer in small pieces, `seconds` in all",
    "drip_body": "a byte of the body each `seconds`",
    "drip_head": "a byte of the head each `seconds`",
    "mangled": "JSON that says something else, in the `form` list, types, null, nan, enums or huge",
    "retold": "what was told before: in the `form` same for ever, older or shuffled",
    "failed_forward": "err.tech.wired.kamereon-proxy",
    "invalid_upstream": "err.tech.500",
    "access_denied": "err.func.403",
    "not_supported": "err.tech.501",
    "not_found": "err.func.wired.notFound",
    "forbidden": "err.func.wired.forbidden",
    "unauthorized": "err.func.wired.unauthorized",
    "expired_jwt": "the login's JWT runs out just before this question",
    "privacy": "privacy mode of `vin`, in the `form` on or 403009",
    "unlinked": "the car `vin` was taken off its account",
    "no_details": "the vehicle link of `vin` has no vehicleDetails",
    "ignored_commands": "commands are accepted and nothing comes of them, at a `rate` of 0 to 1",
    "gigya_down": "Gigya says nothing but an HTML 503, or errorCode 500001 in the `form` json",
    "clock": "the sign-in servers' clock is `seconds` ahead of the world's, or behind",
    "odd_picture": "no picture: in the `form` redirect (to the address `to`), large, vast, svg or lying",
    "rotated_key": "Gigya's API key was rotated: every sign-in looks like a wrong password",
}

_ANSWERS = {
    "failed_forward": errors.failed_forward,
    "invalid_upstream": errors.invalid_upstream,
    "access_denied": errors.access_denied,
    "not_supported": errors.not_supported,
    "not_found": errors.not_found,
    "forbidden": errors.forbidden,
    "unauthorized": errors.unauthorized,
}

# What happens to an answer on its way, and how many seconds it takes where nobody says.
_SPOILERS = {
    "truncated": 0.0,
    "empty": 0.0,
    "slow": 2.0,
    "drip": 2.0,
    "drip_body": 1.0,
    "drip_head": 1.0,
    "mangled": 0.0,
    "retold": 0.0,
}


@dataclass
class Fault:
    """One fault; None in `login`, `endpoint`, `vin` means any, in `times` for ever.

    `endpoint` is a part of the path. `options` holds limit, seconds, form, rate.
    States (quota, privacy, unlinked, no_details) last until they are cleared.
    """

    kind: str
    login: str | None = None
    endpoint: str | None = None
    vin: str | None = None
    times: int | None = None
    options: dict[str, Any] = field(default_factory=dict)

    def concerns(self, path: str, login: str | None) -> bool:
        return (
            (self.login is None or self.login == login)
            and (self.endpoint is None or self.endpoint in path)
            and (self.vin is None or self.vin in path)
        )


class Faults:
    """The faults in force; each question that a fault answers uses up one of its `times`."""

    def __init__(self, seed: int = 0) -> None:
        self.active: list[Fault] = []
        self._random = random.Random(f"{seed}:faults")
        self._memory = Memory(seed)

    def add(self, kind: str, **wishes: Any) -> Fault:
        """Put a fault in force; raises ValueError for a kind there is not."""
        if kind not in KINDS:
            raise ValueError(f"There is no fault {kind!r}; there are: {', '.join(KINDS)}.")
        if kind == "mangled" and wishes.get("form") not in FORMS:
            raise ValueError(f"The form of mangled answers is one of: {', '.join(FORMS)}.")
        known = {name: wishes.pop(name) for name in ("login", "endpoint", "vin", "times") if name in wishes}
        fault = Fault(kind, **known, options=wishes)
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        self.active.clear()

    def quota(self, login: str) -> int | None:
        """Return how many calls an hour a login may make, None for as many as it likes."""
        limits = [
            int(f.options.get("limit", 60)) for f in self._standing("quota") if f.login in (None, login)
        ]
        return min(limits, default=None)

    def privacy(self, vin: str) -> str | None:
        """Return the form in which a car's privacy mode shows, None where it is off."""
        for fault in self._standing("privacy"):
            if fault.vin in (None, vin):
                return str(fault.options.get("form", "on"))
        return None

    def unlinked(self, vin: str) -> bool:
        return any(f.vin in (None, vin) for f in self._standing("unlinked"))

    def without_details(self, vin: str) -> bool:
        return any(f.vin in (None, vin) for f in self._standing("no_details"))

    def ignores_command(self, vin: str) -> bool:
        for fault in self._standing("ignored_commands"):
            if fault.vin in (None, vin) and self._random.random() < float(fault.options.get("rate", 1)):
                self._use(fault)
                return True
        return False

    def key_is_rotated(self) -> bool:
        return any(self._use(f) for f in self._standing("rotated_key"))

    def instead(self, path: str, login: str | None) -> Answer | Response | None:
        """Return what is said instead of an answer of Kamereon's, None where nothing is wrong."""
        for fault in list(self.active):
            if not fault.concerns(path, login):
                continue
            if fault.kind == "bad_gateway":
                self._use(fault)
                return Response.of_html(502, errors.BAD_GATEWAY)
            if fault.kind == "server_error":
                self._use(fault)
                return Response.of_html(int(fault.options.get("status", 500)), errors.SERVER_ERROR)
            if fault.kind in _ANSWERS:
                self._use(fault)
                return _ANSWERS[fault.kind]()
        return None

    def expires_jwt(self, path: str, login: str | None) -> bool:
        """Return whether the JWT that this question brings is no longer good."""
        return any(self._use(f) for f in self._standing("expired_jwt") if f.concerns(path, login))

    def instead_of_gigya(self, path: str) -> Response | None:
        for fault in self._standing("gigya_down"):
            if fault.endpoint is None or fault.endpoint in path:
                self._use(fault)
                if fault.options.get("form") == "json":
                    body = {"errorCode": 500001, "errorDetails": "General Server Error", "statusCode": 500}
                    return Response.of_json(200, body, "text/javascript; charset=utf-8")
                return Response.of_html(503, "<html><body><h1>503 Service Unavailable</h1></body></html>")
        return None

    def odd_picture(self, path: str) -> tuple[str, str]:
        """Return the form in which a picture is none, and where it leads; empty where nothing is wrong."""
        for fault in self._standing("odd_picture"):
            if fault.concerns(path, None):
                self._use(fault)
                return str(fault.options.get("form", "")), str(fault.options.get("to", ""))
        return "", ""

    def spoil(self, response: Response, path: str, login: str | None) -> Response:
        """Return a response as its line delivers it: late, in drops, cut off, mangled, or as it was."""
        for fault in list(self.active):
            if fault.kind in _SPOILERS and fault.concerns(path, login):
                self._use(fault)
                response = self._spoiled(response, path, fault)
        return response

    def _spoiled(self, response: Response, path: str, fault: Fault) -> Response:
        seconds = float(fault.options.get("seconds", _SPOILERS[fault.kind]))
        body, form = response.body, str(fault.options.get("form", ""))
        match fault.kind:
            case "truncated":
                return replace(response, body=body[: len(body) // 2])
            case "empty":
                return replace(response, body=b"")
            case "slow":
                return replace(response, delay=seconds)
            case "drip":
                return replace(response, pause=seconds / DRIP_PIECES)
            case "drip_body":
                return replace(response, pause=seconds, piece=1)
            case "drip_head":
                return replace(response, head_pause=seconds)
        if response.status != 200:
            return response
        if fault.kind == "mangled":
            return replace(response, body=mangled(form, body))
        return replace(response, body=self._memory.retold(form, path, body))

    def clock_ahead(self) -> float:
        """Return by how many seconds the sign-in servers' clock is ahead."""
        return sum(float(f.options.get("seconds", 0)) for f in self._standing("clock"))

    def _standing(self, kind: str) -> list[Fault]:
        return [f for f in self.active if f.kind == kind]

    def _use(self, fault: Fault) -> bool:
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.active.remove(fault)
        return True
