"""What each person has chosen for themselves, put into effect for their requests."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from ..models import User
from ..reader import Reader, reading


class ReaderMiddleware:
    """Makes pages in the person's units, on their clock, and in their language or the browser's.

    Comes after HouseholdMiddleware, whose clock counts where the person has chosen none. Nothing more is
    asked of the database.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User) and request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        with reading(_reader(request)):
            return self.get_response(request)


def _reader(request: HttpRequest) -> Reader:
    membership = getattr(request, "membership", None)
    user = request.user if isinstance(request.user, User) else None
    zone = (user.time_zone if user else "") or (membership.household.time_zone if membership else "")
    return Reader(user.units if user else Reader().units, ZoneInfo(zone or "UTC"))
