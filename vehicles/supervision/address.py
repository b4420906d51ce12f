"""Where the web server listens, and what to type to reach it."""

import errno
import socket
from dataclasses import dataclass

_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104
_ELSEWHERE = (
    "192.0.2.1",
    9,
)  # an address kept for documentation: the route to it is asked for, nothing is sent


class PortInUse(Exception):
    """The address cannot be listened on; the text says what to do, in one line."""


@dataclass(frozen=True)
class Address:
    """A host name or IP address, and a port, to listen on."""

    host: str
    port: int

    @property
    def bind(self) -> str:
        """Return HOST:PORT as gunicorn reads it."""
        return f"{_bracketed(self.host)}:{self.port}"

    def urls(self) -> list[str]:
        """Return the addresses to open, this machine's own name first, then the one for the household."""
        if self.host not in _EVERYWHERE:
            return [f"http://{_bracketed(self.host)}:{self.port}/"]
        hosts = ["localhost", lan_address()]
        return [f"http://{host}:{self.port}/" for host in hosts if host]

    def check_free(self) -> None:
        """Raise PortInUse where the web server could not listen here."""
        try:
            family, kind, protocol, _, where = socket.getaddrinfo(
                self.host or None, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(where)
                probe.listen()
        except OSError as error:
            raise PortInUse(self._explain(error)) from error

    def _explain(self, error: OSError) -> str:
        if error.errno == errno.EADDRINUSE:
            other = f"make run PORT={self.port + 1}"
            return f"Port {self.port} is in use: stop what listens there, or choose another: {other}"
        if error.errno in (errno.EACCES, errno.EPERM):
            return f"Port {self.port} is not allowed to this user: choose one above 1023, such as PORT=8000."
        return f"HOST={self.host} is not an address of this machine ({error.strerror or error})."


def lan_address() -> str | None:
    """Return this machine's address in its own network, or None where it has none; sends nothing."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(_ELSEWHERE)
            address = str(probe.getsockname()[0])
    except OSError:
        return None
    return None if address.startswith(("0.", "127.")) else address


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
