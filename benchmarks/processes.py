"""What the processes of an installation take, as Linux counts it in /proc."""

import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Process:
    """One process: its share of the memory in MB (of 1,024 KB, as system monitors count), what of it
    is its own alone, and the bytes it has written to disks."""

    pid: int
    name: str
    pss_mb: float
    private_mb: float
    written: int


def tree(root: int) -> list[Process]:
    """Return the process and all that descend from it, parents before children."""
    return [_look(pid) for pid in _pids(root)]


def cpu_seconds(root: int) -> Counter[str]:
    """Return how long the process and all that descend from it have worked, by their names."""
    worked: Counter[str] = Counter()
    for pid in _pids(root):
        try:
            user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
            name = _name(pid).partition(" ")[2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        worked[name] += (int(user) + int(system)) / TICKS_A_SECOND
    return worked


def _pids(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found: list[int] = []
    waiting = [root]
    while waiting:
        pid = waiting.pop(0)
        found.append(pid)
        waiting = sorted(children.get(pid, [])) + waiting
    return found


def _look(pid: int) -> Process:
    memory = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kb = {name: int(figure) for name, figure in re.findall(r"^(\w+): +(\d+) kB", memory, re.MULTILINE)}
    written = re.search(r"^write_bytes: (\d+)", Path(f"/proc/{pid}/io").read_text(), re.MULTILINE)
    private = kb["Private_Clean"] + kb["Private_Dirty"]
    return Process(pid, _name(pid), kb["Pss"] / 1024, private / 1024, int(written[1]) if written else 0)


def _name(pid: int) -> str:
    """Return the words that tell this process from the others."""
    words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    known = ("guardian.py", "supervision/__main__.py", "gunicorn", "one_process", "qcluster", "house")
    return f"{pid} " + next((name for name in known for word in words if word.endswith(name)), words[0])
