"""`manage.py worker`: the cluster that does what is queued, with its memory shared by its processes."""

import gc

from django_q.management.commands import qcluster


class Command(qcluster.Command):
    help = "Runs the worker alone and unwatched; `run --worker` starts it and watches over it."

    def handle(self, *args: object, **options: object) -> None:
        # Read before the cluster forks, so that its processes share one copy; what the collector never
        # looks at again is never written to, and stays shared.
        from vehicles import tasks  # noqa: F401

        gc.collect()
        gc.freeze()
        super().handle(*args, **options)
