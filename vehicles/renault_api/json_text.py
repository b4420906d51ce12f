"""Reads JSON that may be anything: only `NotJson` leaves, and what comes out can be stored."""

import json
import math
from typing import Any


class NotJson(Exception):
    """The text is no JSON."""


def parse(text: str | bytes) -> Any:
    """Return the decoded text; numbers that JSON does not know (NaN, Infinity, 1e999) become None."""
    for read_whole in (None, _whole):
        try:
            return json.loads(text, parse_constant=_nothing, parse_float=_finite, parse_int=read_whole)
        except json.JSONDecodeError:
            break
        except (ValueError, RecursionError):
            # Python refuses whole numbers of thousands of digits, and only those deserve a second reading.
            continue
    raise NotJson


def _nothing(_constant: str) -> None:
    return None


def _finite(number: str) -> float | None:
    value = float(number)
    return value if math.isfinite(value) else None


def _whole(number: str) -> int | None:
    return int(number) if len(number) < 100 else None
