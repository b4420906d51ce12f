"""Fetches the picture of a vehicle: from Renault's hosts and from nowhere else.

The address of a picture comes out of an answer, and so does every redirect; neither is
trusted. Each is held against HOSTS before anything is sent, over https only, with no
credentials of ours and no cookies. Where the server settings name servers played on this
machine, those are asked, and no others.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from . import locales
from .exceptions import HttpStatusException, PictureRefusedError
from .transport import Transport

if TYPE_CHECKING:
    import requests

# Where owners' answers had their pictures, and the host of Renault's other files.
HOSTS = frozenset(("3dv.renault.com", "3dv2.renault.com", "cdn.group.renault.com"))
MOST_REDIRECTS = 3
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
# Unpacked while it is read, a small answer could become a large one.
_HEADERS = {"Accept": "image/png, image/jpeg, image/webp", "Accept-Encoding": "identity"}


class PictureTransport(Transport):
    """A quicker transport than that of the cars' servers, which tells where a redirect leads."""

    read_seconds = 10.0
    call_seconds = 20.0
    tells_redirects = True


class _Address(NamedTuple):
    """An address taken apart, so that what was checked is what is asked."""

    scheme: str
    host: str
    port: int
    rest: str

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.rest}"

    @property
    def server(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port


def fetch_picture(websession: requests.Session, url: str) -> bytes:
    """Return what the picture's address holds, at most 2 MB and whatever it is: the caller looks at it.

    At most three redirects are followed, and each is checked. Raises PictureRefusedError for an
    address that is none of Renault's, AnswerTooLargeException, CallTimeoutException (after 20 s,
    redirects included), HttpStatusException or another TransportException.
    """
    transport = PictureTransport(websession)
    with transport.call():
        for _ in range(1 + MOST_REDIRECTS):
            address = _allowed(url)
            reply = transport.send("GET", address.url, headers=_HEADERS)
            if reply.status not in _REDIRECTS or not reply.location:
                break
            url = _joined(address.url, reply.location)
        else:
            raise PictureRefusedError("The picture was redirected too often.")
    if reply.status != 200:
        raise HttpStatusException(reply.status)
    return reply.body


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:
        return ""


def _allowed(url: str) -> _Address:
    """Return the address where it may be asked; raises PictureRefusedError."""
    address = _parsed(url)
    played = _played_server()
    if address is not None and played is not None and address.server == played:
        return address
    if address is not None and played is None:
        scheme, host, port = address.server
        if scheme == "https" and host in HOSTS and port == 443:
            return address
    raise PictureRefusedError("The picture's address is none of Renault's.")


def _parsed(url: str) -> _Address | None:
    """Take an address apart; None for one that two parsers could read in two ways."""
    if not url.isascii() or "\\" in url or any(letter <= " " or letter == "\x7f" for letter in url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
        host = parts.hostname or ""
    except ValueError:
        return None
    if not host or "@" in parts.netloc:
        return None
    query = f"?{parts.query}" if parts.query else ""
    return _Address(parts.scheme, host, port, (parts.path or "/") + query)


def _played_server() -> tuple[str, str, int] | None:
    """Return the server that plays Renault's on this machine, where the settings name one."""
    address = _parsed(locales.from_environment().get("kamereon-root-url", ""))
    return address.server if address is not None and _is_loopback(address.host) else None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
