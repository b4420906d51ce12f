"""Checks a page with axe-core, where the page's own Content-Security-Policy stays in force."""

from functools import cache

from .chromium import AXE, Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What only these can tell depends on width and theme; all else depends on the page's words and parts.
OF_A_LOOK = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
# The style sheets are not fetched once more: only a page that forbids to turn the phone is told by them.
RUN = """(only) => axe.run({ runOnly: only, resultTypes: ['violations'], preload: false })"""


@cache
def _source() -> str:
    return AXE.read_text("utf-8")


def violations(page: Page, *, of_the_look: bool = False) -> list[str]:
    """Return each violation of level A or AA in a line, with the HTML at fault.

    `of_the_look` leaves out what the same page in another look has told already.
    """
    # Evaluated by the debugger, which no policy concerns: the page needs no loosened one.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source())
    only = {"type": "rule", "values": OF_A_LOOK} if of_the_look else {"type": "tag", "values": TAGS}
    found = page.evaluate(RUN, only)
    return [
        f"{rule['id']}: {node['html']} ({node['failureSummary']})"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
