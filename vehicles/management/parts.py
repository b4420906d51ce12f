"""The parts of an installation as `run` and `demo` start them, and what must be in place before."""

import sys
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from vehicles import queue
from vehicles.models.heartbeat import WORKER, Heartbeat
from vehicles.supervision import Address, Part, PortInUse, Pulse


def prepare(address: Address) -> None:
    """Bring database and static files up to date; until this is done, signals end us at once.

    Raises CommandError where the address cannot be listened on.
    """
    try:
        address.check_free()
        call_command("migrate", interactive=False, verbosity=0)
        if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            call_command("collectstatic", interactive=False, verbosity=0)
    except PortInUse as error:
        raise CommandError(str(error)) from error
    except KeyboardInterrupt:
        sys.exit(130)
    # A worker that starts looks at once at what is due, and shows that it lives.
    queue.request_tick()
    connections.close_all()


def web_part(address: Address) -> Part:
    config = Path(settings.BASE_DIR) / "renault_web" / "gunicorn_conf.py"
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", str(config), "--bind", address.bind]
    return Part("web", [*gunicorn, "--threads", str(settings.WEB_THREADS), "renault_web.wsgi:application"])


def worker_part() -> Part:
    manage = Path(settings.BASE_DIR) / "manage.py"
    return Part("worker", [sys.executable, str(manage), "qcluster"], pulse=Pulse(_last_worker_beat))


def _last_worker_beat() -> datetime | None:
    try:
        return Heartbeat.last(WORKER)
    finally:
        connections.close_all()
