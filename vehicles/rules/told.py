"""Renault's own counts of a day or a month beside ours, and why the two differ.

The shape of these rows is known for sure for charges only: `totalChargesNumber`, `totalChargesDuration`
in minutes, `totalChargesErrors`. Heating and cooling were empty in all recorded answers; their sums are
taken to be named alike, so names are known by their ends. Everything else is handed on as it was told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from .readings import instant

# Less than this between two sums of minutes is rounding and the pace of the car's reports.
CLOSE_MINUTES = 10
_PERIODS = frozenset(("day", "month"))


@dataclass(frozen=True, slots=True)
class Told:
    """What Renault tells of one day or month; None where it tells no such figure."""

    number: int | None = None
    minutes: float | None = None
    errors: int | None = None
    other: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ours:
    """What is known here: how many, how long, of how many rows of Renault's, and what a person did.

    `minutes` is None where one of them goes on, or is not known. `deleted` are not among `number`.
    """

    number: int = 0
    minutes: float | None = 0.0
    records: int = 0
    by_hand: int = 0
    deleted: int = 0


class Difference(Enum):
    """How Renault's figures and ours differ, the likeliest reason first."""

    SAME = "same"
    NOT_TOLD = "not_told"  # Renault has no row
    NO_NUMBER = "no_number"  # a row without a number
    SPLIT = "split"  # one charge in several rows, each of which Renault counts
    BY_HAND = "by_hand"
    DELETED = "deleted"
    NOT_HERE = "not_here"
    NUMBER = "number"
    MINUTES = "minutes"


def read(raw: Any) -> Told:
    """Return a row's figures, whatever it is made of."""
    if not isinstance(raw, Mapping):
        return Told()
    names = [_total(raw, end) for end in ("Number", "Duration", "Errors")]
    number, minutes, errors = (_count(raw.get(name)) for name in names)
    rest = [name for name in raw if name not in _PERIODS and name not in names]
    return Told(
        number=None if number is None else int(number),
        minutes=minutes,
        errors=None if errors is None else int(errors),
        other=tuple((str(name), str(raw[name])) for name in rest if raw[name] is not None),
    )


def _total(raw: Mapping[Any, Any], end: str) -> str:
    """Return the name of the row's sum that ends so; empty where there is none."""
    return next((str(name) for name in raw if str(name).startswith("total") and str(name).endswith(end)), "")


def _count(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value < 10_000_000 else None


@dataclass(frozen=True, slots=True)
class Time:
    """One time of heating or cooling; what was not told is None or empty."""

    asked_at: datetime | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    result: str = ""
    other: tuple[tuple[str, str], ...] = ()


def read_time(raw: Any) -> Time:
    """Return one row of Renault's list of times, whatever it is made of."""
    if not isinstance(raw, Mapping):
        return Time(other=(("", str(raw)),))
    ends = ("RequestDate", "StartDate", "EndDate")
    names = [next((str(name) for name in raw if str(name).endswith(end)), "") for end in ends]
    times = [_instant(raw.get(name)) for name in names]
    status = next((str(name) for name in raw if str(name).endswith("Status")), "")
    known = {status, *(name for name, at in zip(names, times, strict=True) if at is not None)}
    other = tuple((str(name), str(raw[name])) for name in raw if name not in known and raw[name] is not None)
    return Time(times[0], times[1], times[2], str(raw.get(status) or ""), other)


def _instant(value: Any) -> datetime | None:
    return instant(value) if isinstance(value, str) else None


def first_day(key: str) -> date | None:
    """Return the first day of a row's day ("20261123") or month ("202611"); None where it is neither."""
    if not key.isascii() or not key.isdigit() or len(key) not in (6, 8):
        return None
    try:
        return date(int(key[:4]), int(key[4:6]), int(key[6:] or 1))
    except ValueError:
        return None


def compare(told: Told | None, ours: Ours) -> Difference:
    """Return how what Renault tells of a day or month differs from what is known here."""
    if told is None:
        return Difference.NOT_TOLD
    if told.number is None:
        return Difference.NO_NUMBER
    if told.number != ours.number:
        return _why(told.number, ours)
    apart = None if told.minutes is None or ours.minutes is None else abs(told.minutes - ours.minutes)
    if apart is not None and apart > CLOSE_MINUTES * max(1, ours.number):
        return Difference.MINUTES
    return Difference.SAME


def _why(number: int, ours: Ours) -> Difference:
    if number == ours.records > ours.number:
        return Difference.SPLIT
    if ours.by_hand and number == ours.number - ours.by_hand:
        return Difference.BY_HAND
    if ours.deleted and number == ours.number + ours.deleted:
        return Difference.DELETED
    return Difference.NOT_HERE if ours.number == 0 else Difference.NUMBER
