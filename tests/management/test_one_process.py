"""gunicorn in one process: it ends when it is told to, and where it comes to a halt."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
APP = """
import re, time

def application(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1)
    if environ["PATH_INFO"] == "/halt":
        re.match(r"(a+)+$", "a" * 40 + "b")
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""
CONF = """
from renault_web.gunicorn_conf import *
timeout = 3
"""
Serve = Callable[[], tuple["subprocess.Popen[str]", str]]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start a server in one process; returns it and its address once it answers."""
    (tmp_path / "played.py").write_text(APP)
    (tmp_path / "conf.py").write_text(CONF)
    started: list[subprocess.Popen[str]] = []

    def start() -> tuple["subprocess.Popen[str]", str]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = ["--config", str(tmp_path / "conf.py"), "--bind", f"127.0.0.1:{port}", "--threads", "2"]
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "renault_web.one_process", *options, "played:application"],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(tmp_path)},
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        address = f"http://127.0.0.1:{port}"
        wait_for(address)
        return started[-1], address

    yield start
    for each in started:
        each.kill()
        each.communicate()


def wait_for(address: str, seconds: float = 60) -> None:
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        try:
            requests.get(address, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("It never answers.")


def test_it_is_one_process_that_finishes_an_answer_before_it_ends(serve: Serve) -> None:
    process, address = serve()
    assert Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text() == ""
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(requests.get, f"{address}/slow", timeout=20)
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        assert answer.result().text == "ok"
    assert process.wait(timeout=20) == 0


def test_a_thread_that_holds_the_interpreter_for_good_ends_it_and_the_log_says_where(serve: Serve) -> None:
    process, address = serve()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{address}/halt", timeout=60)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "played.py" in said
