"""Every address of the site, as the URLconf has it, and as somebody would type it."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver, reverse

from .routes import Route
from .town import MISSING, Home


def walk(
    within: URLResolver | None = None, namespace: str = "", parts: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every address's name, or path where it has none, with the names of its parts that differ."""
    for pattern in (within or get_resolver()).url_patterns:
        its = (*parts, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern, inner, its)
        else:
            yield namespace + (pattern.name or str(pattern.pattern)), its


PARTS = dict(walk())


def address_of(route: Route, home: Home, **others: Any) -> str:
    """Return the address of a route for the things of one household, `others` instead of some."""
    things = {**home.things, **{part: home.things[thing] for part, thing in route.things.items()}, **others}
    return reverse(route.name, kwargs={part: things[part] for part in PARTS[route.name]})


def missing_of(route: Route) -> dict[str, Any]:
    """Return ids that no thing has, for the parts of an address."""
    return {part: MISSING for part in PARTS[route.name] if part.endswith("_id") or part == "pk"}
