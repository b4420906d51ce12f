"""A small server that plays Renault's two on loopback, by a script."""

import base64
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ACCOUNT = "a1b2c3d4-account"
VIN = "VF1TESTS123456789"


def jwt(seconds: float = 900, name: str = "jwt") -> str:
    """Return a JWT that expires so many seconds from now."""
    claims = json.dumps({"exp": time.time() + seconds, "name": name})
    return f"eyJhbGciOiJIUzI1NiJ9.{base64.urlsafe_b64encode(claims.encode()).decode().rstrip('=')}.c2ln"


@dataclass
class Sent:
    """What a client sent."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode()))


@dataclass
class Answer:
    """What the server says: JSON unless it is bytes."""

    content: Any = field(default_factory=dict)
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)

    def give(self, handler: BaseHTTPRequestHandler) -> None:
        body = self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()
        handler.send_response(self.status)
        for name, value in self.headers:
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


@dataclass
class Misbehaves:
    """A server that does as it pleases with the connection, which is closed afterwards."""

    act: Callable[[BaseHTTPRequestHandler], None]

    def give(self, handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        self.act(handler)


class PlayedRenault:
    """Answers by method and end of the path; the last answer of a list is repeated for ever."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self._script: dict[tuple[str, str], list[Any]] = {}
        self._lock = threading.Lock()
        played = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                parts = urlsplit(self.path)
                sent = Sent(
                    self.command, parts.path, dict(parse_qsl(parts.query)), dict(self.headers.items()), body
                )
                try:
                    played.answer_to(sent).give(self)
                    self.wfile.flush()
                except OSError:
                    self.close_connection = True

            do_GET = do_POST = serve

            def log_message(self, *_: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.002,), daemon=True)
        self._thread.start()

    def on(self, method: str, path_end: str, *answers: Any) -> None:
        """Script the answers to requests whose path ends so."""
        self._script[method, path_end] = [
            answer if isinstance(answer, (Answer, Misbehaves)) else Answer(answer) for answer in answers
        ]

    def answer_to(self, sent: Sent) -> Any:
        with self._lock:
            self.sent.append(sent)
            for (method, path_end), answers in self._script.items():
                if sent.method == method and sent.path.endswith(path_end):
                    return answers.pop(0) if len(answers) > 1 else answers[0]
        error = {"errorCode": "err.func.wired.notFound", "errorMessage": "Nothing here"}
        return Answer({"errors": [error]}, 404)

    def sent_to(self, path_end: str, method: str | None = None) -> list[Sent]:
        return [s for s in self.sent if s.path.endswith(path_end) and method in (None, s.method)]

    @property
    def paths(self) -> list[str]:
        return [f"{s.method} {s.path}" for s in self.sent]

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def data(attributes: dict[str, Any], kind: str = "Car") -> dict[str, Any]:
    """Return attributes in their envelope."""
    return {"data": {"type": kind, "id": VIN, "attributes": attributes}}


def kamereon_error(code: str, message: Any = "Something went wrong") -> dict[str, Any]:
    """Return an error as the car server words it."""
    text = message if isinstance(message, str) else json.dumps(message)
    return {"type": "FUNCTIONAL", "errors": [{"errorCode": code, "errorMessage": text}]}


def gigya_error(code: int, details: str = "refused", **more: Any) -> dict[str, Any]:
    """Return an error as the identity server words it, with HTTP status 200."""
    return {"errorCode": code, "errorDetails": details, "statusCode": 403, **more}
