"""Which part of the site a page belongs to, so that the navigation can mark it."""

import re

# By the first word of the address's name.
PARTS = {
    "garage": "garage vehicle charge charges chart planner",
    "compare": "compare",
    "household": "household login member leave invite invitation installation servers choose",
    "you": "you tokens token account mfa usersessions",
}
_OF_WORD = {word: part for part, words in PARTS.items() for word in words.split()}


def part_of(name: str) -> str:
    """Return the part that the page with this address name belongs to; empty for a page outside of them."""
    return _OF_WORD.get(re.split("[-_]", name)[0], "")
