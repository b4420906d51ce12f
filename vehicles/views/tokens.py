"""A person's access tokens in the household they look at: made and shown once, listed, revoked."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from .. import clock, reader
from ..forms.token import TokenForm
from ..models import AccessToken, Membership
from ..services import tokens
from . import access
from .figures import day_and_time
from .sudo import sudo, typed


@dataclass(frozen=True, slots=True)
class TokenLine:
    name: str
    prefix: str
    scope: str
    until: str
    used: str
    has_ended: bool
    revoke_url: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.member
@sudo
@sensitive_variables("made")
def access_tokens(request: HttpRequest) -> HttpResponse:
    mine = access.membership(request)
    form = TokenForm(typed(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = tokens.make(mine, name=data["name"], scope=data["scope"], lasts=form.lasts())
        except tokens.TooManyTokens:
            form.add_error(None, _("You have %(most)s tokens. Revoke one first.") % {"most": tokens.MOST})
        else:
            return render(request, "vehicles/token_made.html", {"page": _made(request, made)})
    page = {"lines": _lines(mine), "household": mine.household.name}
    return render(request, "vehicles/tokens.html", {"form": form, "page": page})


@require_POST
@access.member
@sudo(page="tokens")
def token_revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    token = access.access_token(request, token_id)
    had_ended = token.expires_at <= clock.machine_now()
    tokens.revoke(token, request.user)  # type: ignore[arg-type]
    messages.success(
        request,
        _("The token is removed.") if had_ended else _("The token is revoked. It opens nothing any more."),
    )
    return redirect("tokens")


def _lines(mine: Membership) -> list[TokenLine]:
    zone, now = reader.current().zone, clock.machine_now()
    return [
        TokenLine(
            name=each.name,
            prefix=each.prefix,
            scope=each.get_scope_display(),
            until=day_and_time(each.expires_at, zone),
            used=day_and_time(each.last_used_at, zone) if each.last_used_at else "",
            has_ended=each.expires_at <= now,
            revoke_url=reverse("token-revoke", args=[each.pk]),
        )
        for each in AccessToken.objects.filter(membership=mine)
    ]


def _made(request: HttpRequest, made: tokens.NewToken) -> dict[str, str]:
    of = access.vehicles(request).in_order().first()
    where = reverse("vehicle-timeline-json", args=[of.pk]) if of else reverse("garage")
    return {
        "name": made.token.name,
        "text": made.text,
        "scope": made.token.get_scope_display(),
        "until": day_and_time(made.token.expires_at, reader.current().zone),
        "example": f"curl -H 'Authorization: Bearer {made.text}' {request.build_absolute_uri(where)}",
    }
