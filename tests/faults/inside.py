"""The worker's process as the tests drive it: it ticks, and does what is queued, when it is told to.

It reads orders as JSON, a line each, and answers each with a line: {"errors": […]}. The tasks are taken from
the real queue and done by their real names, one after the other, as a worker of a cluster does.

    {"now": "2026-03-10T09:30:00+00:00", "do": "round"}      tick, then everything that is queued
    {"now": …, "do": "vehicles.tasks.poll_login", "with": [3]}    one task
    {"environ": {"NAME": "value"}}                             change the environment
"""

import json
import os
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import django

MOST_TASKS = 500


def main() -> None:
    django.setup()
    _say({"errors": []})
    for line in sys.stdin:
        _say({"errors": _obey(json.loads(line))})


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _obey(order: dict[str, Any]) -> list[str]:
    from django.conf import settings
    from django.db import close_old_connections

    os.environ.update(order.get("environ", {}))
    if "do" not in order:
        return []
    settings.CLOCK_START = datetime.fromisoformat(order["now"])
    settings.CLOCK_STARTED_AT = datetime.now(UTC)
    settings.CLOCK_SPEED = 1.000001  # at a speed of 1 it would be the machine's own clock
    close_old_connections()  # as the cluster does before each task
    if order["do"] == "round":
        return _attempt("vehicles.tasks.tick", []) + _do_the_queued()
    return _attempt(order["do"], order.get("with", []))


def _do_the_queued() -> list[str]:
    from django.db import DatabaseError
    from django_q.models import OrmQ

    errors: list[str] = []
    for _ in range(MOST_TASKS):
        try:
            queued = OrmQ.objects.order_by("pk").first()
            if queued is None:
                return errors
            task = queued.task
            queued.delete()  # ack_failures: a task that fails is not done again
        except DatabaseError as error:
            return [*errors, f"queue: {type(error).__name__}: {error}"]
        errors += _attempt(task["func"], task["args"])
    return [*errors, "The queue does not come to an end."]


def _attempt(name: str, arguments: Any) -> list[str]:
    from django.utils.module_loading import import_string

    try:
        import_string(name)(*arguments)
    except Exception as error:  # noqa: BLE001 - what a task raises is the test's to judge
        where = traceback.extract_tb(error.__traceback__)[-1]
        return [f"{name}: {type(error).__name__}: {error} ({where.filename}:{where.lineno})"]
    return []


if __name__ == "__main__":
    main()
