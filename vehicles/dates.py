"""Dates as who reads them writes them, by the names that formats/ lists for each language.

Django reads a format letter by letter for each date it writes, and asks for the language at each name of a
day or month; a chart's table has hundreds of them. Here a format is read once for each language.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils import dateformat, dates, formats, translation

_LETTERS = re.compile(r"\\.|[a-zA-Z]")
_Written = Callable[[Any], str]


def date_format(value: date, name: str) -> str:
    """Return a date, or an instant on the clock it has, in the format of that name ("MOMENT"), or in these
    letters ("H:i")."""
    return _writer(name, translation.get_language())(value)


@lru_cache(maxsize=256)
def _writer(name: str, language: str | None) -> _Written:
    """Return what writes in that format; Django itself, for letters that are not in use here."""
    text = formats.get_format(name, language)
    parts = _parts()
    letters = _LETTERS.findall(text)
    if not set(letters) <= parts.keys():
        return lambda value: str(dateformat.format(value, text))
    pattern = _LETTERS.sub("%s", text.replace("%", "%%"))
    wanted = [parts[letter] for letter in letters]
    return lambda value: pattern % tuple([part(value) for part in wanted])


def _parts() -> dict[str, _Written]:
    """Return by letter what each writes, in the language that is in use."""

    def named(names: dict[int, Any]) -> dict[int, str]:
        return {number: str(name) for number, name in names.items()}

    days, short_days = named(dates.WEEKDAYS), named(dates.WEEKDAYS_ABBR)
    months, short_months, named_months = (
        named(each) for each in (dates.MONTHS, dates.MONTHS_3, dates.MONTHS_AP)
    )
    return {
        "D": lambda value: short_days[value.weekday()],
        "l": lambda value: days[value.weekday()],
        "j": lambda value: str(value.day),
        "F": lambda value: months[value.month],
        "M": lambda value: short_months[value.month].title(),
        "N": lambda value: named_months[value.month],
        "Y": lambda value: f"{value.year:04d}",
        "H": lambda value: f"{value.hour:02d}",
        "i": lambda value: f"{value.minute:02d}",
    }
