"""The rows of a table of figures: hundreds of cells, which the template language takes a look at each."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def figure_rows(rows: Iterable[Iterable[str]]) -> SafeString:
    """Return rows of texts as the rows of a table's body."""
    cells = ("</td><td>".join(map(escape, row)) for row in rows)
    return mark_safe("\n".join(f"<tr><td>{row}</td></tr>" for row in cells))  # noqa: S308  each cell is escaped
