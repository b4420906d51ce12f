"""The languages: every text has its translation, with the same things filled in."""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.utils import formats, translation

from vehicles import catalogs
from vehicles.formats.en_GB import formats as names

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|%[a-z]|\{\w*\}")

every_language = pytest.mark.parametrize("language", catalogs.LANGUAGES)


def texts(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, list | tuple) else [message.string]


def ids(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, list | tuple) else [message.id]


def holes(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


@pytest.fixture(scope="module")
def found() -> Catalog:
    return catalogs.found()


@every_language
def test_what_is_filled_into_a_text_is_filled_into_its_translation(language: str) -> None:
    for message in catalogs.read(language):
        if not message.id:
            continue
        *_, several = ids(message)
        for place, text in enumerate(each for each in texts(message) if each):
            allowed = [holes(several)] if place else [holes(each) for each in ids(message)]
            assert holes(text) in allowed, (language, message.id, text)


@every_language
def test_no_translation_is_a_guess(language: str) -> None:
    assert [message.id for message in catalogs.read(language) if message.id and message.fuzzy] == []


@every_language
def test_a_translation_ends_as_its_text_does(language: str) -> None:
    """A label stays a label, and a sentence a sentence."""
    for message in catalogs.read(language):
        for text in texts(message):
            if message.id and text:
                source = ids(message)[0]
                assert (source[-1] in ".?!:…") == (text[-1] in ".?!:…"), (language, source, text)
                assert text == text.strip() or source != source.strip(), (language, source, text)


@every_language
def test_the_compiled_file_holds_what_the_catalog_says(language: str) -> None:
    assert catalogs.po_file(language).with_suffix(".mo").read_bytes() == catalogs.compiled(language)


def test_the_site_offers_the_languages_that_have_catalogs() -> None:
    assert [code for code, _name in settings.LANGUAGES] == [settings.LANGUAGE_CODE, *catalogs.LANGUAGES]


@pytest.mark.parametrize("name", [name for name in vars(names) if name.isupper()])
def test_every_language_writes_every_kind_of_date(name: str) -> None:
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            assert formats.get_format(name) != name, (code, name)


def test_dates_in_code_and_templates_are_written_by_named_formats() -> None:
    """A pattern with the day of the month is English; in German it has a dot."""
    plain = re.compile(r"""date_format\([^)]*["'][^"']*\b[jM]\b|\|date:["'][^"']*\b[jd]\b""")
    files = [*(ROOT / "vehicles").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    assert [
        str(path) for path in files if "formats" not in path.parts and plain.search(path.read_text())
    ] == []
