"""What stays in memory for good is not read by programs that do not need it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = """
import renault_web.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
"""
SUPERVISOR = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import vehicles.supervision.supervisor, sqlite3
"""


@pytest.mark.parametrize(
    ("options", "program", "unwanted"),
    [
        # Only the worker, and who links a login, asks Renault's servers.
        ([], WEB, {"requests", "urllib3", "charset_normalizer"}),
        (
            ["-I", "-S"],
            SUPERVISOR,
            {"dataclasses", "json", "logging", "pathlib", "re", "subprocess", "typing", "vehicles.models"},
        ),
    ],
    ids=["web server", "supervisor"],
)
def test_a_program_reads_no_more_than_it_needs(options: list[str], program: str, unwanted: set[str]) -> None:
    script = f"{program}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, *options, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    read = set(done.stdout.split())
    assert "vehicles" in read
    assert not read & unwanted
