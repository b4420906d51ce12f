"""Checks a page with axe-core, where the page's own Content-Security-Policy stays in force."""

from functools import cache

from .chromium import AXE, Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The style sheets are not fetched once more: only a page that forbids to turn the phone is told by them.
RUN = """
(tags) => axe.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'], preload: false })
"""


@cache
def _source() -> str:
    return AXE.read_text("utf-8")


def violations(page: Page) -> list[str]:
    """Return each violation of level A or AA in a line, with the HTML at fault."""
    # Evaluated by the debugger, which no policy concerns: the page needs no loosened one.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source())
    found = page.evaluate(RUN, TAGS)
    return [
        f"{rule['id']}: {node['html']} ({node['failureSummary']})"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
