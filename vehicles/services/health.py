"""Looks whether the parts of the installation work: database, migrations, keys, worker."""

import logging
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import Error, connection
from django.db.migrations.recorder import MigrationRecorder

from .. import clock
from ..fields import opens
from ..models import Heartbeat, RenaultLogin, Vehicle
from ..models.heartbeat import WORKER
from ..rules.health import WorkerHealth, worker_failures

log = logging.getLogger(__name__)


def site_failures() -> list[str]:
    """Return in short words what keeps the pages from working; empty where all is well."""
    try:
        if not is_migrated():
            return ["the database is not at this version"]
        return [] if keys_fit() else ["the token keys do not open the stored secrets"]
    except Error:
        return ["the database does not answer"]


def redis_answers() -> bool | None:
    """Whether Redis does, or None where none is set up."""
    return bool(caches["default"].answers()) if settings.REDIS_URL else None


def is_migrated() -> bool:
    """Whether every migration of this version is applied, and none of ours that it does not know."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    unknown = {name for app, name in applied if app == "vehicles"} - {
        name for app, name in known_migrations() if app == "vehicles"
    }
    return known_migrations() <= applied and not unknown


def is_newer() -> bool:
    """Whether a newer version has changed the database; one small question."""
    mine = [name for app, name in known_migrations() if app == "vehicles"]
    applied = MigrationRecorder.Migration.objects.filter(app="vehicles")
    return applied.exclude(name__in=mine).exists()


def of_this_version(task: Callable[..., None]) -> Callable[..., None]:
    """Do a task unless a newer version, which shares the queue, has changed the database meanwhile."""

    @wraps(task)
    def only_then(*numbers: int) -> None:
        if is_newer():
            log.error("The database is of a newer version: %s is not done here.", task.__name__)
            return
        task(*numbers)

    return only_then


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Return what this version brings, from the names of the files: reading them would take 5 MB for good."""
    return frozenset(
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in iter_modules([str(Path(app.path, "migrations"))])
        if not module.ispkg and module.name[0] not in "_~"  # as Django itself looks for them
    )


def keys_fit() -> bool:
    """Whether one stored secret opens; where none is stored there is nothing that could fail to."""
    stored = RenaultLogin.objects.exclude(login_token=None).values_list("login_token", flat=True)
    sealed = stored.order_by("pk").first()
    return sealed is None or opens(sealed)


def worker_health() -> WorkerHealth:
    """Return how the worker fares; heartbeats by the machine's clock, due polls by the cars'."""
    now = clock.now()
    since = Vehicle.objects.waiting_since(now)
    return WorkerHealth(
        heartbeat_age=Heartbeat.age(WORKER, clock.machine_now()),
        oldest_due=None if since is None else (now - since).total_seconds(),
    )


def worker_report() -> tuple[list[str], WorkerHealth]:
    """Return what is wrong with the worker, and the figures; the database's silence is told as such."""
    try:
        health = worker_health()
    except Error:
        return ["the database does not answer"], WorkerHealth(None, None)
    return worker_failures(health), health
