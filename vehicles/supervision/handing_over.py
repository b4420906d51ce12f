"""Puts the supervisor in the place of the process that prepared everything."""

import marshal
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from vehicles.supervision.life import Part

_SUPERVISOR = Path(__file__).with_name("__main__.py")


def hand_over(parts: Sequence[Part], parent: int | None) -> NoReturn:
    """Become the supervisor of the parts: same process id, same parent, a small part of the memory.

    Everything else of this process ends here, its open connections too.
    """
    wanted = [(part.name, list(part.command), part.beat_in) for part in parts], parent
    read, write = os.pipe()
    os.write(write, marshal.dumps(wanted))  # some hundred bytes: a pipe holds them
    os.close(write)
    os.set_inheritable(read, True)
    sys.stdout.flush()
    sys.stderr.flush()
    # `site` would read the folder of other people's packages, where only psycopg is of use to it.
    needs_psycopg = any("postgres" in (part.beat_in or {}) for part in parts)
    options = ["-I"] if needs_psycopg else ["-I", "-S"]
    os.execv(sys.executable, [sys.executable, *options, str(_SUPERVISOR), str(read)])  # noqa: S606 - our own file
