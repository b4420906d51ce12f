"""The supervisor that takes over reads other people's packages only where the beat is in PostgreSQL."""

import os
import subprocess
from typing import Any

import pytest

from vehicles.supervision.handing_over import hand_over
from vehicles.supervision.life import Part


@pytest.mark.parametrize(("beat_in", "finds"), [({"postgres": {}}, True), ({"sqlite": "file"}, False)])
def test_it_finds_psycopg_where_it_needs_it(
    beat_in: dict[str, Any], finds: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg")
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _path, command: started.append(command))
    hand_over([Part("web", ["true"]), Part("worker", ["true"], beat_in)], None)
    *python, _supervisor, handed_over = started.pop()
    os.close(int(handed_over))
    done = subprocess.run([*python, "-c", "import psycopg"], capture_output=True, text=True)
    assert (done.returncode == 0) is finds, done.stderr
