"""Asks for addresses again and again over some connections; a program of its own, with CPU of its own.

    python -m benchmarks.load PORT CONNECTIONS SECONDS COOKIE PATH…

Prints JSON: `seconds` it took, the `times` of all answers in seconds, how often each `status` came, and
`cpu`, the seconds that this program itself worked; what was no answer at all is counted by the name of its
exception. The paths are asked for in turn, and each answer is received to its end.

It shares the machine with what it measures, so it works as little as can be: one thread, bare sockets that
are kept open, requests that are made once.
"""

import json
import re
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle

PATIENCE = 30  # seconds, until an answer that does not come is an error
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
CLOSES = re.compile(rb"\r\nconnection: *close\r\n", re.IGNORECASE)
END_OF_HEAD = b"\r\n\r\n"


class BadAnswer(Exception):
    """What came is no answer of known length."""


class Connection:
    """One connection, which asks anew as soon as it has its answer."""

    def __init__(self, port: int, requests: Iterator[bytes], waiting: selectors.BaseSelector) -> None:
        self.port, self.requests, self.waiting = port, requests, waiting
        self.began = 0.0
        self.got = bytearray()
        self.status, self.whole, self.closes = "", 0, False
        self.socket: socket.socket | None = None

    def ask(self) -> None:
        """Send the next request, over a new connection where there is none; raises OSError."""
        self.began, self.whole = time.perf_counter(), 0
        self.got.clear()
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.waiting.register(self.socket, selectors.EVENT_READ, self)
        self.socket.sendall(next(self.requests))

    def receive(self) -> bool:
        """Take what has come and return whether the answer is whole; raises OSError or BadAnswer."""
        assert self.socket is not None
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionResetError
        self.got += part
        if not self.whole:
            self._read_head()
        return bool(self.whole) and len(self.got) >= self.whole

    def _read_head(self) -> None:
        end = self.got.find(END_OF_HEAD)
        if end < 0:
            return
        head = bytes(self.got[: end + 2])
        status, length = STATUS.match(head), LENGTH.search(head)
        if status is None or length is None:
            raise BadAnswer
        self.status, self.closes = status[1].decode(), CLOSES.search(head) is not None
        self.whole = end + len(END_OF_HEAD) + int(length[1])

    def close(self) -> None:
        if self.socket is not None:
            self.waiting.unregister(self.socket)
            self.socket.close()
            self.socket = None


class Load:
    """All connections, and what came of their questions."""

    def __init__(self, port: int, connections: int, cookie: str, paths: list[str]) -> None:
        requests = [_request(port, path, cookie) for path in paths]
        self.waiting = selectors.DefaultSelector()
        self.connections = [Connection(port, cycle(requests), self.waiting) for _ in range(connections)]
        self.times: list[float] = []
        self.told: Counter[str] = Counter()

    def run(self, seconds: float) -> None:
        """Ask for so long, then wait for the answers that are still to come."""
        until = time.perf_counter() + seconds
        for each in self.connections:
            self._ask(each, until)
        while self.waiting.get_map():
            for key, _ in self.waiting.select(1):
                self._take(key.data, until)
            self._lose_patience(until)

    def _ask(self, each: Connection, until: float) -> None:
        while time.perf_counter() < until:
            try:
                each.ask()
            except OSError as error:
                self._fail(each, error)
                time.sleep(0.01)
            else:
                return
        each.close()

    def _take(self, each: Connection, until: float) -> None:
        try:
            if not each.receive():
                return
        except (OSError, BadAnswer) as error:
            self._fail(each, error)
        else:
            self.times.append(time.perf_counter() - each.began)
            self.told[each.status] += 1
            if each.closes:
                each.close()
        self._ask(each, until)

    def _lose_patience(self, until: float) -> None:
        oldest = time.perf_counter() - PATIENCE
        for each in self.connections:
            if each.socket is not None and each.began < oldest:
                self._fail(each, TimeoutError())
                self._ask(each, until)

    def _fail(self, each: Connection, error: Exception) -> None:
        self.told[type(error).__name__] += 1
        each.close()


def _request(port: int, path: str, cookie: str) -> bytes:
    head = (
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Accept-Encoding: identity",
        f"Cookie: {cookie}",
    )
    return "\r\n".join((*head, "", "")).encode()


def main(words: list[str]) -> None:
    port, connections, seconds, cookie, *paths = words
    load = Load(int(port), int(connections), cookie, paths)
    began = time.perf_counter()
    load.run(float(seconds))
    took = time.perf_counter() - began
    told = {"seconds": took, "times": load.times, "status": load.told, "cpu": time.process_time()}
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
