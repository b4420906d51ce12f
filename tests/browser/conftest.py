"""A browser for the stories, and pages that fail their test on any error, violation or leak."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from vehicles.models import User

from . import chromium
from .chromium import Browser, Page
from .look import LOOKS, Look
from .site import Site
from .watch import Watch
from .worker import Worker

HERE = Path(__file__).parent
# What a page waits for takes parts of a second; a busy machine takes longer.
PATIENCE_SECONDS = 15


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The machine's Chromium; without one the test is skipped, or fails where REQUIRE_BROWSER=1 says so."""
    if reason := chromium.missing():
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"{reason} REQUIRE_BROWSER=1 asks for it.")
        pytest.skip(reason)
    chromium.expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    with chromium.running() as started:
        yield started


@pytest.fixture
def site(browser: Browser, transactional_db: None) -> Iterator[Site]:
    """The site, freshly started, with an empty database; how often one may sign in is forgotten."""
    cache.clear()
    served = Site()
    yield served
    served.close()


@pytest.fixture
def worker(site: Site, simulator: Any) -> Iterator[Worker]:
    """Somebody who does what the site has queued, by asking the played servers."""
    working = Worker()
    yield working
    working.close()


@pytest.fixture(params=[LOOKS[0], LOOKS[3]], ids=str)
def look(request: pytest.FixtureRequest) -> Look:
    """Both widths and both themes, one after the other; `test_every_page` looks at all four."""
    return request.param


@pytest.fixture
def look_at(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a window of some look, for somebody or nobody, and get its page.

    `refused` are the paths that may answer with an error, and with which.
    At the end of the test nothing may have gone wrong on any of them.
    """
    watches = []
    with ExitStack() as windows:

        def open_window(
            look: Look, user: User | None = None, refused: Iterable[tuple[str, int]] = ()
        ) -> Page:
            context = browser.new_context(base_url=site.url, **look.context)
            windows.callback(context.close)
            context.set_default_timeout(PATIENCE_SECONDS * 1000)
            if user is not None:
                context.add_cookies([site.session_of(user)])
            page = context.new_page()
            watches.append(Watch(page, site.url))
            watches[-1].begin(refused)
            return page

        yield open_window
    for watch in watches:
        watch.assert_clean()


@pytest.fixture
def page(look_at: Callable[..., Page], look: Look) -> Page:
    """A window that nobody is signed in to."""
    return look_at(look)
