"""The demo as it is really run: gunicorn, the worker, collected files, cars that live faster."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import steps
from .chromium import Browser, expect
from .look import LOOKS
from .watch import Watch

ROOT = Path(__file__).parents[2]
START_SECONDS, CHANGE_SECONDS, STOP_SECONDS = 90, 90, 30
OURS = ("DATABASE_URL", "SECRET_KEY", "TOKEN_KEYS", "ALLOWED_HOSTS", "BEHIND_HTTPS", "DJANGO_SETTINGS_MODULE")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _processes_with(data_dir: Path) -> list[int]:
    """Return the processes that were started with this DATA_DIR, wherever they have gone since."""
    wanted = f"DATA_DIR={data_dir}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue  # it has ended meanwhile, or is somebody else's
    return found


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A demo at speed 60 with a household of its own; what is left of it at the end is killed."""
    port = _free_port()
    env = {name: value for name, value in os.environ.items() if name not in OURS}
    env |= {"DATA_DIR": str(tmp_path), "HOST": "127.0.0.1", "PORT": str(port)}
    with (tmp_path / "log").open("wb") as log:
        command = [sys.executable, "manage.py", "demo", "--speed", "60", "--seed", "1"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_it_answers(url, process, tmp_path / "log")
            yield url, process
        finally:
            for pid in _processes_with(tmp_path):
                os.kill(pid, signal.SIGKILL)
            process.wait()


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    last = time.monotonic() + START_SECONDS
    while time.monotonic() < last and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/accounts/login/", timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"The demo does not answer:\n{log.read_text()}")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for leftovers in /proc")
def test_a_figure_in_the_garage_changes_without_a_reload_and_the_end_leaves_nothing_running(
    browser: Browser, demo: tuple[str, subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    url, process = demo
    context = browser.new_context(base_url=url, **LOOKS[-1].context)
    page = context.new_page()
    watch = Watch(page, url)
    page.goto("/")
    steps.sign_in(page, "owner@example.com", "demo-owner")
    expect(page.get_by_role("article")).to_have_count(8)

    steps.mark(page)
    figures = page.locator("[data-figure]")
    before = figures.all_text_contents()
    last = time.monotonic() + CHANGE_SECONDS
    while (now := figures.all_text_contents()) == before and time.monotonic() < last:
        page.wait_for_timeout(500)
    assert now != before, f"No figure changed in {CHANGE_SECONDS} s:\n{(tmp_path / 'log').read_text()}"
    assert steps.is_marked(page)
    watch.assert_clean()
    context.close()

    process.send_signal(signal.SIGTERM)
    assert process.wait(STOP_SECONDS) == 0
    last = time.monotonic() + 2  # on a busy machine a process that was killed ends a moment later
    while (left := _processes_with(tmp_path)) and time.monotonic() < last:
        time.sleep(0.05)
    assert left == []
