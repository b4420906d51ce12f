"""The WSGI app: Gigya, Kamereon and the control page behind one address."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

from . import pictures
from .calls import Calls
from .control import Control, ControlPages
from .exchange import Request, Response
from .faults import DRIP_PIECES, Faults
from .garage import Garage
from .gigya import Gigya
from .kamereon import Kamereon
from .server import HEAD_PAUSE
from .tokens import Tokens

# Told of each answer as it leaves, spoiled or not: the request, the response, whose JWT it carried.
Witness = Callable[[Request, Response, str | None], None]


class Simulator:
    """Plays Renault's servers for a garage; `say` is told each two-factor code, a line each.

    `on_answer` may be set by whoever wants to hold something against what was really answered.
    """

    on_answer: Witness | None = None

    def __init__(self, garage: Garage, say: Callable[[str], None] = lambda _line: None) -> None:
        self.garage = garage
        self.faults = Faults(garage.seed)
        self.calls = Calls()
        self.tokens = Tokens(garage.seed, ahead=self.faults.clock_ahead)
        self.gigya = Gigya(
            garage.logins,
            self.tokens,
            garage.now,
            announce=lambda email, address, code: say(f"Code for {email}, mailed to {address}: {code}"),
            rotated=self.faults.key_is_rotated,
        )
        self.kamereon = Kamereon(garage, self.tokens, self.faults, self.calls)
        # One at a time: the world is plain Python state, and questions are answered in a millisecond.
        self._lock = threading.RLock()
        self.control = Control(garage, self.faults, self.tokens, self.gigya, self.calls, self._lock)
        self._pages = ControlPages(self.control)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        request = Request.from_environ(environ)
        with self._lock:
            response = self._respond(request)
        if response.delay:
            time.sleep(response.delay)
        if response.head_pause:
            environ[HEAD_PAUSE] = response.head_pause
        start_response(f"{response.status} {_reason(response.status)}", _headers(response))
        body = b"" if request.method == "HEAD" else response.body
        return _drops(body, response) if response.pause else [body]

    def _respond(self, request: Request) -> Response:
        if request.path.startswith(pictures.PATH):
            return self._sent(request, self._picture(request), None)
        if request.path == "/" or request.path.startswith("/_simulator"):
            return self._pages.answer(request)
        if request.path.startswith("/accounts."):
            return self._gigya(request)
        login = self.kamereon.login_of(request)
        if login is not None and self.faults.expires_jwt(request.path, login):
            self.tokens.expire_jwt(login)
            login = None
        answer = self.faults.instead(request.path, login) or self.kamereon.answer(request)
        response = answer if isinstance(answer, Response) else Response.of_json(answer.status, answer.body)
        return self._sent(request, response, login)

    def _gigya(self, request: Request) -> Response:
        response = self.faults.instead_of_gigya(request.path) or self.gigya.answer(request)
        return self._sent(request, response or Response.of_html(404, "<h1>404 Not Found</h1>"), None)

    def _picture(self, request: Request) -> Response:
        failure = self.faults.instead(request.path, None)
        if isinstance(failure, Response):
            return failure
        return pictures.respond(request.path, *self.faults.odd_picture(request.path))

    def _sent(self, request: Request, response: Response, login: str | None) -> Response:
        spoiled = self.faults.spoil(response, request.path, login)
        self.calls.write(self.garage.now(), request.method, request.path, spoiled.status, login)
        if self.on_answer is not None:
            self.on_answer(request, spoiled, login)
        return spoiled


def _reason(status: int) -> str:
    return HTTPStatus(status).phrase


def _headers(response: Response) -> list[tuple[str, str]]:
    return [
        ("Content-Type", response.content_type),
        ("Content-Length", str(len(response.body))),
        ("Cache-Control", "no-store"),
        *response.headers,
    ]


def _drops(body: bytes, response: Response) -> Iterator[bytes]:
    size = response.piece or max(1, len(body) // DRIP_PIECES)
    for start in range(0, len(body), size):
        time.sleep(response.pause)
        yield body[start : start + size]
