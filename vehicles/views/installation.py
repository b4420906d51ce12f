"""The page of whoever looks after the server: whether it works, backups, Renault's servers, what is new."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from .. import clock, reader
from ..forms.linking import locale_choices, locale_label
from ..models import BackupRun, LoginState, User
from ..rules.budget import CALLS_PER_HOUR
from ..rules.changelog import New
from ..rules.health import LATE_SECONDS, is_silent
from ..services import backups
from ..services import installation as service
from . import access
from .figures import THIN, ago, day_and_time, duration, number

TONES = {LoginState.OK: "charging", LoginState.COOLING: "attention", LoginState.NEEDS_SIGN_IN: "failed"}


@dataclass(frozen=True, slots=True)
class Line:
    """One small figure with its label."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class State:
    """How something fares: a dot's tone, words, the figures beneath."""

    tone: str
    text: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class LoginRow:
    hashed: str
    mine: bool
    tone: str
    state: str
    calls: str


@dataclass(frozen=True, slots=True)
class BackupPart:
    """The last good backup, the attempt that goes on or failed, and what lies on this machine."""

    state: State
    running: bool
    percent: int
    waits: bool
    error: str
    here: list[Line]


@dataclass(frozen=True, slots=True)
class LocaleRow:
    locale: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Live:
    """What refreshes itself."""

    worker: State
    redis: State | None
    logins: list[LoginRow]
    logins_text: str
    backup: BackupPart


@dataclass(frozen=True, slots=True)
class InstallationPage:
    live: Live
    version: str
    size: list[Line]
    locales: list[LocaleRow]
    locale_choices: list[tuple[str, str]]
    new_title: str
    new: list[New]
    vehicles: list[tuple[int, str]]


@require_safe
@access.installer
def installation(request: HttpRequest) -> HttpResponse:
    title, new = service.what_is_new()
    page = InstallationPage(
        live=_live(request),
        version=settings.VERSION,
        size=_size(),
        locales=[_locale_row(locale, *of) for locale, of in service.locales().items()],
        locale_choices=locale_choices(),
        new_title=_("Newer than %(version)s") % {"version": settings.VERSION} if title == "Next" else title,
        new=new,
        vehicles=_vehicles(request),
    )
    return render(request, "vehicles/installation.html", {"page": page})


@require_safe
@access.installer
def installation_live(request: HttpRequest) -> HttpResponse:
    return render(request, "vehicles/_installation_live.html", {"live": _live(request)})


@require_POST
@access.installer
def back_up_now(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User) and backups.ask(request.user):
        messages.success(request, _("The worker begins the backup within seconds."))
    else:
        messages.info(request, _("A backup is being made already."))
    return redirect("installation")


def _live(request: HttpRequest) -> Live:
    household = access.membership(request).household_id if access.has_household(request) else None
    count, figures = service.logins(household)
    return Live(
        worker=_worker(),
        redis=_redis(),
        logins=[_login_row(each) for each in figures],
        logins_text=ngettext(
            "%(count)s login, all households together.",
            "%(count)s logins, all households together.",
            count,
        )
        % {"count": number(count)},
        backup=_backup(),
    )


def _worker() -> State:
    health, queue = service.worker(), service.queue()
    now = clock.machine_now()
    late = health.oldest_due is not None and health.oldest_due > LATE_SECONDS
    if is_silent(health.heartbeat_age):
        tone, text = "failed", _("The worker is silent: nothing is read. See the log of the server.")
    elif late:
        tone, text = "attention", _("The worker is at work, and polls wait too long.")
    else:
        tone, text = "charging", _("The worker is at work.")
    waits = _("none") if health.oldest_due is None else _span(health.oldest_due)
    waiting = number(queue.waiting)
    if queue.since is not None:
        waiting = _("%(count)s, the oldest for %(time)s") % {
            "count": waiting,
            "time": _span((now - queue.since).total_seconds()),
        }
    return State(
        tone,
        text,
        [
            Line(_("Sign of life"), _since(health.heartbeat_age)),
            Line(_("Polls waiting"), waits),
            Line(_("Tasks waiting"), waiting),
            Line(_("Failed tasks"), _("%(count)s in 12 hours") % {"count": number(queue.failed)}),
        ],
    )


def _redis() -> State | None:
    answers = service.redis_answers()
    if answers is None:
        return None
    if answers:
        return State("charging", _("Redis counts them."), [])
    text = _("Redis does not answer. Until it does, the database counts them.")
    return State("attention", text, [])


def _since(seconds: float | None) -> str:
    """Return how long ago something was, to the second while that tells more."""
    if seconds is None:
        return _("never")
    return _("just now") if seconds < 5 else _("%(time)s ago") % {"time": _span(seconds)}


def _span(seconds: float) -> str:
    """Return a length of time, in seconds below two minutes."""
    if seconds < 120:
        return _("%(seconds)s s") % {"seconds": number(max(0, seconds))}
    return duration(int(seconds // 60))


def _login_row(of: service.LoginFigures) -> LoginRow:
    state = LoginState(of.state)
    calls = _("%(calls)s of %(most)s") % {"calls": number(of.calls), "most": CALLS_PER_HOUR}
    return LoginRow(of.hashed, of.mine, TONES[state], str(state.label), calls)


def _backup() -> BackupPart:
    newest, good = service.last_runs()
    zone = reader.current().zone
    here = [
        Line(day_and_time(each.about.made_at, zone), _megabytes(each.about.size_bytes))
        for each in service.backups_here()
    ]
    running = newest is not None and newest.running
    return BackupPart(
        state=_last_backup(good, clock.machine_now()),
        running=running,
        percent=newest.percent if newest else 0,
        waits=bool(running and newest and newest.seen_at == newest.started_at),
        error=newest.error if newest else "",
        here=here,
    )


def _last_backup(good: BackupRun | None, now: datetime) -> State:
    if good is None:
        nightly = _("The first one is made tonight.") if settings.BACKUP_NIGHTLY else ""
        return State("attention", _("There is no backup yet."), [Line("", nightly)] if nightly else [])
    old = (now - good.started_at).days >= 2
    lines = [
        Line(_("Made"), day_and_time(good.started_at, reader.current().zone)),
        Line(_("Size"), _megabytes(good.size_bytes or 0)),
    ]
    text = _("The last one was made %(ago)s.") % {"ago": ago(good.started_at, now)}
    return State("attention" if old else "charging", text, lines)


def _megabytes(size: int) -> str:
    return f"{number(size / 1e6, 0 if size >= 1e7 else 1)}{THIN}MB"


def _size() -> list[Line]:
    size = service.size()
    kind = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    return [
        Line(_("Kind"), kind),
        Line(_("Size"), _megabytes(size.bytes)),
        Line(_("Households"), number(size.households)),
        Line(_("People"), number(size.people)),
        Line(_("Vehicles followed"), number(size.vehicles)),
    ]


def _locale_row(locale: str, logins: int, changed: bool) -> LocaleRow:
    used = ngettext("%(count)s login", "%(count)s logins", logins) % {"count": number(logins)}
    return LocaleRow(
        locale, locale_label(locale), f"{used} · {_('set here') if changed else _('as built in')}"
    )


def _vehicles(request: HttpRequest) -> list[Any]:
    if not access.has_household(request):
        return []
    return list(access.vehicles(request).in_order().values_list("pk", "name"))
