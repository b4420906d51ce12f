"""The figures that Prometheus asks for, read from the database when it does.

No process counts anything for them, so they are the same whichever of several web servers is asked, and
true from the first moment on. The number of questions does not depend on how many logins there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min
from django.utils.crypto import salted_hmac
from django_q.models import OrmQ, Task

from .. import clock
from ..models import BackupRun, EndpointState, RenaultCall, RenaultLogin, Vehicle, VehicleEndpoint
from ..rules.budget import CALLS_PER_HOUR, HOUR
from . import health

MOST_LOGINS = 1000  # with their own lines: more would be a burden to whoever stores them


@dataclass(frozen=True, slots=True)
class Metric:
    """One gauge: its name, what it is, its unit in both, and its values by labels."""

    name: str
    what: str
    values: list[tuple[dict[str, str], float]]


def hashed(login_id: int) -> str:
    """Return what stands for a login outside of this installation: always the same, and telling nothing."""
    return salted_hmac("vehicles.metrics", str(login_id), algorithm="sha256").hexdigest()[:12]


def gather() -> Iterator[Metric]:
    """Yield all metrics; raises the database's errors."""
    machine_now, now = clock.machine_now(), clock.now()
    yield Metric("info", "The version that runs.", [({"version": settings.VERSION}, 1)])
    yield from _worker()
    yield from _queue(machine_now)
    yield from _logins(now)
    yield from _failures()
    yield from _stored(machine_now)


def _one(name: str, what: str, value: float | None) -> Metric:
    return Metric(name, what, [] if value is None else [({}, value)])


def _worker() -> Iterator[Metric]:
    figures = health.worker_health()
    yield _one("heartbeat_age_seconds", "Since the worker was last at work.", figures.heartbeat_age)
    yield _one(
        "poll_lag_seconds", "For how long the oldest due poll has waited; 0: none.", figures.oldest_due or 0
    )


def _queue(machine_now: datetime) -> Iterator[Metric]:
    waiting = OrmQ.objects.filter(lock__lte=machine_now).aggregate(tasks=Count("pk"), since=Min("lock"))
    age = (machine_now - waiting["since"]).total_seconds() if waiting["since"] else 0
    yield _one("queue_tasks", "Tasks that wait for a worker.", waiting["tasks"])
    yield _one("queue_age_seconds", "For how long the oldest of them has waited; 0: none.", age)


def _logins(now: datetime) -> Iterator[Metric]:
    states = dict(RenaultLogin.objects.values_list("pk", "state").order_by("pk")[:MOST_LOGINS])
    counts = RenaultLogin.objects.order_by().values_list("state").annotate(Count("pk"))
    hour = RenaultCall.objects.filter(at__gt=now - HOUR, login_id__lte=max(states, default=0))
    calls = dict(hour.order_by().values_list("login_id").annotate(Count("pk")))
    yield Metric("logins", "Renault logins by state.", [({"state": state}, n) for state, n in counts])
    yield Metric(
        "login_state",
        "1 for the state of each login, by its hashed id.",
        [({"login": hashed(pk), "state": state}, 1) for pk, state in states.items()],
    )
    yield Metric(
        "login_calls",
        "Calls to Renault in the last hour, by the login's hashed id.",
        [({"login": hashed(pk)}, calls.get(pk, 0)) for pk in states],
    )
    yield _one("login_quota_calls", "Calls that each login may make in an hour.", CALLS_PER_HOUR)


def _failures() -> Iterator[Metric]:
    failing = VehicleEndpoint.objects.filter(state=EndpointState.FAILING).order_by()
    by_kind = failing.values_list("error").annotate(Count("pk"))
    yield Metric(
        "endpoints_failing",
        "Endpoints of vehicles whose last answer was an error, by its kind.",
        [({"kind": kind or "unknown"}, n) for kind, n in by_kind],
    )
    tasks = Task.objects.filter(success=False).order_by().values_list("func").annotate(Count("pk"))
    yield Metric(
        "tasks_failed",
        "Tasks of the last twelve hours that ended with an error.",
        [({"task": func.rpartition(".")[2]}, n) for func, n in tasks],
    )


def _stored(machine_now: datetime) -> Iterator[Metric]:
    vehicles = Vehicle.objects.order_by().values_list("status").annotate(Count("pk"))
    yield Metric("vehicles", "Vehicles by status.", [({"status": status}, n) for status, n in vehicles])
    yield _one("database_bytes", "The size of the database.", database_bytes())
    good = BackupRun.last_good()
    age = (machine_now - good.started_at).total_seconds() if good else None
    yield _one("backup_age_seconds", "Since the last whole backup was begun.", age)
    yield _one("backup_bytes", "The size of the last whole backup.", good.size_bytes if good else None)


def database_bytes() -> int:
    """Return how much room the database takes on its disk, the write-ahead log included."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    name = str(connection.settings_dict["NAME"])
    return sum(path.stat().st_size for path in (Path(name), Path(f"{name}-wal")) if path.exists())
