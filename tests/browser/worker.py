"""The worker's part, played by a thread: it takes what the site has queued and does it."""

import threading

from django.db import connections
from django.utils.module_loading import import_string
from django_q.models import OrmQ

from vehicles import tasks

LOOK_EVERY_SECONDS = 0.1
PATIENCE_SECONDS = 20


class Worker:
    """Works through the real queue by the real entry points, until it is closed.

    The worker itself wants a process of its own; `test_demo` runs that.
    """

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._rounds = threading.Condition()
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._work, name="played worker", daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """Wait until all that is queued now is done."""
        with self._rounds:
            # The round that is under way may have begun before the last task was queued.
            for _ in range(2):
                assert self._rounds.wait(PATIENCE_SECONDS), "The played worker does not get on."

    def close(self) -> None:
        """Stop, and raise what went wrong on the way."""
        self._stopping.set()
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        try:
            tasks.tick()
            while not self._stopping.wait(LOOK_EVERY_SECONDS):
                for queued in OrmQ.objects.order_by("pk"):
                    queued.delete()
                    import_string(queued.task["func"])(*queued.task["args"])
                with self._rounds:
                    self._rounds.notify_all()
        except Exception as error:  # noqa: BLE001  the test that closes it raises it again
            self._error = error
        finally:
            connections.close_all()
