"""Browsers in which somebody has signed in before: strangers who guess elsewhere do not lock them out.

A signed cookie says who has. It opens nothing; wrong passwords from that browser are only counted apart.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

_SALT = "vehicles.known_devices"
_LASTS_SECONDS = 180 * 24 * 3600
_MOST_PEOPLE = 8


def device_of(request: HttpRequest, user_id: int) -> str:
    """Return the key of the browser that this person has signed in with before; empty for any other."""
    device = _read(request)
    return str(device["id"]) if user_id in device["people"] else ""


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Note with an answer that the signed-in person uses this browser."""
    device = _read(request)
    others = [each for each in device["people"] if each != request.user.pk]
    device["people"] = [request.user.pk, *others][:_MOST_PEOPLE]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(device, salt=_SALT),
        max_age=_LASTS_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        told = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
        return dict(signing.loads(told, salt=_SALT, max_age=_LASTS_SECONDS))
    except signing.BadSignature:
        return {"id": secrets.token_urlsafe(16), "people": []}
