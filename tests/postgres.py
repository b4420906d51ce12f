"""A PostgreSQL of a test's own, in a temporary folder, that may be stopped, killed and filled."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

INITDB = shutil.which("initdb") or next(
    (str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None
)
IS_ROOT = os.geteuid() == 0
USER = "tester"


def lacking() -> str:
    """Return what this machine lacks to run one, or nothing."""
    if INITDB is None:
        return "No initdb here."
    if find_spec("psycopg") is None:
        return "No psycopg here."
    if IS_ROOT and not any(entry.pw_name == "postgres" for entry in pwd.getpwall()):
        return "PostgreSQL does not run as root, and there is no user postgres."
    return ""


class Postgres:
    """A server in `folder`, on a port of its own; `url` is its first database."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.folder = folder
        self.url = self.url_of("postgres")
        self._run(INITDB or "", "-D", str(folder / "data"), "-U", USER, "-A", "trust", "--no-sync")
        self.start()

    def url_of(self, database: str) -> str:
        return f"postgres://{USER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -c fsync=off"
        self._control("start", "-o", options, "-l", str(self.folder / "log"))

    def restart(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        self._control("stop", "-m", mode)
        self.start()

    def stop(self) -> None:
        self._control("stop", "-m", "immediate")

    def _control(self, *arguments: str) -> None:
        self._run(
            str(Path(INITDB or "").with_name("pg_ctl")), "-w", "-D", str(self.folder / "data"), *arguments
        )

    def _run(self, *command: str) -> None:
        as_user = {"user": "postgres", "group": "postgres", "extra_groups": []} if IS_ROOT else {}
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            timeout=60,
            **as_user,
        )


@contextmanager
def running() -> Iterator[Postgres]:
    """Start a server; nothing of it is left afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="renault-web-postgres-", dir="/tmp"))
    if IS_ROOT:
        shutil.chown(folder, "postgres", "postgres")
    server = Postgres(folder)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
