"""Removes what has served: the queue's results, old call counts, challenges and sessions past their time."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django_q.models import Task

from .. import clock
from ..models import CachedValue, Heartbeat, LoginChallenge, RenaultCall
from ..models.heartbeat import WORKER

KEEP_RESULTS = timedelta(hours=12)
KEEP_CALLS = timedelta(days=1)
KEEP_PULSES = timedelta(days=1)  # of clusters that live no more: each start has a row of its own


def prune(now: datetime) -> None:
    """Delete what is past its time; cheap enough for each minute, for each part is an indexed range."""
    machine_now = clock.machine_now()
    LoginChallenge.objects.filter(expires_at__lt=machine_now).delete()
    RenaultCall.objects.filter(at__lt=now - KEEP_CALLS).delete()
    Heartbeat.objects.exclude(name=WORKER).filter(beat_at__lt=machine_now - KEEP_PULSES).delete()
    CachedValue.objects.filter(expires__lt=machine_now).delete()
    Session.objects.filter(expire_date__lt=machine_now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    # In small steps, so that a tick stays short; a few thousand rows are there at most.
    old = Task.objects.filter(stopped__lt=machine_now - KEEP_RESULTS).order_by("stopped")
    Task.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:500])).delete()
