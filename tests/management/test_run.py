"""`manage.py run` prepares, says where to go, and hands the parts to the supervisor."""

import io
import socket
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from vehicles.management import parts
from vehicles.management.commands import run
from vehicles.supervision.life import Part


@pytest.fixture
def supervised(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[Part]:
    """Put a stand-in in the supervisor's place; return the parts that it is given."""
    given: list[Part] = []

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.PORT = probe.getsockname()[1]
    settings.HOST = "127.0.0.1"
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").touch()
    monkeypatch.setattr(run, "hand_over", lambda parts, _parent: given.extend(parts))
    monkeypatch.setattr(parts.connections, "close_all", lambda: None)
    return given


@pytest.mark.django_db
def test_it_runs_the_web_server_and_the_worker_and_says_where_to_go(
    supervised: list[Part], settings: Any
) -> None:
    said = io.StringIO()
    call_command("run", stdout=said)
    assert [part.name for part in supervised] == ["web", "worker"]
    assert f"127.0.0.1:{settings.PORT}" in supervised[0].command
    assert f"Open http://127.0.0.1:{settings.PORT}/" in said.getvalue()


@pytest.mark.django_db
def test_more_web_processes_share_what_one_has_read(supervised: list[Part], settings: Any) -> None:
    call_command("run", web=True, stdout=io.StringIO())
    assert "renault_web.one_process" in supervised.pop().command
    settings.WEB_WORKERS = 3
    call_command("run", web=True, stdout=io.StringIO())
    assert "--workers 3" in " ".join(supervised[0].command)
    assert "--preload" in supervised[0].command


@pytest.mark.django_db
def test_the_web_server_can_run_alone(supervised: list[Part]) -> None:
    call_command("run", web=True, stdout=io.StringIO())
    assert [part.name for part in supervised] == ["web"]


def test_the_worker_can_run_alone_and_needs_no_port(supervised: list[Part]) -> None:
    said = io.StringIO()
    call_command("run", worker=True, stdout=said)
    assert [part.name for part in supervised] == ["worker"]
    assert "Open" not in said.getvalue()


def test_a_demos_folder_is_not_run_as_somebodys_own(
    supervised: list[Part], settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "demo.json").touch()
    with pytest.raises(CommandError, match="make demo"):
        call_command("run", stdout=io.StringIO())
    assert supervised == []


def test_a_busy_port_stops_it_before_anything_is_touched(supervised: list[Part], settings: Any) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        settings.PORT = listener.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {settings.PORT} is in use"):
            call_command("run", stdout=io.StringIO())
    assert supervised == []
