"""Logs that can be shown to anybody: what is secret or personal is masked on its way out.

Each line names the request or the task within which it was written. A task that fails each minute is told
once when that begins and once when it ends.
"""

import json
import logging
import re
import secrets
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import wraps

from .renault_api.redact import mask

_work: ContextVar[dict[str, str] | None] = ContextVar("work", default=None)
_OF_QUEUE = re.compile(r"(Failed|Processed) '(\S+)'")


class MaskedFormatter(logging.Formatter):
    """Masks the whole line, its traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        work = _work.get()
        line = super().formatMessage(record)
        return f"{line} [{' '.join(work.values())}]" if work else line


class MaskedJson(logging.Formatter):
    """The same as one line of JSON, with `request`, or `task` and `task_id`, as fields of their own."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        told = {name: mask(text) for name, text in told.items()}
        return json.dumps(told | (_work.get() or {}), ensure_ascii=False)


class TaskTroubles(logging.Filter):
    """Lets one line pass when a task begins to fail, and one when it works again.

    Of the queue's own log, in the one thread of a worker that hears how each task ended; what it tells
    beside that passes from WARNING on.
    """

    def __init__(self) -> None:
        super().__init__()
        self._failing: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        found = _OF_QUEUE.match(record.getMessage())
        if found is None:
            return record.levelno >= logging.WARNING
        task = found[2]
        if found[1] == "Failed":
            begins = task not in self._failing
            self._failing.add(task)
            return begins
        ends = task in self._failing
        self._failing.discard(task)
        record.msg, record.args = f"{task} works again.", ()
        return ends


@contextmanager
def working_on(**work: str) -> Iterator[None]:
    """Name in each line written inside what is being worked on."""
    before = _work.set(work)
    try:
        yield
    finally:
        _work.reset(before)


class TaskFailed(Exception):
    """A task failed; the text is the whole traceback, masked, for the queue keeps and logs it as it is."""


def as_task(task: Callable[..., None]) -> Callable[..., None]:
    """Give each run of a task an id, which its log lines carry, and its failure too; raises TaskFailed."""

    @wraps(task)
    def run(*numbers: int) -> None:
        task_id = secrets.token_hex(4)
        with working_on(task=task.__name__, task_id=task_id):
            try:
                task(*numbers)
            except Exception as error:  # noqa: BLE001  all are told, masked
                error.add_note(f"In task {task.__name__} {task_id}.")
                told = mask("".join(traceback.format_exception(error)))
                raise TaskFailed(told) from None

    return run
