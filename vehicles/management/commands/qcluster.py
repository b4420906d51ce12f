"""manage.py qcluster: the worker, which does not start on a database that is not at this version."""

import gc
from typing import Any

from django.core.management.base import CommandError
from django.db import connections
from django_q.management.commands import qcluster

from vehicles.services import health


class Command(qcluster.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if not health.is_migrated():
            raise CommandError(
                "The database is not at this version, so the worker does not start. "
                "Run `manage.py migrate` first (`manage.py run` does it by itself)."
            )
        connections.close_all()  # the worker's processes open their own
        # Read before the cluster forks, so that its processes share one copy; what the collector never
        # looks at again is never written to, and stays shared.
        from vehicles import tasks  # noqa: F401

        gc.collect()
        gc.freeze()
        super().handle(*args, **options)
