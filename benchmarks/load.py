"""Asks for addresses again and again over some connections; a program of its own, with CPU of its own.

    python -m benchmarks.load PORT CONNECTIONS SECONDS COOKIE PATH…

Prints JSON: `seconds` it took, the `times` of all answers in seconds, and how often each `status` came; what
was no answer at all is counted by the name of its exception. The paths are asked for in turn.
"""

import http.client
import json
import sys
import threading
import time
from collections import Counter
from itertools import cycle

PATIENCE = 30  # seconds, until an answer that does not come is an error


def ask(
    port: int, until: float, cookie: str, paths: list[str], times: list[float], told: Counter[str]
) -> None:
    """Ask over one connection until the time is over; one that breaks is made anew."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    for path in cycle(paths):
        began = time.perf_counter()
        if time.monotonic() >= until:
            return
        try:
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            told[type(error).__name__] += 1
            connection.close()
        else:
            times.append(time.perf_counter() - began)
            told[str(answer.status)] += 1


def main(words: list[str]) -> None:
    port, connections, seconds, cookie, *paths = words
    times: list[float] = []
    told: Counter[str] = Counter()
    began = time.monotonic()
    until = began + float(seconds)
    threads = [
        threading.Thread(target=ask, args=(int(port), until, cookie, paths, times, told))
        for _ in range(int(connections))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"seconds": time.monotonic() - began, "times": times, "status": told}))


if __name__ == "__main__":
    main(sys.argv[1:])
