"""Sudo: what matters asks once more who one is, by password or passkey, and then for ten minutes no more.

    @access.owner
    @sudo
    def invite(request): ...            # a page with its form: one comes back to it, as it was filled in

    @require_POST
    @access.owner
    @sudo(page="household")
    def login_forget(request, login_id): ...      # a button without a page: one comes back to where it stands

A form that was filled in is not lost: build it from `typed(request)` instead of `request.POST`. It is never
sent by itself, since whoever found the window open could have filled it in.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import NoReverseMatch, reverse
from django_htmx.http import HttpResponseClientRedirect

View = Callable[..., HttpResponse]

_KEPT = "sudo_kept"
_MOST_KEPT_LETTERS = 20_000
# What is typed into fields with these words in their names is not written down.
_NEVER_KEPT = ("csrf", "password", "code", "token", "secret")


def sudo(view: View | None = None, *, page: str = "") -> Any:
    """Let in who proved within the last ten minutes who they are; others prove it first, then come back.

    `page` names the page on which the button stands, for a view that has none of its own; it gets the
    view's own keyword arguments where its address has them.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if is_proven(request):
                return view(request, *args, **kwargs)
            if request.method == "POST" and not page:
                _keep(request)
            return _prove_first(request, _address(page, kwargs) if page else request.get_full_path())

        return checked

    return guard if view is None else guard(view)


def is_proven(request: HttpRequest) -> bool:
    """Whether this session showed its password or passkey again within ten minutes."""
    proofs = [
        each["at"]
        for each in get_authentication_records(request, request.user)  # type: ignore[arg-type]
        if each.get("reauthenticated")
        and (each.get("method") == "password" or each.get("type") == "webauthn")
    ]
    return bool(proofs) and 0 <= time.time() - max(proofs) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what this form was filled in with: sent now, or before one proved who one is; else None."""
    if request.method == "POST":
        return request.POST
    kept = request.session.get(_KEPT)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[_KEPT]
    return QueryDict(kept["fields"])


def _address(page: str, kwargs: dict[str, Any]) -> str:
    try:
        return reverse(page, kwargs=kwargs)
    except NoReverseMatch:
        return reverse(page)


def _keep(request: HttpRequest) -> None:
    fields = request.POST.copy()
    for name in list(fields):
        if any(word in name.lower() for word in _NEVER_KEPT):
            del fields[name]
    text = fields.urlencode()
    if len(text) <= _MOST_KEPT_LETTERS:
        request.session[_KEPT] = {"path": request.path, "fields": text}


def _prove_first(request: HttpRequest, back_to: str) -> HttpResponse:
    ways = get_adapter().get_reauthentication_methods(request.user)
    if not ways:
        raise PermissionDenied
    address = f"{ways[0]['url']}?{urlencode({'next': back_to})}"
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)
