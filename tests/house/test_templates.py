"""Templates keep to the Content-Security-Policy: nothing in them runs, nothing in them styles."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FORBIDDEN = {
    "a style attribute": re.compile(r"""\sstyle\s*=""", re.IGNORECASE),
    "a style element": re.compile(r"""<style\b""", re.IGNORECASE),
    "an inline script": re.compile(r"""<script\b(?![^>]*\bsrc\s*=)""", re.IGNORECASE),
    "an event handler": re.compile(r"""\son[a-z]+\s*=""", re.IGNORECASE),
    "an hx-on handler": re.compile(r"""\s(?:data-)?hx-on\b""", re.IGNORECASE),
    "a javascript: address": re.compile(r"""["']\s*(?:javascript|js):""", re.IGNORECASE),
}

COMMENTS = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?\{%\s*endcomment\s*%\}", re.DOTALL)


def templates() -> list[Path]:
    return sorted([*(ROOT / "templates").rglob("*"), *(ROOT / "vehicles").glob("templates/**/*")])


def offences(text: str) -> list[str]:
    text = COMMENTS.sub("", text)
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]


def test_templates_hold_nothing_that_the_policy_forbids() -> None:
    pages = [path for path in templates() if path.suffix in (".html", ".svg")]
    found = {str(path.relative_to(ROOT)): offences(path.read_text()) for path in pages}
    assert {name: offence for name, offence in found.items() if offence} == {}


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>p { color: red }</style>",
        "<script>alert(1)</script>",
        '<script type="module">import "./x.js"</script>',
        '<button onclick="go()">',
        '<form hx-on::after-request="go()">',
        '<a href="javascript:go()">',
        "<div hx-vals='js:{a: 1}'>",
    ],
)
def test_an_offence_is_found(text: str) -> None:
    assert offences(text)


@pytest.mark.parametrize(
    "text",
    [
        '<script type="module" src="{% static \'vehicles/js/page.js\' %}"></script>',
        '{{ series|json_script:"series" }}',
        "<p>A car's colour and style = taste</p>".replace("style = ", "style: "),
        '{# style="…" is not allowed #}',
        '<form action="{% url \'one\' %}" hx-get="/x">',
    ],
)
def test_what_is_allowed_is_let_through(text: str) -> None:
    assert offences(text) == []


def test_numbers_that_machines_read_are_not_grouped() -> None:
    """A page writes 1,024 for people; as a width, or a value that comes back, it would be another number."""
    grouped = re.compile(r"""\b(?:value|width|height)="\{\{\s*[\w.]+\.(?:id|pk|width|height)\s*\}\}""")
    pages = [path for path in templates() if path.suffix == ".html"]
    assert [str(path) for path in pages if grouped.search(path.read_text())] == []


def test_no_style_sheet_forbids_to_turn_the_phone() -> None:
    sheets = (ROOT / "vehicles" / "static").rglob("*.css")
    assert [sheet.name for sheet in sheets if "orientation:" in sheet.read_text()] == []
