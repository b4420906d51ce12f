"""The handle on a running simulator: in Python, as JSON, and as a page to look at."""

import threading
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

from .calls import Calls
from .exchange import Request, Response
from .faults import KINDS, Fault, Faults
from .garage import Garage
from .gigya import Gigya
from .tokens import Tokens


class Control:
    """Makes things go wrong, lets time pass, and tells how the world stands."""

    def __init__(
        self,
        garage: Garage,
        faults: Faults,
        tokens: Tokens,
        gigya: Gigya,
        calls: Calls,
        lock: threading.RLock,
    ) -> None:
        self._garage = garage
        self._faults = faults
        self._tokens = tokens
        self._gigya = gigya
        self._calls = calls
        self._lock = lock

    def fault(self, kind: str, **wishes: Any) -> Fault:
        """Put a fault in force: `login`, `endpoint`, `vin`, `times` narrow it down.

        The rest are its options: `limit`, `seconds`, `form`, `rate`. Raises
        ValueError for a kind there is not.
        """
        with self._lock:
            return self._faults.add(kind, **wishes)

    def clear(self) -> None:
        """End all faults."""
        with self._lock:
            self._faults.clear()

    def revoke(self, login: str) -> None:
        """Make a login's tokens worthless, as a changed password does."""
        with self._lock:
            self._tokens.revoke(login)

    def expire_jwt(self, login: str) -> None:
        """Make a login's JWTs worthless; its login token stays good."""
        with self._lock:
            self._tokens.expire_jwt(login)

    def now(self) -> datetime:
        """Return the world's time."""
        return self._garage.now()

    def advance(self, seconds: float) -> None:
        """Let `seconds` of the world's time pass at once."""
        with self._lock:
            self._garage.advance(seconds)

    def nudge(self, vin: str, **wishes: Any) -> None:
        """Change a car at once: `soc` in %, `plugged` true or false. Raises ValueError for an unknown VIN."""
        with self._lock:
            self._garage.nudge(vin, wishes)

    def code(self, login: str) -> str | None:
        """Return the last two-factor code sent to a login that still waits, None without one."""
        with self._lock:
            codes = [row["code"] for row in self._gigya.pending() if row["login"] == login]
        return codes[-1] if codes else None

    def calls(self, login: str) -> int:
        """Return how many calls of a login were let in during the world's last hour."""
        with self._lock:
            return self._calls.in_last_hour(login, self._garage.now())

    def state(self) -> dict[str, Any]:
        """Return how the world stands, in what JSON can hold; no passwords."""
        with self._lock:
            now = self._garage.now()
            return {
                "now": now.isoformat(),
                "speed": getattr(self._garage, "speed", 1.0),
                "cars": self._garage.cars(),
                "logins": [
                    {
                        "login": login.email,
                        "accounts": [{"id": a.id, "type": a.type, "vins": a.vins} for a in login.accounts],
                        "two_factor": bool(login.two_factor_emails),
                        "calls": self._calls.in_last_hour(login.email, now),
                    }
                    for login in self._garage.logins.values()
                ],
                "codes": self._gigya.pending(),
                "faults": [
                    {
                        "fault": f.kind,
                        "login": f.login,
                        "endpoint": f.endpoint,
                        "vin": f.vin,
                        "times": f.times,
                        **f.options,
                    }
                    for f in self._faults.active
                ],
                "log": list(self._calls.log),
            }

    def obey(self, order: Mapping[str, Any]) -> None:
        """Carry out a JSON order; raises ValueError for one that makes no sense."""
        wishes = dict(order)
        if wishes.pop("clear", False):
            self.clear()
        elif "fault" in wishes:
            self.fault(wishes.pop("fault"), **wishes)
        elif "revoke" in wishes:
            self.revoke(wishes["revoke"])
        elif "expire_jwt" in wishes:
            self.expire_jwt(wishes["expire_jwt"])
        elif "advance" in wishes:
            self.advance(float(wishes["advance"]))
        elif "nudge" in wishes:
            self.nudge(wishes.pop("nudge"), **wishes)
        else:
            raise ValueError("An order is one of: fault, revoke, expire_jwt, advance, nudge, clear.")


class ControlPages:
    """Serves `/_simulator/`: the page, `state.json` and `control`."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def answer(self, request: Request) -> Response:
        path = request.path.removeprefix("/_simulator")
        if path in ("", "/"):
            return Response.of_html(200, _page(self._control.state()))
        if path == "/state.json":
            return Response.of_json(200, self._control.state(), "application/json")
        if path == "/control" and request.method == "POST":
            return self._order(request.json())
        return Response.of_html(404, "<h1>404 Not Found</h1>")

    def _order(self, order: Any) -> Response:
        if not isinstance(order, dict):
            return Response.of_json(400, {"error": "An order is a JSON object."}, "application/json")
        try:
            self._control.obey(order)
        except (ValueError, TypeError) as error:
            return Response.of_json(400, {"error": str(error)}, "application/json")
        return Response.of_json(200, {"done": order}, "application/json")


def _page(state: Mapping[str, Any]) -> str:
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>Renault's servers, played</title>",
        "<style>body{font:15px/1.5 system-ui;margin:2rem auto;max-width:70rem;padding:0 1rem}",
        "table{border-collapse:collapse;width:100%}td,th{padding:.2rem .6rem;text-align:left;",
        "border-bottom:1px solid #ccc}.code{font-size:1.4rem;letter-spacing:.2em}</style>",
        f"<h1>Renault's servers, played</h1><p>World time {escape(state['now'])},",
        f" speed {state['speed']}. <a href='/_simulator/state.json'>state.json</a></p>",
        "<h2>Codes</h2>",
        _table(state["codes"]) if state["codes"] else "<p>No code waits.</p>",
        "<h2>Cars</h2>",
        _table(state["cars"]),
        "<h2>Logins</h2>",
        _table(
            [
                {
                    **row,
                    "accounts": ", ".join(f"{a['type']} ({len(a['vins'])} cars)" for a in row["accounts"]),
                }
                for row in state["logins"]
            ]
        ),
        "<h2>Faults</h2>",
        _table(state["faults"]) if state["faults"] else "<p>None in force.</p>",
        "<details><summary>What can be asked for</summary>",
        _table([{"fault": kind, "meaning": text} for kind, text in KINDS.items()]),
        "<p>POST JSON to /_simulator/control, for example ",
        "<code>{&quot;fault&quot;: &quot;bad_gateway&quot;, &quot;times&quot;: 3}</code>.</p></details>",
        "<h2>Last calls</h2>",
        _table(state["log"][:-61:-1]),
    ]
    return "".join(parts)


def _table(rows: list[Mapping[str, Any]]) -> str:
    if not rows:
        return "<p>None yet.</p>"
    names = list(dict.fromkeys(name for row in rows for name in row))
    head = "".join(f"<th>{escape(name.replace('_', ' '))}" for name in names)
    lines = []
    for row in rows:
        cells = "".join(
            f"<td{' class=code' if name == 'code' else ''}>{escape(str(row.get(name, '')))}" for name in names
        )
        lines.append(f"<tr>{cells}")
    return f"<table><tr>{head}{''.join(lines)}</table>"
