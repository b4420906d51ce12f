"""How long a session lives: 14 days without a visit (by its cookie), 90 days in all.

A session is written once an hour at most while it is used, however often a page asks for its figures.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from .. import clock
from . import known_devices
from .bearer import token_of

log = logging.getLogger(__name__)

LONGEST = timedelta(days=90)
NOTED_EVERY = timedelta(hours=1)
_BEGAN, _SEEN = "began_at", "seen_at"


class SessionLife:
    """Ends sessions that are 90 days old; notes that others are in use, and by which browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = clock.machine_now().timestamp()
        if (
            request.user.is_authenticated
            and now - request.session.get(_BEGAN, now) >= LONGEST.total_seconds()
        ):
            logout(request)
        was_signed_in = request.user.is_authenticated
        noted = _note(request, now)
        response = self.get_response(request)
        if not was_signed_in:
            noted = _note(request, now)  # who signs in with this very request
        if noted and request.user.is_authenticated:
            known_devices.remember(request, response)
        return response


def _note(request: HttpRequest, now: float) -> bool:
    """Note that the session is in use, where it is time to; returns whether it was.

    Where the database cannot write just now (locked, its disk full), the next request tries again: that is
    no reason to show nothing.
    """
    if not _is_to_be_noted(request, now):
        return False
    try:
        UserSession.objects.create_from_request(request)
    except DatabaseError as error:
        log.warning("A session in use was not noted: %s", type(error).__name__)
        return False
    request.session.setdefault(_BEGAN, now)
    request.session[_SEEN] = now
    return True


def _is_to_be_noted(request: HttpRequest, now: float) -> bool:
    if token_of(request) is not None or not request.user.is_authenticated:
        return False
    return bool(now - request.session.get(_SEEN, 0) >= NOTED_EVERY.total_seconds())
