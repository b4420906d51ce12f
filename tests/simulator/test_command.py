"""The management command: starts, says where, stops when told."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_and_stops_when_told(told: signal.Signals):
    port = free_port()
    command = [sys.executable, "manage.py", "simulate_renault", "--port", str(port), "--speed", "60"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        assert f"http://127.0.0.1:{port}" in lines[0]
        rest = [process.stdout.readline() for _ in range(7)]
        assert any("alex@example.com  password demo, 3 cars" in line for line in rest)
        assert requests.get(f"http://127.0.0.1:{port}/_simulator/state.json", timeout=5).json()["speed"] == 60
        started = time.monotonic()
        process.send_signal(told)
        assert process.wait(timeout=5) == 0
        assert time.monotonic() - started < 2


def test_a_busy_port_is_one_clear_line():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        with pytest.raises(CommandError, match="cannot be listened on: Address already in use"):
            call_command("simulate_renault", port=busy.getsockname()[1])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"recordings": "/nowhere/at/all"}, r"holds no cars\.json"),
        ({"start": "yesterday"}, "--start must be an ISO instant"),
        ({"start": "2026-01-01", "born": "2026-02-01"}, "before it is born"),
        ({"speed": -1.0}, "--speed must not be negative"),
    ],
)
def test_wrong_options_are_refused_in_one_line(wrong: dict[str, object], said: str):
    with pytest.raises(CommandError, match=said):
        call_command("simulate_renault", port=0, **wrong)
