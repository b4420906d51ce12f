"""What is new, out of the text of CHANGELOG.md."""

import re
from dataclasses import dataclass

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_ITEM = re.compile(r"\*\*(.+?)\*\*(.*)")


@dataclass(frozen=True, slots=True)
class New:
    """One item of a version: what is printed bold in front, if anything, and the rest, to be put together."""

    lead: str
    text: str


def newest(changelog: str) -> tuple[str, list[New]]:
    """Return the name of the topmost version and its items; ("", []) where the text has none."""
    _before, _mark, rest = changelog.partition("\n## ")
    title, _newline, body = rest.partition("\n")
    section = body.partition("\n## ")[0]
    items = [" ".join(item.split()) for item in re.split(r"(?m)^- ", section)[1:]]
    return title.strip(), [_read(item) for item in items]


def _read(item: str) -> New:
    plain = _LINK.sub(r"\1", item).replace("`", "")
    found = _ITEM.fullmatch(plain)
    lead, text = (found[1], found[2]) if found else ("", plain)
    return New(lead, text.replace("**", ""))
