"""manage.py qcluster: the worker, which does not start on a database that is not at this version."""

import argparse
import gc
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from vehicles import broker, queue
from vehicles.services import health


class Command(BaseCommand):
    help = "Runs the worker, which does what is queued, until Ctrl-C or SIGTERM."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--pulse", default="", help="the heartbeat row of this process alone")

    def handle(self, *, pulse: str, **_: Any) -> None:
        if not health.is_migrated():
            raise CommandError(
                "The database is not at this version, so the worker does not start. "
                "Run `manage.py migrate` first (`manage.py run` does it by itself)."
            )
        queue.request_tick()  # what fell due while no worker ran is not to wait for the next minute
        connections.close_all()  # its threads open their own
        # What the threads would else read one by one.
        from vehicles import cluster, tasks  # noqa: F401
        from vehicles.renault_api import sockets  # noqa: F401

        broker.pulse_name = pulse
        gc.collect()
        gc.freeze()  # code stays: the collector need not look at it again
        sys.exit(cluster.Cluster().run())
