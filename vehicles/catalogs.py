"""The catalogs of translations, in locale/<language>/LC_MESSAGES: found texts in, compiled files out.

Babel does both, so that nobody needs the gettext programs.
"""

import io
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from babel.messages import extract, mofile, pofile
from babel.messages.catalog import Catalog
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "locale"
LANGUAGES = ("fr", "de")  # English stands in the source itself
KEYWORDS = extract.DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def po_file(language: str) -> Path:
    """Return the catalog that people edit."""
    return FOLDER / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """Return a language's catalog."""
    with po_file(language).open("rb") as file:
        return pofile.read_po(file, locale=language)


# ---- compiling


def compiled(language: str) -> bytes:
    """Return what the language's .mo file must hold."""
    target = io.BytesIO()
    mofile.write_mo(target, read(language))
    return target.getvalue()


def compile_stale(say: Callable[[str], object] = lambda _text: None) -> None:
    """Compile the catalogs whose .mo file is missing, or older than they are.

    Several processes may do so at a time: each puts a whole file in place.
    """
    for language in LANGUAGES:
        source = po_file(language)
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime <= source.stat().st_mtime:
            _put(target, compiled(language))
            say(f"Compiled {target.relative_to(ROOT)}\n")


def _put(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".mo-new")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(target)


# ---- finding


def found() -> Catalog:
    """Return every text of templates and code that is to be translated, with where it stands."""
    catalog = Catalog(fuzzy=False)
    for path in _sources():
        text = path.read_text()
        if path.suffix == ".html" or path.suffix == ".txt":
            # Django makes it look like Python; only its indentation is not.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).split("\n"))
        name = path.relative_to(ROOT).as_posix()
        file = io.BytesIO(text.encode())
        for line, message, _comments, context in extract.extract("python", file, KEYWORDS):
            catalog.add(message, locations=[(name, line)], context=context)
    return catalog


def _sources() -> Iterator[Path]:
    yield from sorted((ROOT / "templates").rglob("*.html"))
    yield from sorted((ROOT / "templates").rglob("*.txt"))
    yield from sorted(path for path in (ROOT / "vehicles").rglob("*.py") if "migrations" not in path.parts)


def update() -> None:
    """Bring each catalog up to what is found: what is new is empty, and what is gone is dropped."""
    texts = found()
    for language in LANGUAGES:
        catalog = read(language) if po_file(language).exists() else _empty(language)
        catalog.update(texts, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        po_file(language).parent.mkdir(parents=True, exist_ok=True)
        with po_file(language).open("wb") as file:
            pofile.write_po(file, catalog, width=100, sort_by_file=True, include_lineno=False)


def _empty(language: str) -> Catalog:
    header = f"# The texts of renault-web: {language}. Edit msgstr; `make messages` does the rest."
    nobody = {"last_translator": "", "language_team": "", "msgid_bugs_address": ""}
    catalog = Catalog(
        language, header_comment=header, project="renault-web", version="", fuzzy=False, **nobody
    )
    # As Django's own catalogs count: French has one form for 0 and 1, and needs none for millions here.
    catalog._num_plurals, catalog._plural_expr = 2, "(n > 1)" if language == "fr" else "(n != 1)"
    return catalog
