"""Lucide's icons, each drawn once: a page has dozens, and the library reads and writes XML for each."""

from functools import lru_cache
from typing import Any

from django import template
from lucide.templatetags import lucide as drawn

register = template.Library()
_draw = lru_cache(maxsize=512)(drawn.lucide)


@register.simple_tag
def lucide(name: str, **looks: Any) -> str:
    """Return the icon as inline SVG; the same name and looks give the same text."""
    return _draw(name, **looks)
