"""From which address a request comes; what a proxy says is believed only of the proxies in the settings."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104  who connects through a socket without addresses


def client_address(request: HttpRequest) -> str:
    """Return the address of the browser, as far as somebody trusted tells it.

    X-Forwarded-For is read from its end, each time only when a trusted proxy wrote the entry.
    """
    address = _parsed(str(request.META.get("REMOTE_ADDR", "")))
    told = request.headers.get("X-Forwarded-For", "").split(",")
    while told and address and _is_trusted(address):
        said = _parsed(told.pop())
        if said is None:
            break
        address = said
    return str(address or UNKNOWN)


def _is_trusted(address: IPv4Address | IPv6Address) -> bool:
    return any(address in ip_network(each) for each in settings.TRUSTED_PROXIES)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
