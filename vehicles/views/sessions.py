"""Where a person is signed in, and signing out there."""

from dataclasses import dataclass

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import reader
from ..rules.browsers import browser_of, system_of
from .figures import day_and_time


@dataclass(frozen=True, slots=True)
class SessionLine:
    id: int
    device: str
    system: str
    address: str
    began: str
    seen: str
    is_this: bool


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    mine = UserSession.objects.purge_and_list(request.user)  # type: ignore[arg-type]
    if request.method == "POST":
        return _end(request, mine)
    lines = [_line(request, each) for each in sorted(mine, key=lambda each: each.last_seen_at, reverse=True)]
    page = {
        "lines": sorted(lines, key=lambda line: not line.is_this),
        "others": sum(not line.is_this for line in lines),
    }
    return render(request, "vehicles/sessions.html", {"page": page})


def _end(request: HttpRequest, mine: list[UserSession]) -> HttpResponse:
    """End one session, or all but this; of somebody else's session nothing is found."""
    this = request.session.session_key
    chosen = request.POST.get("session", "")
    ending = [
        each for each in mine if str(each.pk) == chosen or (chosen == "others" and each.session_key != this)
    ]
    get_adapter().end_sessions(ending)
    if any(each.session_key == this for each in ending):
        logout(request)
        return redirect("account_login")
    if ending:
        messages.success(request, _("Signed out there, at once."))
    else:
        messages.info(request, _("Nobody was signed in there any more."))
    return redirect("usersessions_list")


def _line(request: HttpRequest, session: UserSession) -> SessionLine:
    zone = reader.current().zone
    return SessionLine(
        id=session.pk,
        device=_device(session.user_agent),
        system=system_of(session.user_agent),
        address=session.ip,
        began=day_and_time(session.created_at, zone),
        seen=day_and_time(session.last_seen_at, zone),
        is_this=session.session_key == request.session.session_key,
    )


def _device(user_agent: str) -> str:
    browser, system = browser_of(user_agent), system_of(user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown browser")
