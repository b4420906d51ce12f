"""What goes in and out of the played servers: one request, one response."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

JSON_TYPE = "application/json;charset=UTF-8"
HTML_TYPE = "text/html; charset=utf-8"


class Answer(NamedTuple):
    """What a played server says: an HTTP status and a body that JSON can hold."""

    status: int
    body: Any


@dataclass(frozen=True)
class Request:
    """One HTTP request, read whole.

    `query` and `form` keep the first value of each name. `headers` are named in
    lower case with hyphens only, as WSGI knows no others. `root_url` is how the
    caller addressed the server.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes
    root_url: str

    @classmethod
    def from_environ(cls, environ: Mapping[str, Any]) -> "Request":
        length = int(environ.get("CONTENT_LENGTH") or 0)
        headers = {
            name[5:].replace("_", "-").lower(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        headers["content-type"] = environ.get("CONTENT_TYPE", "")
        host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
        return cls(
            method=environ["REQUEST_METHOD"],
            path=environ.get("PATH_INFO", "/"),
            query=_first_values(environ.get("QUERY_STRING", "")),
            headers=headers,
            cookies=_cookies(headers.get("cookie", "")),
            body=environ["wsgi.input"].read(length) if length else b"",
            root_url=f"{environ.get('wsgi.url_scheme', 'http')}://{host}",
        )

    @property
    def form(self) -> Mapping[str, str]:
        return _first_values(self.body.decode("utf-8", "replace"))

    def json(self) -> Any:
        """Return the body as JSON says it, or None where it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True)
class Response:
    """One HTTP response.

    In seconds: `delay` is waited before it, `pause` between its pieces, `head_pause` between the bytes of its
    head. `piece` is the size of a piece in bytes; 0 makes a fixed number of them.
    """

    status: int
    body: bytes
    content_type: str = JSON_TYPE
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    pause: float = 0.0
    piece: int = 0
    head_pause: float = 0.0
    log: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of_json(cls, status: int, body: Any, content_type: str = JSON_TYPE) -> "Response":
        return cls(status, json.dumps(body).encode(), content_type)

    @classmethod
    def of_html(cls, status: int, text: str) -> "Response":
        return cls(status, text.encode(), HTML_TYPE)


def _first_values(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        found.setdefault(name, value)
    return found


def _cookies(text: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(text).items()}
    except CookieError:
        return {}
