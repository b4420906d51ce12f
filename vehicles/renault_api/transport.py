"""The only place that calls requests: bounded in time and size, and every foreign exception becomes ours.

A connection attempt has 5 s, each read 20 s, a whole call 45 s with everything it
needs: a new JWT, further tries, dripped headers. An answer has at most 2 MB, unpacked.
A GET is tried three times where the connection failed or a gateway said 502, 503 or
504; anything else once. Redirects are never followed by themselves, since they would
carry tokens to strangers, and cookies are not kept.

requests is read at the first call, for it takes 5 MB of memory: a web server calls only where somebody links
a login.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from .deadline import Call, call_within, current_call
from .exceptions import (
    AnswerTooLargeException,
    CallTimeoutException,
    HttpStatusException,
    RenaultException,
    TransportException,
)
from .redact import mask

if TYPE_CHECKING:
    import requests

_log = logging.getLogger(__name__)

_GATEWAY_FAILURES = frozenset((502, 503, 504))
_CHUNK = 65536
# What urllib3 and requests say when no connection came about; any other failure may have come later.
_NO_CONNECTION = frozenset(
    ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ConnectTimeout")
)
_exchange = threading.Lock()


class _Quiet(logging.Filter):
    """Keeps addresses out of other libraries' logs: they name VINs, and Gigya's carry tokens."""

    def filter(self, _record: logging.LogRecord) -> bool:
        return current_call() is None


_quiet = _Quiet()
for _name in ("connectionpool", "connection", "poolmanager", "response", "util.retry"):
    logging.getLogger(f"urllib3.{_name}").addFilter(_quiet)


@dataclass(frozen=True)
class Reply:
    """What came back; `location` is where a redirect leads, as it was written."""

    status: int
    body: bytes = field(repr=False)
    cookies: Mapping[str, str] = field(repr=False)
    location: str = field(default="", repr=False)


class _Failure(Exception):
    """One try failed, told without a foreign exception; `again` says whether another may help."""

    def __init__(self, error: RenaultException, *, again: bool) -> None:
        super().__init__(error)
        self.error = error
        self.again = again


def _always() -> bool:
    return True


class Transport:
    """Sends requests over the caller's `requests.Session`.

    The session's stock adapters are exchanged for watched ones at the first request;
    an adapter that the caller made himself is left alone, and then only the time-outs
    and a check between chunks bound a call. The caller closes the session.
    """

    connect_seconds = 5.0
    read_seconds = 20.0
    call_seconds = 45.0
    most_bytes = 2_000_000
    # Where they are told, the caller decides whether to go on; else a redirect is a failure.
    tells_redirects = False
    retry_pauses: tuple[float, ...] = (0.2, 0.6)

    def __init__(self, websession: requests.Session) -> None:
        self._websession = websession
        self._settings: dict[tuple[str, str], Mapping[str, Any]] = {}

    def call(self) -> contextlib.AbstractContextManager[Call]:
        """Enter a call: all that is sent within shares its time."""
        return call_within(self.call_seconds)

    def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        json: Any = None,
        repeatable: bool | None = None,
        secret: bool = False,
        may_repeat: Callable[[], bool] = _always,
    ) -> Reply:
        """Return the server's reply, whatever its status.

        `repeatable` overrides that only a GET is tried again, and `may_repeat` is asked
        before each further try; a `secret` request leaves no trace in the log. Raises
        CallTimeoutException, TransportException, AnswerTooLargeException or HttpStatusException
        (for a redirect, unless redirects are told).
        """
        if repeatable is None:
            repeatable = method == "GET"
        pauses = iter(self.retry_pauses if repeatable else ())
        with self.call() as call:
            request = self._prepare(method, url, params, headers, form, json)
            while True:
                pause = next(pauses, None)
                try:
                    reply = self._try(call, request)
                    if reply.status not in _GATEWAY_FAILURES or pause is None or not may_repeat():
                        if not secret and _log.isEnabledFor(logging.DEBUG):
                            _log.debug("%s %s: %s", method, mask(urlsplit(url).path), reply.status)
                        return reply
                except _Failure as failure:
                    error, again = failure.error, failure.again
                    if pause is None or not again or not may_repeat():
                        break
                time.sleep(min(pause, call.remaining()))
        raise error

    def _prepare(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
        form: Mapping[str, str] | None,
        json: Any,
    ) -> requests.PreparedRequest:
        """Return the request with the headers of the session.

        Its cookies and its keys for other servers (`.netrc`) are not for Renault. Left to the session, which
        looks for all of them, making a request up takes half as long as sending it.
        """
        import requests

        problem = ""
        request = requests.PreparedRequest()
        try:
            request.prepare_method(method)
            request.prepare_url(url, urlencode(params) if params else None)
            request.prepare_headers({**self._websession.headers, **(headers or {})})
            request.prepare_body(form, None, json)
            if "@" in url:
                request.prepare_auth(None)
            return request
        except (requests.RequestException, ValueError, TypeError) as error:
            problem = type(error).__name__
        unmade = TransportException(f"The request could not be made up ({problem}).")
        unmade.nothing_sent = True
        raise unmade

    def _try(self, call: Call, request: requests.PreparedRequest) -> Reply:
        """Send once; raises _Failure, with nothing foreign chained to it."""
        with _as_failure(call) as caught:
            if not call.remaining():
                raise _too_late(nothing_sent=True)
            response = self._open(call, request)
            try:
                reply = self._read(call, response)
            except BaseException:
                response.close()
                raise
            if not call.is_late:
                return reply
            raise _too_late()
        raise caught[0]

    def _open(self, call: Call, request: requests.PreparedRequest) -> requests.Response:
        settings = self._surroundings(request.url or "")
        timeout = (min(self.connect_seconds, call.remaining()), min(self.read_seconds, call.remaining()))
        adapter: Any = self._adapter(request.url or "")
        response: requests.Response = adapter.send(request, timeout=timeout, **settings)
        return response

    def _surroundings(self, url: str) -> Mapping[str, Any]:
        """Return proxies and certificates as the environment has them, looked up once for each server."""
        server = urlsplit(url)[:2]
        if server not in self._settings:
            found = self._websession.merge_environment_settings(url, {}, True, None, None)
            self._settings[server] = found
        return self._settings[server]

    def _adapter(self, url: str) -> requests.adapters.BaseAdapter:
        from requests.adapters import HTTPAdapter

        from .sockets import WatchedAdapter

        adapter = self._websession.get_adapter(url)
        if type(adapter) is not HTTPAdapter:
            return adapter
        with _exchange:  # under the same prefixes, so that a session in use by another thread is not upset
            for prefix, mounted in list(self._websession.adapters.items()):
                if mounted is adapter:
                    self._websession.adapters[prefix] = WatchedAdapter()
            adapter.close()
        return self._websession.get_adapter(url)

    def _read(self, call: Call, response: requests.Response) -> Reply:
        if response.is_redirect or 300 <= response.status_code < 400:
            if not self.tells_redirects:
                raise _Failure(HttpStatusException(response.status_code), again=False)
            location = response.headers.get("Location", "")
            response.close()  # what else it says is of no use
            return Reply(response.status_code, b"", {}, location)
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > self.most_bytes:
                raise _Failure(AnswerTooLargeException("The answer is larger than 2 MB."), again=False)
            if not call.remaining():
                raise _too_late()
        return Reply(response.status_code, bytes(body), _cookies(response))


def _too_late(*, nothing_sent: bool = False) -> _Failure:
    error = CallTimeoutException("Renault's servers took too long.")
    error.nothing_sent = nothing_sent
    return _Failure(error, again=False)


@contextlib.contextmanager
def _as_failure(call: Call) -> Iterator[list[_Failure]]:
    """Swallow whatever sending raises and leave it, as ours, in the list that is handed out.

    It is raised only after the foreign exception is gone, so that no traceback and no
    `__context__` can show an address with tokens in it.
    """
    caught: list[_Failure] = []
    try:
        yield caught
    except _Failure as failure:
        caught.append(_too_late(nothing_sent=failure.error.nothing_sent) if call.is_late else failure)
    except Exception as error:  # noqa: BLE001 - no exception of another library may leave the client
        late = call.is_late or not call.remaining()
        caught.append(_too_late(nothing_sent=_is_no_connection(error)) if late else _ours(error))


def _names(error: Exception) -> set[str]:
    reasons = (error, *error.args[:1], getattr(error.args[0] if error.args else None, "reason", None))
    return {type(reason).__name__ for reason in reasons if isinstance(reason, Exception)}


def _is_no_connection(error: Exception) -> bool:
    return bool(_NO_CONNECTION & _names(error))


def _ours(error: Exception) -> _Failure:
    import requests

    names = _names(error)
    if "ReadTimeout" in names or "ReadTimeoutError" in names:
        return _Failure(CallTimeoutException("Renault's server did not answer in time."), again=False)
    broken = isinstance(
        error, (requests.ConnectionError, requests.exceptions.ChunkedEncodingError, OSError)
    ) and not isinstance(error, requests.exceptions.InvalidURL)
    ours = TransportException(f"The connection to Renault's server failed ({', '.join(sorted(names))}).")
    ours.nothing_sent = _is_no_connection(error)
    return _Failure(ours, again=broken)


def _cookies(response: requests.Response) -> dict[str, str]:
    if "Set-Cookie" not in response.headers:
        return {}
    headers: Any = getattr(response.raw, "headers", None)
    lines = headers.getlist("Set-Cookie") if hasattr(headers, "getlist") else []
    pairs = (line.partition(";")[0].partition("=") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs}
