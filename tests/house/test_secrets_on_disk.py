"""Secrets are made once, whole, and for this user's eyes only."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from vehicles.secrets_on_disk import SecretFileError, read_or_make

ROOT = Path(__file__).resolve().parents[2]

MAKE_AT_THE_SAME_TIME = """
import secrets, sys
from pathlib import Path
from vehicles.secrets_on_disk import read_or_make
sys.stdin.readline()
print(read_or_make(Path(sys.argv[1]), lambda: secrets.token_urlsafe(50)))
"""


def test_a_secret_is_made_once_and_read_from_then_on(tmp_path: Path) -> None:
    path = tmp_path / "key"
    assert read_or_make(path, lambda: "first") == "first"
    assert read_or_make(path, lambda: "second") == "first"


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secrets" / "key"
    read_or_make(path, lambda: "secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nothing_else_stays_in_the_directory(tmp_path: Path) -> None:
    read_or_make(tmp_path / "key", lambda: "secret")
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_an_empty_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("\n")
    with pytest.raises(SecretFileError, match="key is empty"):
        read_or_make(path, lambda: "secret")
    assert path.read_text() == "\n"


def test_an_empty_secret_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(SecretFileError):
        read_or_make(tmp_path / "key", lambda: " ")
    assert not list(tmp_path.iterdir())


def test_eight_processes_that_make_it_at_once_get_one_value(tmp_path: Path) -> None:
    path = tmp_path / "data" / "key"
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE_AT_THE_SAME_TIME, str(path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    for maker in makers:
        assert maker.stdin is not None
        maker.stdin.write("go\n")
        maker.stdin.flush()
    answers = {maker.communicate()[0].strip() for maker in makers}
    assert answers == {path.read_text().strip()}
    assert [file.name for file in path.parent.iterdir()] == ["key"]
