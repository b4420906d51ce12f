"""The process that stands between the supervisor and one part, so that no part outlives it.

`python guardian.py LIFELINE PATIENCE COMMAND…` leads a session and a process
group of its own and starts COMMAND in that group, where COMMAND's own children
stay too. LIFELINE is one end of a socket pair whose other end only the
supervisor holds.

- The lifeline ends when the supervisor asks for a stop, and just as well when
  it dies of anything, SIGKILL included. Then COMMAND alone gets SIGTERM (what it
  has started is its own to end) and PATIENCE seconds.
- Whenever COMMAND has ended, or the patience has, its exit code goes up the
  lifeline and the whole group gets SIGKILL: the guardian is in it and goes last,
  so nothing of it is left, and its process id was the group's all the while.
- Should the guardian itself be killed, the supervisor sees the lifeline end and
  sweeps the group; on Linux the kernel kills COMMAND at that instant as well.
  Only when both are killed at once can COMMAND's children outlive them.

It runs as a file of its own, on the smallest part of the standard library: one per part stays in memory, and
`subprocess`, `socket` and `typing` would be a third of it.
"""

import ctypes
import os
import select
import signal
import sys
import time

_PR_SET_PDEATHSIG = 1
_NOT_STARTED = 127


def guard(lifeline: int, patience: float, command: list[str]) -> None:
    """Run `command` until it ends or is to end, then kill the group, this process included."""
    woken = _wake_on_signals()
    code = _wait(_start(command), lifeline, woken, patience)
    _tell(lifeline, code)
    os.killpg(0, signal.SIGKILL)


def _wake_on_signals() -> int:
    """Return a descriptor that delivers the number of each signal that matters, SIGCHLD among them."""
    woken, waker = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    return woken


def _start(command: list[str]) -> int:
    """Start `command`, which the kernel kills when this process dies (Linux only); return its process id."""
    guardian = os.getpid()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    main = os.fork()
    if main:
        return main
    try:
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # which Python ignores, and what it starts would too
        if os.getppid() == guardian:
            os.execvp(command[0], command)  # noqa: S606  the parts are named by our own code
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror}\n")
    finally:
        os._exit(_NOT_STARTED)


def _wait(main: int, lifeline: int, woken: int, patience: float) -> int | None:
    """Return the exit code of `main`, or None where it did not end within its patience."""
    deadline: float | None = None
    while True:
        ended, status = os.waitpid(main, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            return None
        watched = [woken, lifeline] if deadline is None else [woken]
        ready, _, _ = select.select(watched, [], [], left)
        signals = os.read(woken, 64) if woken in ready else b""
        if deadline is None and (lifeline in ready or signal.SIGTERM in signals):
            os.kill(main, signal.SIGTERM)
            deadline = time.monotonic() + patience


def _tell(lifeline: int, code: int | None) -> None:
    """Send the exit code up, if anybody is there to read it; nothing where there is none."""
    try:
        os.write(lifeline, b"" if code is None else str(code).encode())
    except OSError:
        return


def _close_all_but(lifeline: int) -> None:
    """Close what was open where this process was started: the lock that says that somebody runs, for one."""
    for number in map(int, os.listdir("/dev/fd")):
        if number > 2 and number != lifeline:
            os.closerange(number, number + 1)  # says nothing where one is closed already, as the list itself


def main() -> None:
    lifeline = int(sys.argv[1])
    os.set_inheritable(lifeline, False)
    _close_all_but(lifeline)
    if os.getpgrp() != os.getpid():
        os.setsid()
    guard(lifeline, patience=float(sys.argv[2]), command=sys.argv[3:])


if __name__ == "__main__":
    main()
