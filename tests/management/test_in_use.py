"""What runs and what puts a backup back keep out of each other's way."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from vehicles.management.in_use import running, stopped

ROOT = Path(__file__).resolve().parents[2]
RUN = """
import django; django.setup()
from vehicles.management.in_use import running
from vehicles.supervision.handing_over import hand_over
from vehicles.supervision.life import Part
with running():
    hand_over([Part("part", ["sh", "-c", "echo under way; exec sleep 60"])], None)
"""


@pytest.fixture(autouse=True)
def _data(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def test_two_may_run_and_then_nothing_is_put_back() -> None:
    with running(), running(), pytest.raises(CommandError, match="Stop it first"), stopped():
        pass
    with stopped(), pytest.raises(CommandError, match="being put back"), running():
        pass


def test_the_supervisor_that_takes_over_says_it_on_and_its_end_is_seen(tmp_path: Path) -> None:
    environ = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATA_DIR": str(tmp_path)}
    run = subprocess.Popen([sys.executable, "-c", RUN], cwd=ROOT, env=environ, stdout=subprocess.PIPE)
    try:
        assert run.stdout is not None
        assert run.stdout.readline() == b"under way\n"
        with pytest.raises(CommandError, match="Stop it first"), stopped():
            pass
    finally:
        run.terminate()
        run.communicate()
    with stopped():
        pass
