"""A Redis of a test's own, in a temporary folder, that may be killed, halted and started anew."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

PATIENCE_SECONDS = 20


def lacking() -> str:
    """Return what this machine lacks to run one, or nothing."""
    if shutil.which("redis-server") is None:
        return "No redis-server here."
    return "" if find_spec("redis") else "No package redis here."


class RedisServer:
    """A server on a port of its own, which keeps nothing when it ends."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.folder = folder
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder)]
        self._process = subprocess.Popen(
            [*command, "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up_at:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)
        raise AssertionError("The Redis of this test does not start.")

    def halt(self) -> None:
        """Let it hang: it takes connections and answers nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it as the machine would: at once, without a word."""
        self._process.kill()
        self._process.wait()


@contextmanager
def running() -> Iterator[RedisServer]:
    """Start a server; nothing of it is left afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="renault-web-redis-"))
    server = RedisServer(folder)
    try:
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder)
