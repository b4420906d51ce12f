"""Answers that no documentation foresees: well-formed JSON that says something else than it should."""

import json
import random
from collections.abc import Callable
from itertools import cycle
from typing import Any

HUGE_BYTES = 10_000_000


def mangled(form: str, body: bytes) -> bytes:
    """Return the body in one of `FORMS`; one that is no JSON stays as it is. Raises KeyError."""
    mangle = FORMS[form]
    try:
        content = json.loads(body)
    except ValueError:
        return body
    return json.dumps(mangle(content)).encode()


def _each(content: Any, change: Callable[[str, Any], Any]) -> Any:
    """Return an answer with its attributes changed, whether they are wrapped or bare."""
    if not isinstance(content, dict):
        return content
    data = content.get("data")
    if isinstance(data, dict) and isinstance(data.get("attributes"), dict):
        changed = {name: change(name, value) for name, value in data["attributes"].items()}
        return {**content, "data": {**data, "attributes": changed}}
    return {name: change(name, value) for name, value in content.items()}


def _other_types(content: Any) -> Any:
    others = cycle(["text", True, {"an": "object"}, ["a", "list"], 10**40, -1e300, ""])
    return _each(content, lambda _name, _value: next(others))


def _not_a_number(content: Any) -> Any:
    others = cycle([float("nan"), float("inf"), float("-inf")])
    return _each(content, lambda _name, value: next(others) if _is_number(value) else value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


UNKNOWN_WORDS = {
    "plugStatus": 7,
    "chargingStatus": 9.9,
    "hvacStatus": "perhaps",
    "lockStatus": "ajar",
    "chargeMode": "by_moonlight",
    "mode": "by_moonlight",
}

FORMS: dict[str, Callable[[Any], Any]] = {
    "list": lambda content: [content],
    "types": _other_types,
    "null": lambda content: _each(content, lambda _name, _value: None),
    "nan": _not_a_number,
    "enums": lambda content: _each(content, lambda name, value: UNKNOWN_WORDS.get(name, value)),
    "huge": lambda content: {**content, "more": "x" * HUGE_BYTES} if isinstance(content, dict) else content,
}


class Memory:
    """Tells again what was told before: the same for ever, some answers late, or in any order.

    It remembers from its first question on, by path.
    """

    def __init__(self, seed: int, kept: int = 12) -> None:
        self._told: dict[str, list[bytes]] = {}
        self._random = random.Random(f"{seed}:memory")
        self._kept = kept

    def retold(self, form: str, path: str, body: bytes) -> bytes:
        """Return what is said instead of `body`, in the `form` same, older or shuffled."""
        told = self._told.setdefault(path, [])
        if form == "same":
            told[1:] = []
        told.append(body)
        del told[: -self._kept]
        if form == "shuffled":
            return self._random.choice(told)
        return told[0] if form == "same" else told[max(0, len(told) - 4)]
