"""Wrong passwords are counted, and beyond the limit none is looked at any more.

Each attempt is counted before the password is hashed and taken back when it was right, so that parallel
guesses cannot slip through. Counted is per address and per person; a browser that the person has used
before is counted for itself, and so is somebody who is signed in.
"""

from allauth.account.internal.userkit import filter_users_by_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django.http import HttpRequest

from .known_devices import device_of

# Failures; wrong codes of second steps are counted by allauth ("login_failed" in the settings).
LIMITS = {
    "password_from_address": "20/h/ip",
    "password_of_person": "20/d/key",
    "password_in_browser": "20/d/key",
}


class Attempt:
    """One try at a password, counted as failed until it is taken back."""

    def __init__(self, request: HttpRequest, email: str) -> None:
        """Count it; raises ImmediateHttpResponse with a 429 beyond the limit."""
        self._counted = []
        for action, key in _counters(request, email):
            counted = ratelimit.consume(request, app="vehicles", action=action, config=LIMITS, key=key)
            if counted is None:
                raise ImmediateHttpResponse(ratelimit.respond_429(request))
            self._counted.append(counted)

    def take_back(self) -> None:
        """Say that the password was right."""
        for each in self._counted:
            each.rollback()


def forgive(request: HttpRequest, email: str) -> None:
    """Forget a person's failures: they have a new password."""
    key = _person(_people(email), email)
    ratelimit.clear(request, app="vehicles", action="password_of_person", config=LIMITS, key=key)


def _counters(request: HttpRequest, email: str) -> list[tuple[str, str | None]]:
    if request.user.is_authenticated:
        return [("password_in_browser", f"signed in {request.user.pk}")]
    people = _people(email)
    for each in people:
        if device := device_of(request, each):
            return [("password_in_browser", f"{device} {each}")]
    return [("password_from_address", None), ("password_of_person", _person(people, email))]


def _people(email: str) -> list[int]:
    return sorted(user.pk for user in filter_users_by_email(email))


def _person(people: list[int], email: str) -> str:
    """Return one key for all addresses of a person; an address that nobody has is counted alike."""
    return f"people {people}" if people else email.strip().lower()
