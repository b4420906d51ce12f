"""System checks name what would break promises."""

from pathlib import Path
from typing import Any

import pytest

from vehicles.checks import front_end_is_there, languages_are_there, queue_keeps_its_promises


def test_the_shipped_worker_settings_are_sound() -> None:
    assert queue_keeps_its_promises() == []


@pytest.mark.parametrize(
    "change",
    [{"max_attempts": 0}, {"catch_up": True}, {"ack_failures": False}, {"bulk": 5}, {"save_limit": 250}],
)
def test_settings_that_repeat_or_lose_work_are_refused(change: dict[str, Any], settings: Any) -> None:
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, **change}
    assert [error.id for error in queue_keeps_its_promises()] == ["vehicles.E001"]


def test_a_retry_that_could_run_a_task_twice_is_refused(settings: Any) -> None:
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "retry": 120}
    assert [error.id for error in queue_keeps_its_promises()] == ["vehicles.E002"]


def test_a_missing_front_end_file_is_named_with_the_command_that_brings_it(
    settings: Any, tmp_path: Path
) -> None:
    settings.NODE_MODULES = settings.STATIC_ROOT = tmp_path
    found = front_end_is_there()
    assert ["Pico CSS" in str(found[0].msg), "uPlot" in str(found[1].msg)] == [True, True]
    assert "make install" in str(found[0].hint)


def test_a_language_that_is_not_compiled_is_named_with_the_command_that_does_it(
    settings: Any, tmp_path: Path
) -> None:
    assert languages_are_there() == []
    settings.LOCALE_PATHS = [tmp_path]
    found = languages_are_there()
    assert ["'fr'" in str(found[0].msg), "'de'" in str(found[1].msg)] == [True, True]
    assert "compilemessages" in str(found[0].hint)
