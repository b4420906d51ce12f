"""manage.py qcluster: the worker, which does not start on a database that is not at this version."""

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
        super().handle(*args, **options)
