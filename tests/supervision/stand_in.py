"""Plays a part of the installation: `python stand_in.py DIRECTORY BEHAVIOUR…`, behaviours by word.

dies        ends with exit code 3 at once
family      has a child that has a child, in the way of the worker's pool
deaf        ignores SIGTERM, and so does the family
leaves      leaves its family behind when it ends
beats       writes a beat every tenth of a second
beats-once  writes one beat and then hangs

Every process leaves a file named after its process id in DIRECTORY; the first
one's holds `main` and the id of its parent, the guardian.
"""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path


def main() -> None:
    directory, behaviours = Path(sys.argv[1]), sys.argv[2:]
    generation = int(os.environ.get("GENERATION", "0"))
    if "deaf" in behaviours:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    note = directory / f"{os.getpid()}.draft"
    note.write_text(f"main {os.getppid()}" if generation == 0 else "child")
    note.rename(directory / str(os.getpid()))
    if "family" in behaviours and generation < 2:
        subprocess.Popen([sys.executable, *sys.argv], env={**os.environ, "GENERATION": str(generation + 1)})
    if generation == 0:
        _work(directory, behaviours)
    time.sleep(60)


def _work(directory: Path, behaviours: list[str]) -> None:
    if "dies" in behaviours:
        sys.exit(3)
    if "leaves" in behaviours:
        while len([path for path in directory.iterdir() if path.name.isdigit()]) % 3:
            time.sleep(0.01)
        sys.exit(0)
    if "beats-once" in behaviours:
        _beat(directory)
    while "beats" in behaviours:
        _beat(directory)
        time.sleep(0.1)


def _beat(directory: Path) -> None:
    """Leave a beat where the worker's task leaves it, in a table of the same name."""
    with contextlib.closing(sqlite3.connect(directory / "beats", isolation_level=None)) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS vehicles_heartbeat (name TEXT PRIMARY KEY, beat_at TEXT)"
        )
        connection.execute("REPLACE INTO vehicles_heartbeat VALUES ('worker', ?)", [str(time.monotonic())])


if __name__ == "__main__":
    main()
