"""Looks host names up with a time limit, which the system's own look-up does not have.

A few daemon threads, started when first needed, do the waiting; addresses given as
numbers need none. A look-up that comes too late is left to itself.
"""

import ipaddress
import os
import queue
import socket
import threading
from typing import Any

_MOST_THREADS = 4

Address = tuple[socket.AddressFamily, tuple[Any, ...]]


class _LookUp:
    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.done = threading.Event()
        self.found: list[Address] = []
        self.error: OSError | None = None

    def run(self) -> None:
        try:
            self.found = _ask_system(self.host, self.port)
        except OSError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001 - a host name that cannot even be encoded, for one
            self.error = OSError(f"look-up failed: {type(error).__name__}")
        finally:
            self.done.set()


_waiting: "queue.SimpleQueue[_LookUp]" = queue.SimpleQueue()
_threads: list[threading.Thread] = []
_lock = threading.Lock()


def resolve(host: str, port: int, seconds: float) -> list[Address]:
    """Return the addresses of a host; raises TimeoutError or another OSError."""
    if _is_number(host):
        return _ask_system(host, port)
    look_up = _LookUp(host, port)
    _waiting.put(look_up)
    _start_thread()
    if not look_up.done.wait(seconds):
        raise TimeoutError("the host name was not found in time")
    if look_up.error is not None:
        raise look_up.error
    return look_up.found


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _ask_system(host: str, port: int) -> list[Address]:
    found = socket.getaddrinfo(host.strip("[]"), port, 0, socket.SOCK_STREAM)
    return [(family, address) for family, _, _, _, address in found]


def _start_thread() -> None:
    with _lock:
        if len(_threads) < _MOST_THREADS and (_waiting.qsize() > 0 or not _threads):
            thread = threading.Thread(target=_work, args=(_waiting,), name="renault-resolver", daemon=True)
            _threads.append(thread)
            thread.start()


def _work(waiting: "queue.SimpleQueue[_LookUp]") -> None:
    while True:
        waiting.get().run()


def _forget_after_fork() -> None:
    global _waiting, _lock
    _waiting = queue.SimpleQueue()
    _threads.clear()
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_forget_after_fork)
