"""The worker: one process, in which django-q2's parts are threads (docs/adr/0021).

1. The main thread starts the others and looks after them. It asks no database meanwhile, so nothing keeps it
   from that.
2. The scheduler's thread queues what the clock wants, and then asks for a beat.
3. The pusher takes tasks from the database, one ahead of the workers.
4. WORKERS threads do them, each with a connection to the database of its own.
5. The monitor writes down how they ended, and takes them off the queue.

The process ends when it is told to; and by itself where a task is over its time, where a thread has died or
where it has grown too large. Then it takes nothing more, waits for each task that is within its time, and
hands back what it has not begun. Whoever supervises it starts it again.
"""

import logging
import os
import queue
import re
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django_q.conf import Conf
from django_q.monitor import monitor
from django_q.pusher import pusher
from django_q.scheduler import scheduler
from django_q.worker import worker

from . import broker

log = logging.getLogger(__name__)

STOP = "STOP"  # django-q2's word for "no more"
NO_TIMEOUT = -1  # its own is a signal, which only a main thread can have
LOOK_SECONDS = 1.0  # between two looks at the threads
LAST_WRITES_SECONDS = 2  # for the pusher and the monitor, once no task is left
MOST_MB = 400  # of memory that is the process's own; it takes about 60


class Worker(Thread):
    """A thread that does one task after the other, and can be asked whether it is late.

    django-q2's `worker` takes it for its queue and for its timer: those have `get`, `value` and `get_lock`.
    """

    def __init__(self, tasks: "queue.Queue[Any]", results: "queue.Queue[Any]") -> None:
        super().__init__(name="worker", daemon=True)
        self._tasks = tasks
        self._results = results
        self._task: Any = None
        self._ends_at = float("inf")
        self.value = NO_TIMEOUT

    def run(self) -> None:
        try:
            worker(self, self._results, self, NO_TIMEOUT)
        except BaseException:
            log.exception("A worker's thread dies.")
        finally:
            connections.close_all()

    def get(self) -> Any:
        """Return the next task, whose time begins now."""
        self._ends_at = float("inf")
        self._task = self._tasks.get()
        self._ends_at = monotonic() + Conf.TIMEOUT
        return self._task

    def get_lock(self) -> AbstractContextManager[None]:
        return nullcontext()

    def is_late(self) -> bool:
        """Whether its task is over its time."""
        return self.is_alive() and monotonic() > self._ends_at

    def told(self) -> str:
        """Return what it does, and where in the code it is."""
        frame = sys._current_frames().get(self.ident or 0)
        return f"{self._task['func']}\n{''.join(traceback.format_stack(frame))}"


class Cluster:
    """The threads of a worker, from their start to the end of the process."""

    def __init__(self) -> None:
        self._tasks: queue.Queue[Any] = queue.Queue(Conf.QUEUE_LIMIT)
        self._results: queue.Queue[Any] = queue.Queue()
        # A signal may come while the main thread waits in here, which only this kind of queue bears.
        self._signals: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._stopping = Event()
        self._workers = [Worker(self._tasks, self._results) for _ in range(Conf.WORKERS)]
        self._pusher = self._keeping_on(pusher, self._tasks, self._stopping)
        self._monitor = self._keeping_on(monitor, self._results)
        self._threads = [
            *self._workers,
            self._pusher,
            self._monitor,
            self._keeping_on(schedule, self._stopping),
        ]

    def run(self) -> int:
        """Work until told to end by SIGTERM or SIGINT, or until something is wrong; return the exit status.

        Main thread only. Where a thread does not end, the process does, and this never returns.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, _frame: self._signals.put(number))
        for thread in self._threads:
            thread.start()
        wrong = ""
        while not wrong and not self._is_told_to_end():
            wrong = self._what_is_wrong()
        if wrong:
            log.error("The worker ends, to be started again: %s", wrong)
        status = 1 if wrong else 0
        self._end()
        if any(thread.is_alive() for thread in self._threads):
            os._exit(status)
        return status

    def _keeping_on(self, do: Callable[..., None], *arguments: Any) -> Thread:
        """Return a thread that does this, and begins anew where it was the database that ended it."""

        def run() -> None:
            while not self._stopping.is_set():
                try:
                    do(*arguments)
                except Exception:
                    log.exception("The %s begins anew.", do.__name__)
                    self._stopping.wait(LOOK_SECONDS)
            connections.close_all()

        return Thread(target=run, name=do.__name__, daemon=True)

    def _is_told_to_end(self) -> bool:
        """Wait for a signal for as long as a look takes; return whether one came."""
        try:
            self._signals.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            return False
        return True

    def _what_is_wrong(self) -> str:
        for each in self._workers:
            if each.is_late():
                return f"{Conf.TIMEOUT} s are over for {each.told()}"
        for thread in self._threads:
            if not thread.is_alive():
                return f"the thread of the {thread.name} is dead."
        megabytes = _own_megabytes()
        return f"it has grown to {megabytes} MB." if megabytes > MOST_MB else ""

    def _end(self) -> None:
        """Take no more, wait for each task that is within its time, and hand back what was not begun."""
        self._stopping.set()
        self._tasks.maxsize = sys.maxsize  # nobody waits for room any more, the pusher that does included
        not_begun = self._taken_back()
        for each in self._workers:
            while each.is_alive() and not each.is_late():
                each.join(0.1)
        self._results.put(STOP)
        self._pusher.join(LAST_WRITES_SECONDS)
        self._monitor.join(LAST_WRITES_SECONDS)
        not_begun += self._taken_back()
        try:
            broker.hand_back(task["ack_id"] for task in not_begun)
        except DatabaseError:
            log.warning("What was not begun could not be handed back; it is done in %d s.", Conf.RETRY)

    def _taken_back(self) -> list[Any]:
        """Return the tasks that wait, in whose place each worker, one that is late too, finds its end."""
        waiting = _emptied(self._tasks)
        for _ in self._workers:
            self._tasks.put(STOP)
        return [task for task in waiting if task != STOP]


def schedule(stopping: Event) -> None:
    """Queue what the clock wants, and ask for a beat, again and again: where one hangs, so does the other."""
    while True:
        scheduler()
        broker.beat_is_due.set()
        if stopping.wait(settings.PULSE_SECONDS):
            return


def _emptied(tasks: "queue.Queue[Any]") -> list[Any]:
    """Return all that waits, which waits no longer."""
    found: list[Any] = []
    while True:
        try:
            found.append(tasks.get_nowait())
        except queue.Empty:
            return found


def _own_megabytes() -> int:
    """Return what memory is this process's alone, not read from files; 0 where the system does not tell."""
    try:
        told = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"^RssAnon:\s+(\d+) kB", told, re.MULTILINE)
    return int(found[1]) // 1024 if found else 0
