"""Reads a worker's beat without Django, which would take 60 MB of memory for this one question."""

from __future__ import annotations

import contextlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

QUESTION = "SELECT beat_at FROM vehicles_heartbeat WHERE name = "


def last_beat(database: Mapping[str, Any]) -> object:
    """Return something that differs after each beat, or None before the first.

    `database` is {"sqlite": path} or {"postgres": libpq's parameters}, and the "name" of the row.
    Raises what the database raises.
    """
    with contextlib.closing(_connect(database)) as connection:
        mark = "?" if "sqlite" in database else "%s"
        return connection.execute(QUESTION + mark, [database["name"]]).fetchone()


def _connect(database: Mapping[str, Any]) -> Any:
    if (path := database.get("sqlite")) is not None:
        import sqlite3  # each only where it is the one

        return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5, isolation_level=None)
    import psycopg

    return psycopg.connect(**database["postgres"], autocommit=True, connect_timeout=5)
