"""One run of a part, from its start behind a guardian to the sweeping of what it left."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

_GUARDIAN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "guardian.py")


class Times:
    """How long things may take, in seconds; a stop takes `stop` + `kill` at most."""

    def __init__(
        self,
        *,
        stop: float = 6,  # for a part to end by itself after SIGTERM
        kill: float = 2,  # more, for its guardian to kill the rest
        beat: float = 10,  # between two looks at a beat
        silence: float = 150,  # without a beat, before a part counts as hanging
        first_pause: float = 1,  # before a part that ended is started again; doubles each time
        longest_pause: float = 30,
        settled: float = 60,  # after living this long, the pauses begin anew
        look: float = 1,  # between two looks at everything
    ) -> None:
        self.stop, self.kill = stop, kill
        self.beat, self.silence = beat, silence
        self.first_pause, self.longest_pause, self.settled = first_pause, longest_pause, settled
        self.look = look


class Part:
    """A program to keep running, and, where it beats, the database that has its beat (see beats.py)."""

    def __init__(self, name: str, command: Sequence[str], beat_in: Mapping[str, Any] | None = None) -> None:
        self.name = name
        self.command = command
        self.beat_in = beat_in


class Life:
    """One run of a part: its guardian's process group, and the lifeline to it."""

    def __init__(self, part: Part, times: Times) -> None:
        """Start the part; raises OSError where the machine starts no process."""
        self.lifeline, theirs = socket.socketpair()
        self.lifeline.setblocking(False)
        theirs.set_inheritable(True)
        guardian = [sys.executable, "-I", "-S", _GUARDIAN, str(theirs.fileno()), str(times.stop)]
        try:
            self._guardian = os.posix_spawn(
                sys.executable,
                [*guardian, *part.command],
                os.environ,
                file_actions=[(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)],
                setsid=True,
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
            os.killpg(self._guardian, signal.SIGKILL)

    def bury(self) -> None:
        """Sweep, and let go of everything this life held."""
        self.sweep()
        with contextlib.suppress(ChildProcessError):  # where the system buries them for who ignores SIGCHLD
            os.waitpid(self._guardian, 0)
        self.lifeline.close()
