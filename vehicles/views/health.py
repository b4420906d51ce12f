"""What machines ask: is it alive, is it ready. They have no session, no password and any name for us."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import resolve
from django.views.decorators.http import require_safe

from ..services import health

# SECURE_REDIRECT_EXEMPT has the same addresses.
FOR_MACHINES = ("/live", "/ready", "/ready/worker", "/metrics")


class AnswersToMachines:
    """Answers machines before hosts, sessions and the first run are looked at.

    A container's or a balancer's health check calls the machine itself, by an address or name that no
    browser uses, over plain HTTP, also while the database is away. The answers hold nothing that depends
    on the name or that anybody may not know.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in FOR_MACHINES:
            return self.get_response(request)
        response: HttpResponse = resolve(request.path_info).func(request)
        return response


@require_safe
@login_not_required
def live(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return _told([])


@require_safe
@login_not_required
def ready(_request: HttpRequest) -> HttpResponse:
    """Pages can be served: the database is there, at this version, and the keys fit it.

    Without Redis they are served too, so that it is told and fails nothing.
    """
    answers = health.redis_answers()
    redis = {} if answers is None else {"redis": "ok" if answers else "does not answer"}
    return _told(health.site_failures(), **redis)


@require_safe
@login_not_required
def worker_ready(_request: HttpRequest) -> HttpResponse:
    """The worker is at work and polls do not wait."""
    failures, figures = health.worker_report()
    return _told(
        failures,
        heartbeat_age_seconds=_rounded(figures.heartbeat_age),
        oldest_due_poll_seconds=_rounded(figures.oldest_due),
    )


def _told(failures: list[str], **figures: Any) -> JsonResponse:
    status = {"status": "failing", "failing": failures} if failures else {"status": "ok"}
    response = JsonResponse({**status, **figures}, status=503 if failures else 200)
    # What fails is told by whoever asks; a line of Django's in the log for each question says nothing more.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
