"""manage.py qcluster: the worker, which does not start on a database that is not at this version."""

import argparse
import gc
from typing import Any

from django.core.management.base import CommandError
from django.db import connections
from django_q.management.commands import qcluster

from vehicles import broker
from vehicles.services import health


class Command(qcluster.Command):
    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--pulse", default="", help="the heartbeat row of this cluster alone")

    def handle(self, *args: Any, pulse: str, **options: Any) -> None:
        if not health.is_migrated():
            raise CommandError(
                "The database is not at this version, so the worker does not start. "
                "Run `manage.py migrate` first (`manage.py run` does it by itself)."
            )
        connections.close_all()  # the worker's processes open their own
        # Read before the cluster forks, so that its processes share one copy; what the collector never
        # looks at again is never written to, and stays shared.
        from vehicles import tasks  # noqa: F401

        broker.pulse_name = pulse
        gc.collect()
        gc.freeze()
        super().handle(*args, **options)
