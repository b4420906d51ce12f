"""JSON of any shape, grown from a handful of bytes.

Hypothesis draws bytes much faster than nested values, so that thousands of answers a second can be tried; and
an answer that breaks something still shrinks, since fewer and smaller bytes grow into less.
"""

import copy
import struct
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

FEWEST_BYTES, MOST_BYTES = 24, 96
DEEPEST = 5
MOST_ITEMS = 6

# What has broken programs before, and what Renault was seen to send where a figure was expected.
ODD = (
    *(None, True, False, 0, 1, -1, 0.0, -0.0, 0.5, 1.0, 1e300, -1e300, 5e-324),
    *(float("nan"), float("inf"), float("-inf"), 2**31, 2**53, 2**53 + 1, -(2**63), 10**99),
    *("", " ", "0", "-1", "1e999", "NaN", "null", "true", "٣", "ß", "\x00", "\ud800", "\U0001f697", "9" * 90),
    *("2026-03-10T09:30:00Z", "2026-03-10T09:30:00+01:00", "2026-03-10", "20260310", "2026-02-30T25:61:61Z"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1970-01-01T00:00:00Z", "T07:30Z", "T24:00Z"),
    *("07:30", "23:59", "24:00", "off", "on", "unlocked", "scheduled", "alwaysCharging", "KMH", "[]", "{}"),
    *('{"errors": [{"title": 1}]}', "a" * 300, "err.tech.500", "err.func.403", "%s {0}", "https://[", "\\"),
)


def anything(names: Sequence[str]) -> "st.SearchStrategy[Any]":
    """Return a strategy for any decoded JSON: half of it objects, and most names in them are these."""
    return _bytes.map(lambda told: _Growth(told, names).whole())


def objects(names: Sequence[str]) -> "st.SearchStrategy[dict[str, Any]]":
    """Return a strategy for objects that have some of these names, with anything in them."""
    return _bytes.map(lambda told: _Growth(told, names).object(own=True))


def spoilt(good: Sequence[Any]) -> "st.SearchStrategy[Any]":
    """Return a strategy for these answers with up to three places torn out or filled with anything."""
    return _bytes.map(lambda told: _Growth(told, sorted(_names(good))).spoil(good))


def _names(value: Any) -> set[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return set(value if isinstance(value, dict) else ()).union(*map(_names, inner))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield all places within a value: what holds it, and its key or index there."""
    if isinstance(value, dict | list):
        for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            yield from _places(inner)


_bytes = st.binary(min_size=FEWEST_BYTES, max_size=MOST_BYTES)


class _Growth:
    """One value on its way: each byte decides what comes next, and after the last one nothing does."""

    def __init__(self, told: bytes, names: Sequence[str]) -> None:
        self._told, self._at, self._names = told, 0, names

    def whole(self) -> Any:
        return self.object(own=True) if self._byte() % 2 else self._value(DEEPEST)

    def object(self, depth: int = DEEPEST, *, own: bool = False) -> dict[str, Any]:
        most = 2 * MOST_ITEMS if own else MOST_ITEMS
        return {self._name(): self._value(depth - 1) for _ in range(self._byte() % (most + 1))}

    def spoil(self, good: Sequence[Any]) -> Any:
        whole = [copy.deepcopy(good[self._byte() % len(good)])]
        for _ in range(1 + self._byte() % 3):
            places = list(_places(whole))
            holder, key = places[(self._byte() * 256 + self._byte()) % len(places)]
            if isinstance(holder, dict) and self._byte() % 4 == 0:
                del holder[key]
            else:
                holder[key] = self._value(3)
        return whole[0]

    def _value(self, depth: int) -> Any:
        kind = self._byte() % (9 if depth else 6)
        if kind < 3:
            return ODD[self._byte() % len(ODD)]
        if kind == 3:
            return self._byte() - 128
        if kind == 4:
            return struct.unpack(">d", self._take(8))[0]
        if kind == 5:
            return self._take(self._byte() % 12).decode("utf-8", "surrogateescape")
        if kind == 6:
            return [self._value(depth - 1) for _ in range(self._byte() % MOST_ITEMS)]
        return self.object(depth)

    def _name(self) -> str:
        number = self._byte()
        if number > 250:
            return str(ODD[self._byte() % len(ODD)])
        return self._names[number % len(self._names)] if self._names else ""

    def _byte(self) -> int:
        self._at += 1
        return self._told[self._at - 1] if self._at <= len(self._told) else 0

    def _take(self, count: int) -> bytes:
        return bytes(self._byte() for _ in range(count))
