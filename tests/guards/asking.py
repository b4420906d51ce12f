"""Asks an address as somebody would, notes what happened, and undoes it."""

import io
import re
import socket
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client

_WRITES = re.compile(
    r"^\s*(?:WITH\b.*?\)\s*)?(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|DROP|ALTER|CREATE)\b", re.I | re.S
)
_TABLE = re.compile(r'(?:INTO|UPDATE|FROM|TABLE)\s+"?(\w+)"?', re.I)
# What a visit may always write: that somebody was here, and how often somebody tried.
OF_SESSIONS = {"django_session", "usersessions_usersession", "vehicles_cache"}
# Tokens of forms, one-time keys, links of invitations, and what second factors are set up with.
_RANDOM = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")\w+|[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/join/)[\w-]{22}'
    r'|(?<="challenge": ")[\w-]+|\b[A-Z2-7]{32}\b|(?<=data:image/svg\+xml;base64,)[\w+/=]+'
)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    body: str
    writes: list[str] = field(default_factory=list)
    calls: list[Any] = field(default_factory=list)
    seen: Any = None

    def without(self, asked_for: re.Pattern[str]) -> "Answer":
        """Return it without what differs from one request to the next, and without what was asked for."""
        location, body = (
            asked_for.sub("asked", _RANDOM.sub("random", text)) for text in (self.location, self.body)
        )
        return replace(self, location=location, body=body)


def ask(
    client: Client,
    method: str,
    address: str,
    sends: dict[str, Any] | None = None,
    *,
    look: Callable[[], Any] = lambda: None,
    **headers: Any,
) -> Answer:
    """Send one request, `look` at what it did, and take back whatever it changed in the database."""
    cache.clear()
    cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    with transaction.atomic(), written() as writes, connected() as calls:
        send = getattr(client, method.lower())
        response = send(address, sends or {}, **headers)
        answer = Answer(
            status=response.status_code,
            location=response.headers.get("Location", ""),
            body=_body(response),
            writes=writes,
            calls=calls,
            seen=look(),
        )
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def _body(response: HttpResponseBase) -> str:
    """Return what was answered as text; of an archive which files are in it.

    What is in them differs by the log's entry of the export itself, whose number is not given back.
    """
    content = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined,arg-type]
    if zipfile.is_zipfile(io.BytesIO(content)):
        return "\n".join(zipfile.ZipFile(io.BytesIO(content)).namelist())
    return content.decode("utf-8", "replace")


@contextmanager
def written() -> Iterator[list[str]]:
    """Collect the names of tables that are written to."""
    tables: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if _WRITES.match(sql):
            found = _TABLE.search(sql)
            tables.append(found[1] if found else sql[:80])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables


@contextmanager
def connected() -> Iterator[list[Any]]:
    """Collect the addresses that this process connects to; the database's own driver is not seen here."""
    addresses: list[Any] = []
    connect = socket.socket.connect

    def watch(self: socket.socket, address: Any) -> None:
        addresses.append(address)
        connect(self, address)

    socket.socket.connect = watch  # type: ignore[method-assign,assignment]
    try:
        yield addresses
    finally:
        socket.socket.connect = connect  # type: ignore[method-assign]
