"""The supervisor's lines in the log, which look like everybody else's (vehicles/logs.py)."""

import contextlib
import os
import time

_NAME = "vehicles.supervision.supervisor"


def say(level: str, message: str) -> None:
    """Write a line as LOG_FORMAT wants it to stderr; nothing where nobody reads that any more.

    `level` is one of logging's names, in capitals.
    """
    with contextlib.suppress(OSError):
        os.write(2, f"{line(level, message, time.time(), os.environ.get('LOG_FORMAT'))}\n".encode())


def line(level: str, message: str, now: float, log_format: str | None) -> str:
    """Return the line, without its end; `now` is in seconds since 1970."""
    milliseconds = int(now % 1 * 1000)
    if log_format != "json":
        at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now))
        return f"{at},{milliseconds:03d} {level} {_NAME}: {message}"
    import json  # 1 MB, and only wanted here

    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
    told = {
        "at": f"{at}.{milliseconds:03d}+00:00",
        "level": level.lower(),
        "logger": _NAME,
        "message": message,
    }
    return json.dumps(told, ensure_ascii=False)
