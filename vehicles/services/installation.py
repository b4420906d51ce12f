"""How the installation fares, for the page about it: figures of all households, names of none."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Min, Q
from django_q.models import OrmQ, Task

from .. import clock
from ..models import BackupRun, Household, RenaultLogin, ServerSettings, User, Vehicle, VehicleStatus
from ..models.servers import FIELDS
from ..rules.budget import HOUR
from ..rules.changelog import New, newest
from ..rules.health import WorkerHealth
from . import backup_folders, health, metrics

MOST_LOGINS = 50


@dataclass(frozen=True, slots=True)
class Queue:
    """Tasks that wait, since when the oldest does, and those that failed in the last twelve hours."""

    waiting: int
    since: datetime | None
    failed: int


@dataclass(frozen=True, slots=True)
class LoginFigures:
    """A login by its hashed id; `mine` is whether it belongs to the household that looks."""

    hashed: str
    state: str
    calls: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is."""

    bytes: int
    households: int
    people: int
    vehicles: int


def worker() -> WorkerHealth:
    return health.worker_health()


def redis_answers() -> bool | None:
    return health.redis_answers()


def queue() -> Queue:
    now = clock.machine_now()
    waiting = OrmQ.objects.filter(lock__lte=now).aggregate(tasks=Count("pk"), since=Min("lock"))
    failed = Task.objects.filter(success=False).count()
    return Queue(waiting["tasks"], waiting["since"], failed)


def logins(household_id: int | None) -> tuple[int, list[LoginFigures]]:
    """Return how many logins there are, and the figures of the first fifty, those of the household first."""
    now = clock.now()
    counted = RenaultLogin.objects.annotate(
        recent=Count("calls", filter=Q(calls__at__gt=now - HOUR)), mine=Q(household_id=household_id)
    )
    rows = counted.order_by("-mine", "pk").values_list("pk", "state", "recent", "mine")[:MOST_LOGINS]
    figures = [LoginFigures(metrics.hashed(pk), state, calls, bool(mine)) for pk, state, calls, mine in rows]
    return RenaultLogin.objects.count(), figures


def size() -> Size:
    return Size(
        metrics.database_bytes(),
        Household.objects.count(),
        User.objects.count(),
        Vehicle.objects.filter(status=VehicleStatus.FOLLOWED).count(),
    )


def last_runs() -> tuple[BackupRun | None, BackupRun | None]:
    """Return the newest attempt, and the newest whole backup."""
    return BackupRun.objects.first(), BackupRun.last_good()


def backups_here() -> list[backup_folders.Backup]:
    """Return the backups that lie on this machine."""
    return backup_folders.listed(Path(settings.BACKUP_DIR))


def locales() -> dict[str, tuple[int, bool]]:
    """Return by locale how many logins use it and whether its servers are set here; used or set ones only."""
    used = dict(RenaultLogin.objects.order_by().values_list("locale").annotate(Count("pk")))
    changed = {
        each.locale for each in ServerSettings.objects.all() if any(getattr(each, name) for name in FIELDS)
    }
    return {locale: (used.get(locale, 0), locale in changed) for locale in sorted({*used, *changed})}


def what_is_new() -> tuple[str, list[New]]:
    """Return the topmost version of the changelog and its items."""
    try:
        return newest((Path(settings.BASE_DIR) / "CHANGELOG.md").read_text(encoding="utf-8"))
    except OSError:
        return "", []
