"""Puts the supervisor in the place of the process that prepared everything."""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from vehicles.supervision.life import Part

_SUPERVISOR = Path(__file__).with_name("__main__.py")


def hand_over(parts: Sequence[Part], parent: int | None) -> NoReturn:
    """Become the supervisor of the parts: same process id, same parent, a small part of the memory.

    Everything else of this process ends here, its open connections too.
    """
    wanted = {"parts": [asdict(part) for part in parts], "parent": parent}
    read, write = os.pipe()
    os.write(write, json.dumps(wanted).encode())  # some hundred bytes: a pipe holds them
    os.close(write)
    os.set_inheritable(read, True)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-I", str(_SUPERVISOR), str(read)])  # noqa: S606 - our own file
