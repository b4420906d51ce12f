"""Figures as who reads them writes them: their locale's digits, their units, a thin space between."""

from functools import lru_cache

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import reader

THIN = "\u202f"
UNKNOWN = "–"


def number(value: float, decimals: int = 0) -> str:
    """Return the number in the reader's locale, grouped; of -1 decimals come full tens."""
    written = f"{round(value, decimals):,.{max(decimals, 0)}f}"
    return written.translate(_separators(get_language()))


@lru_cache(maxsize=16)
def _separators(language: str | None) -> dict[int, str]:
    """Return what stands in that language for Python's comma between thousands and point before tenths."""
    thousands = formats.get_format("THOUSAND_SEPARATOR", language)
    grouped = formats.get_format("NUMBER_GROUPING", language) == 3
    return {
        ord(","): thousands if grouped else "",
        ord("."): formats.get_format("DECIMAL_SEPARATOR", language),
    }


def bare(value: float, unit: str, decimals: int = 0) -> str:
    """Return a figure of that metric unit in the reader's, without its name."""
    shown = reader.unit(unit)
    figure = shown.show(value)
    return UNKNOWN if figure is None else number(figure, shown.digits_of(decimals))


def quantity(value: float, unit: str, decimals: int = 0) -> str:
    """Return a figure of that metric unit in the reader's, with its name behind a thin space."""
    return f"{bare(value, unit, decimals)}{THIN}{reader.unit(unit).name}"


def difference(value: float, unit: str) -> str:
    """Return how far figures of that metric unit lie apart, in the reader's."""
    shown = reader.unit(unit)
    apart = shown.show_difference(value)
    return f"{number(apart, 0 if abs(apart - round(apart)) < 0.05 else 1)}{THIN}{shown.name}"


def distance(km: float) -> str:
    """Return a way as people say it: "23 km", "4.2 km", "less than 1 km"."""
    shown = reader.unit("km")
    way = shown.show(km) or 0.0
    if way < 1:
        return _("less than %(km)s") % {"km": f"{number(1)}{THIN}{shown.name}"}
    return quantity(km, "km", 1 if way < 10 else 0)


def set_temperature(degrees_c: float) -> str:
    """Return a temperature that is set in half degrees, with the digit that tells two of them apart."""
    shown = reader.unit("°C").show(degrees_c) or 0.0
    return quantity(degrees_c, "°C", 0 if abs(shown - round(shown)) < 0.01 else 1)
