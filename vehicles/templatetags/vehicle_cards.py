"""The cards of the garage, each drawn once as long as it shows the same.

A card holds all that its templates show, ages in words too, so that equal cards are equal HTML in one
language, whoever looks: nothing older than the card's own figures is ever shown. Most looks at a garage, four
a minute for each open page, find most cards as they were.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
# About 3 KB each; a change of language or of units is another card.
MOST_KEPT = 200


@register.simple_tag
def vehicle_card(card: Any) -> SafeString:
    """Return the card (a frozen, hashable page object with `template`) as HTML."""
    draw = _draw if settings.DEBUG else _drawn
    return draw(card, get_language())


def _draw(card: Any, _language: str | None) -> SafeString:
    return render_to_string(card.template, {"card": card})


_drawn = lru_cache(maxsize=MOST_KEPT)(_draw)
