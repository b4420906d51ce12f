"""Links that commands print, to addresses of the site as people open it."""

from django.conf import settings
from django.core.management.base import CommandError, CommandParser


def add_address(parser: CommandParser) -> None:
    """Let a command be told under which address people open the site."""
    parser.add_argument(
        "--address",
        default=usual_address(),
        help="under which people open the site, such as https://cars.example.com (default: %(default)s)",
    )


def usual_address() -> str:
    """Return the address that the settings speak of."""
    if settings.BEHIND_HTTPS:
        return f"https://{settings.ALLOWED_HOSTS[0].lstrip('*.')}"
    return f"http://127.0.0.1:{settings.PORT}"


def link(address: str, path: str) -> str:
    """Return the whole link; raises CommandError for an address that is none."""
    if not address.startswith(("http://", "https://")):
        raise CommandError("--address must begin with http:// or https://.")
    return address.rstrip("/") + path
