"""Access tokens in place of a sign-in: `Authorization: Bearer …`, for programs.

A token counts only where no cookie comes along: then nobody's browser sent the request, so that it needs no
CSRF token. It opens the views that say so with `by_token`, and no others.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from ..models import AccessToken, TokenScope
from ..services import tokens

View = Callable[..., Any]
_SCHEME = "bearer "


def by_token(scope: TokenScope, *, method: str = "GET") -> Callable[[View], View]:
    """Let tokens of this scope open a view with this method; HEAD goes with GET."""

    def mark(view: View) -> View:
        view.opened_by = {**getattr(view, "opened_by", {}), method: scope}  # type: ignore[attr-defined]
        return view

    return mark


def token_of(request: HttpRequest) -> AccessToken | None:
    """Return the token by which this request acts, None for a person with a session."""
    return getattr(request, "token", None)


class BearerTokens:
    """Gives requests with a valid token their person, and leaves no session behind."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.headers.get("Authorization", "")
        if request.COOKIES or not told.lower().startswith(_SCHEME):
            return self.get_response(request)
        try:
            token = tokens.use(told[len(_SCHEME) :].strip())
        except tokens.NotValid:
            return _refused(HTTPStatus.UNAUTHORIZED, _("This access token is not valid, or not any more."))
        request.token, request.user = token, token.membership.user  # type: ignore[attr-defined]
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        response = self.get_response(request)
        request.session.modified = False  # nothing of it is kept, and no cookie is set
        return response

    def process_view(
        self, request: HttpRequest, view: View, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Refuse what tokens do not open, or not a token of this scope."""
        token = token_of(request)
        if token is None:
            return None
        method = "GET" if request.method == "HEAD" else request.method
        wanted = getattr(view, "opened_by", {}).get(method)
        if wanted is None:
            return _refused(HTTPStatus.FORBIDDEN, _("Access tokens do not open this address."))
        if wanted == TokenScope.COMMAND and token.scope != TokenScope.COMMAND:
            return _refused(HTTPStatus.FORBIDDEN, _("This access token may read only."))
        return None


def _refused(status: HTTPStatus, why: str) -> JsonResponse:
    response = JsonResponse({"error": why}, status=status)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response
