"""Ends calls whose time is up, wherever they hang: in DNS, a handshake, dripped headers or a dripped body.

A check between two chunks cannot do that, for the thread sits inside a read. So one
daemon thread, shared by all calls, knows their deadlines and shuts the socket of a
late one down; the read then ends at once. To enter a call costs a dictionary entry;
the thread is woken only for a deadline earlier than all it waits for.
"""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator

from .exceptions import CallTimeoutException


class Handle:
    """A second handle on a connection's socket, good for shutting it down.

    It works through TLS and during its handshake, when nobody holds the final socket
    yet, and cannot hit a stranger's connection, as a bare file number could.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection.dup()
        self._caller: Call | None = None
        self._dropped = False

    def lend(self, caller: "Call | None") -> None:
        """Say which call the connection works for from now on; closes the handle of a dropped connection."""
        with _lock:
            self._caller = caller
            close = self._dropped and caller is None
        if close:
            self._socket.close()

    def drop(self) -> None:
        """Say that the connection is closed; its last answer may still be read."""
        with _lock:
            self._dropped = True
            close = self._caller is None
        if close:
            self._socket.close()

    def cut(self, caller: "Call") -> None:
        """Shut the connection down if it still works for this call; the lock is held."""
        if self._caller is caller:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


class Call:
    """One call of the client with its deadline, all its requests and further tries included."""

    def __init__(self, seconds: float) -> None:
        self.ends_at = time.monotonic() + seconds
        self.is_late = False
        self._handle: Handle | None = None

    def remaining(self) -> float:
        """Return the seconds that are left; 0 when there are none."""
        return max(0.0, self.ends_at - time.monotonic())

    @contextlib.contextmanager
    def holding(self, lock: threading.Lock) -> Iterator[None]:
        """Hold a lock that another call may hold while it asks; raises CallTimeoutException."""
        if not lock.acquire(timeout=self.remaining()):
            raise CallTimeoutException("Renault's servers took too long.")
        try:
            yield
        finally:
            lock.release()

    def watch(self, handle: Handle) -> None:
        """Put the socket that the call now depends on under the deadline."""
        if self._handle is not handle:
            self.let_go()
            self._handle = handle
        handle.lend(self)
        if self.is_late:  # the deadline struck while the connection was being made
            with _lock:
                handle.cut(self)

    def let_go(self) -> None:
        """Take the socket from under the deadline."""
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.lend(None)

    def cut(self) -> None:
        """Mark the call as late and end its read; the lock is held."""
        self.is_late = True
        if self._handle is not None:
            self._handle.cut(self)


# Re-entrant: the garbage collector may close a forgotten connection while this thread holds it.
_lock = threading.RLock()
_wake = threading.Condition(_lock)
_calls: dict[int, Call] = {}
_thread: threading.Thread | None = None
_wakes_at = float("inf")
_here = threading.local()


def current_call() -> Call | None:
    """Return the call that this thread is in, if any."""
    return getattr(_here, "call", None)


@contextlib.contextmanager
def call_within(seconds: float) -> Iterator[Call]:
    """Enter a call that may take so many seconds, or go on with the one that this thread is in."""
    outer = current_call()
    if outer is not None:
        yield outer
        return
    call = Call(seconds)
    _enter(call)
    _here.call = call
    try:
        yield call
    finally:
        _here.call = None
        with _lock:
            _calls.pop(id(call), None)
        call.let_go()


def _enter(call: Call) -> None:
    global _thread
    with _lock:
        _calls[id(call)] = call
        if _thread is None:
            _thread = threading.Thread(target=_watch, name="renault-deadlines", daemon=True)
            _thread.start()
        elif call.ends_at < _wakes_at:
            _wake.notify()


def _watch() -> None:
    global _wakes_at
    with _lock:
        while True:
            now = time.monotonic()
            for call in _calls.values():
                if not call.is_late and call.ends_at <= now:
                    call.cut()
            waiting = [call.ends_at for call in _calls.values() if not call.is_late]
            _wakes_at = min(waiting, default=float("inf"))
            _wake.wait(None if not waiting else max(0.0, _wakes_at - now))


def _forget_after_fork() -> None:
    """A forked child has none of its parent's threads, and perhaps a lock that is held for ever."""
    global _lock, _wake, _thread, _wakes_at
    _lock = threading.RLock()
    _wake = threading.Condition(_lock)
    _thread = None
    _wakes_at = float("inf")
    _calls.clear()
    _here.call = None


os.register_at_fork(after_in_child=_forget_after_fork)
