"""What a caller's dates, instants and levels become on the wire, or why they cannot."""

import datetime
import math
from typing import Any

from .exceptions import InvalidInputError

SOC_MIN = range(15, 46, 5)
SOC_TARGET = range(55, 101, 5)


def instant(when: Any) -> str:
    """Return a time in UTC as Renault takes it; raises InvalidInputError for one without a zone."""
    if not isinstance(when, datetime.datetime) or when.utcoffset() is None:
        raise InvalidInputError("A time with its time zone is needed.")
    problem = None
    try:
        moment = when.astimezone(datetime.UTC)
    except (OverflowError, ValueError) as error:
        problem = type(error).__name__
    if problem:
        raise InvalidInputError("This time is out of range.")
    return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def span(start: Any, end: Any, period: str = "day") -> dict[str, str]:
    """Return a range as Renault takes it: YYYYMMDD, or YYYYMM by month.

    Dates and datetimes will do; a datetime counts as its calendar day in its own zone.
    Raises InvalidInputError for anything else, and for an end before the start.
    """
    if period not in ("day", "month"):
        raise InvalidInputError("A period is day or month.")
    first, last = _day(start), _day(end)
    if last < first:
        raise InvalidInputError("The range ends before it starts.")
    length = 8 if period == "day" else 6
    return {"start": _digits(first)[:length], "end": _digits(last)[:length]}


def _day(value: Any) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    raise InvalidInputError("A date or a datetime is needed.")


def _digits(day: datetime.date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def temperature(value: Any) -> float:
    """Return a temperature (°C); raises InvalidInputError for what is no number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InvalidInputError("A temperature is a number.")
    return value


def soc_levels(minimum: Any, target: Any) -> dict[str, int]:
    """Return the limits of charge (%); raises InvalidInputError off 15-45 and 55-100 in steps of 5."""
    for level, allowed in ((minimum, SOC_MIN), (target, SOC_TARGET)):
        if isinstance(level, bool) or not isinstance(level, (int, float)) or level not in allowed:
            raise InvalidInputError(
                f"A level is one of {allowed.start} to {allowed.stop - 1}, in steps of {allowed.step}."
            )
    return {"socMin": int(minimum), "socTarget": int(target)}
