"""The parts of an installation as `run` and `demo` start them, and what must be in place before."""

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections

from vehicles.supervision.address import Address, PortInUse
from vehicles.supervision.life import Part

MIGRATING = 0x72656E61756C74  # the number of a lock in PostgreSQL that nothing else takes


def prepare(address: Address) -> None:
    """Bring database and static files up to date; until this is done, signals end us at once.

    Raises CommandError where the address cannot be listened on.
    """
    try:
        address.check_free()
        with _alone():
            call_command("migrate", interactive=False, verbosity=0)
        if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            call_command("collectstatic", interactive=False, verbosity=0)
    except PortInUse as error:
        raise CommandError(str(error)) from error
    except KeyboardInterrupt:
        sys.exit(130)
    connections.close_all()


@contextmanager
def _alone() -> Iterator[None]:
    """Hold back whoever else, on any machine, would bring the same PostgreSQL up to date now."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


def web_part(address: Address) -> Part:
    """Return the web server: one process, or several with one more that watches over them.

    Several share one copy of what was read before they were forked.
    """
    config = Path(settings.BASE_DIR) / "renault_web" / "gunicorn_conf.py"
    several = ["gunicorn", "--workers", str(settings.WEB_WORKERS), "--preload"]
    program = several if settings.WEB_WORKERS > 1 else ["renault_web.one_process"]
    options = ["--config", str(config), "--bind", address.bind, "--threads", str(settings.WEB_THREADS)]
    return Part("web", [sys.executable, "-m", *program, *options, "renault_web.wsgi:application"])


def worker_part() -> Part:
    """Return the worker, whose pulse of its own is looked for in the database.

    Its checks were made by whoever starts it; making them anew would read all pages into its memory.
    """
    manage = Path(settings.BASE_DIR) / "manage.py"
    pulse = f"worker {secrets.token_hex(6)}"
    command = [sys.executable, str(manage), "qcluster", "--skip-checks", "--pulse", pulse]
    return Part("worker", command, beat_in=database() | {"name": pulse})


def database() -> dict[str, Any]:
    """Return where the database is, as `supervision.beats` takes it."""
    if connection.vendor == "sqlite":
        return {"sqlite": str(connection.settings_dict["NAME"])}
    parameters = connection.get_connection_params()
    return {"postgres": {name: value for name, value in parameters.items() if isinstance(value, str | int)}}
