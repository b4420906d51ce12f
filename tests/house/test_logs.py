"""Logs show nothing that is secret or personal."""

import json
import logging
import os
import subprocess
import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from vehicles import tasks
from vehicles.logs import MaskedFormatter, MaskedJson, TaskFailed, TaskTroubles, as_task, working_on
from vehicles.supervision.log_lines import line

ROOT = Path(__file__).resolve().parents[2]
LOG_A_LINE = (
    "import django, logging; django.setup(); logging.getLogger('vehicles.x').warning('of a@example.com')"
)


def formatted(message: str, error: BaseException | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    return MaskedFormatter("{message}", style="{").format(
        logging.LogRecord("x", logging.ERROR, __file__, 1, message, None, info)
    )


def test_a_vin_and_an_address_are_masked_in_a_message() -> None:
    line = formatted("GET /accounts/1/vehicles/VF1AAAAA555777999/details for someone@example.com failed")
    assert "VF1AAAAA555777999" not in line
    assert "someone@example.com" not in line
    assert "failed" in line


def test_they_are_masked_in_a_traceback_too() -> None:
    try:
        raise RuntimeError("no answer for VF1AAAAA555777999")
    except RuntimeError as error:
        line = formatted("crash", error)
    assert "RuntimeError" in line
    assert "VF1AAAAA555777999" not in line


def test_every_handler_of_the_settings_masks() -> None:
    from django.conf import settings

    used = {handler["formatter"] for handler in settings.LOGGING["handlers"].values()}
    assert used == {"text"}
    assert {name: each["()"] for name, each in settings.LOGGING["formatters"].items()} == {
        "text": "vehicles.logs.MaskedFormatter",
        "json": "vehicles.logs.MaskedJson",
    }
    assert "vehicles.logs" in sys.modules


def record(message: str, level: int = logging.ERROR, **more: Any) -> logging.LogRecord:
    made = logging.LogRecord("vehicles.x", level, __file__, 1, message, None, more.pop("exc_info", None))
    return made


def test_a_line_of_json_holds_all_that_was_said_masked_with_its_work() -> None:
    try:
        raise RuntimeError("no answer for VF1AAAAA555777999")
    except RuntimeError as error:
        info = (type(error), error, error.__traceback__)
    with working_on(task="poll_login", task_id="1a2b3c4d"):
        line = MaskedJson().format(record('about "VF1AAAAA555777999",\nsaid', exc_info=info))
    assert "\n" not in line
    assert "VF1AAAAA555777999" not in line
    told = json.loads(line)
    assert told["exception"].startswith("Traceback")
    assert datetime.fromisoformat(told.pop("at")).tzinfo is not None
    assert {name: told[name] for name in ("level", "logger", "message", "task", "task_id")} == {
        "level": "error",
        "logger": "vehicles.x",
        "message": 'about "***",\nsaid',
        "task": "poll_login",
        "task_id": "1a2b3c4d",
    }


def test_a_line_of_text_names_its_work_and_none_outside_of_it() -> None:
    formatter = MaskedFormatter("{levelname}: {message}", style="{")
    with working_on(request="9f8e7d6c5b4a3210"):
        assert formatter.format(record("said")) == "ERROR: said [9f8e7d6c5b4a3210]"
    assert formatter.format(record("said")) == "ERROR: said"


def test_a_task_that_fails_each_minute_is_told_once_and_once_when_it_works_again() -> None:
    told = TaskTroubles()
    failed = "Failed 'vehicles.tasks.tick' (tick) - database is locked"
    worked = "Processed 'vehicles.tasks.tick' (tick)"
    other = "Failed 'vehicles.tasks.poll_login' (x) - RuntimeError"
    passed = []
    for message, level in (
        (worked, logging.INFO),
        (failed, logging.ERROR),
        (failed, logging.ERROR),
        (other, logging.ERROR),
        (failed, logging.ERROR),
        (worked, logging.INFO),
        (worked, logging.INFO),
        ("Process-1 ready for work", logging.INFO),
        ("reincarnated worker after timeout", logging.ERROR),
        (failed, logging.ERROR),
    ):
        each = record(message, level)
        if told.filter(each):
            passed.append(each.getMessage())
    assert passed == [
        failed,
        other,
        "vehicles.tasks.tick works again.",
        "reincarnated worker after timeout",
        failed,
    ]


def test_a_task_that_fails_carries_the_id_that_its_lines_carry(caplog: pytest.LogCaptureFixture) -> None:
    lines = []

    @as_task
    def fails(number: int) -> None:
        lines.append(MaskedFormatter("{message}", style="{").format(record(f"at {number}")))
        raise RuntimeError("VF1AAAAA555777999")

    with pytest.raises(TaskFailed) as raised:
        fails(7)
    task_id = lines[0].removeprefix("at 7 [fails ").removesuffix("]")
    assert f"In task fails {task_id}." in str(raised.value)
    assert "VF1AAAAA555777999" not in "".join(traceback.format_exception(raised.value))


def test_every_task_of_the_worker_has_an_id() -> None:
    entry_points = [
        each for each in vars(tasks).values() if getattr(each, "__module__", "") == tasks.__name__
    ]
    assert len(entry_points) >= 7
    assert all(hasattr(each, "__wrapped__") for each in entry_points)


def test_the_supervisors_lines_look_like_all_others() -> None:
    said = record("worker: ended", logging.WARNING)
    said.name, said.created, said.msecs = "vehicles.supervision.supervisor", 1_700_000_000.25, 250.0
    text = MaskedFormatter("{asctime} {levelname} {name}: {message}", style="{").format(said)
    assert line("WARNING", "worker: ended", said.created, None) == text
    assert line("WARNING", "worker: ended", said.created, "json") == MaskedJson().format(said)


def test_all_programs_write_json_where_it_is_asked_for() -> None:
    """Web server and worker, as processes: each line of each is an object."""
    environ = os.environ | {"LOG_FORMAT": "json"}
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "renault_web/gunicorn_conf.py",
        "--bind",
        "203.0.113.1:9",
    ]
    done = subprocess.run(
        [*gunicorn, "renault_web.wsgi"], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert lines[0]["logger"] == "gunicorn.error"
    told = subprocess.run(
        [sys.executable, "-c", LOG_A_LINE], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    assert json.loads(told.stderr)["message"] == "of ***@***"


@pytest.mark.django_db
def test_an_answer_says_its_request_and_takes_the_one_of_a_web_server_in_front() -> None:
    made = Client().get("/live")["X-Request-ID"]
    assert len(made) == 16
    assert Client().get("/live")["X-Request-ID"] != made
    assert Client().get("/live", headers={"x-request-id": "from-caddy-17"})["X-Request-ID"] == "from-caddy-17"
    for bad in ("short", "a" * 65, 'x"}, "level": "no'):
        assert Client().get("/live", headers={"x-request-id": bad})["X-Request-ID"] != bad
