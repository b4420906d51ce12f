"""Brings scenes before the browser."""

from collections.abc import Iterator
from contextlib import contextmanager

from .chromium import Browser, Page
from .look import LOOKS, Look
from .scenes import Scene
from .site import Site
from .watch import Watch

PATIENCE_SECONDS = 20
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Stage:
    """Shows one scene after the other in one window, which forgets who was there before."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._site = site
        self._context = browser.new_context(base_url=site.url, **LOOKS[0].context)
        self._context.set_default_timeout(PATIENCE_SECONDS * 1000)
        self._page = self._context.new_page()
        self._watch = Watch(self._page, site.url)

    def close(self) -> None:
        """Close the window."""
        self._context.close()

    @contextmanager
    def open(self, scene: Scene) -> Iterator[tuple[Page, Watch]]:
        """Open the page, do what the scene does there, and wait until nothing is on its way."""
        page = self._page
        # An empty page between two scenes: the last one asks for nothing more.
        page.goto("about:blank")
        dress(page, LOOKS[0])
        self._context.clear_cookies()
        if scene.user is not None:
            self._context.add_cookies([self._site.session_of(scene.user, long_ago=scene.long_ago)])
        self._watch.begin({(scene.path, scene.status), *scene.errors})
        response = page.goto(scene.path)
        assert response is not None
        assert response.status == scene.status, f"{scene.name} answers {response.status}"
        if scene.then is not None:
            scene.then(page)
        settle(page)
        yield page, self._watch


def dress(page: Page, look: Look) -> None:
    """Show the open page in another width and theme."""
    page.set_viewport_size(look.size)
    page.emulate_media(color_scheme=look.theme, reduced_motion="reduce")
    settle(page)


def unroll(page: Page) -> None:
    """Make the window as high as the page, so that what sticks to its edges is not in the middle."""
    size = page.viewport_size
    assert size is not None
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    settle(page)


def settle(page: Page) -> None:
    """Wait until charts are drawn and what a resize began is done."""
    page.wait_for_load_state("load")
    for chart in page.locator(".chart[data-chart]").all():
        chart.locator("canvas").wait_for()
    page.locator("[data-chart][aria-busy]").first.wait_for(state="detached")
    page.evaluate(TWO_FRAMES)
