"""Dates and numbers are written as Django writes them, only more quickly."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import formats, translation

from vehicles.dates import date_format
from vehicles.formats.en_GB import formats as english
from vehicles.quantities import number

LANGUAGES = [code for code, _ in settings.LANGUAGES]
NAMES = [name for name in vars(english) if name.isupper()]
LETTERS = ["H:i", "D H:i", "F Y", "D", "Y", "l, j. F", "100% j", r"j \d\e M"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES + LETTERS)
def test_an_instant_is_written_as_django_writes_it(language: str, name: str) -> None:
    first = datetime(2026, 1, 1, 4, 5, tzinfo=ZoneInfo("Europe/Paris"))
    with translation.override(language):
        for days in range(0, 400, 9):
            at = first + timedelta(days=days, minutes=days * 7)
            assert date_format(at, name) == formats.date_format(at, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_is_written_as_django_writes_it_also_in_letters_that_no_page_uses(language: str) -> None:
    with translation.override(language):
        for name in ("WEEKDAY_DAY_YEAR", "jS F y", "DATE_FORMAT"):
            assert date_format(date(2026, 3, 2), name) == formats.date_format(date(2026, 3, 2), name)


def test_each_language_has_its_own_words_whichever_was_asked_first() -> None:
    at = date(2026, 12, 1)
    told = []
    for language in ("de", "fr", "en-gb", "de"):
        with translation.override(language):
            told.append(date_format(at, "LONG_DAY"))
    assert told == [
        "Dienstag, 1. Dezember",
        "mardi 1 décembre",
        "Tuesday 1 December",
        "Dienstag, 1. Dezember",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("decimals", [-1, 0, 1, 3])
@pytest.mark.parametrize(
    "value", [0, 7, 12, 1234, -1234567, 0.05, -0.4, 2.5, 999.95, 1234.5678, -98765.4321, 31536000.0]
)
def test_a_number_is_written_as_django_writes_it(language: str, decimals: int, value: float) -> None:
    with translation.override(language):
        wanted = formats.number_format(
            round(value, decimals), max(decimals, 0), use_l10n=True, force_grouping=True
        )
        assert number(value, decimals) == wanted
