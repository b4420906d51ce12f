"""One run of a part, from its start behind a guardian to the sweeping of what it left."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_GUARDIAN = Path(__file__).with_name("guardian.py")


@dataclass(frozen=True)
class Times:
    """How long things may take, in seconds; a stop takes `stop` + `kill` at most."""

    stop: float = 6  # for a part to end by itself after SIGTERM
    kill: float = 2  # more, for its guardian to kill the rest
    beat: float = 10  # between two looks at a beat
    silence: float = 150  # without a beat, before a part counts as hanging
    first_pause: float = 1  # before a part that ended is started again; doubles each time
    longest_pause: float = 30
    settled: float = 60  # after living this long, the pauses begin anew
    look: float = 1  # between two looks at everything


@dataclass(frozen=True)
class Part:
    """A program to keep running, and, where it beats, the database that has its beat (see beats.py)."""

    name: str
    command: Sequence[str]
    beat_in: Mapping[str, Any] | None = None


class Life:
    """One run of a part: its guardian's process group, and the lifeline to it."""

    def __init__(self, part: Part, times: Times) -> None:
        """Start the part; raises OSError where the machine starts no process."""
        self.lifeline, theirs = socket.socketpair()
        self.lifeline.setblocking(False)
        guardian = [sys.executable, "-I", "-S", str(_GUARDIAN), str(theirs.fileno()), str(times.stop)]
        try:
            self._guardian = subprocess.Popen(  # noqa: S603 - the parts are named by our own code
                [*guardian, *part.command],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            self.lifeline.close()
            raise
        finally:
            theirs.close()
        self._times = times
        self._last_word = b""
        self.started_at = time.monotonic()
        self.killed_at: float | None = None  # when a stop that was asked for stops being waited for

    @property
    def exit_code(self) -> str:
        return self._last_word.decode() or "none"

    def has_ended(self) -> bool:
        """Return whether the guardian is gone, without waiting."""
        try:
            while said := self.lifeline.recv(16):
                self._last_word = said
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def ask_to_stop(self) -> None:
        """End the lifeline; the guardian does the rest. Asking twice changes nothing."""
        if self.killed_at is None:
            self.killed_at = time.monotonic() + self._times.stop + self._times.kill
            with contextlib.suppress(OSError):
                self.lifeline.shutdown(socket.SHUT_WR)

    def sweep(self) -> None:
        """Kill whatever is left of the group; the group's number is ours until the guardian is waited for."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._guardian.pid, signal.SIGKILL)

    def bury(self) -> None:
        """Sweep, and let go of everything this life held."""
        self.sweep()
        self._guardian.wait()
        self.lifeline.close()
