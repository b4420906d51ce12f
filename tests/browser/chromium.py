"""The Chromium of this machine, driven by Playwright, which is imported here only.

Where one of them is missing the stories can still be collected, and be skipped in words.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
except ModuleNotFoundError:
    sync_playwright = expect = None  # type: ignore[assignment]
    Browser = BrowserContext = Locator = Page = Any  # type: ignore[assignment, misc]

__all__ = ["Browser", "BrowserContext", "Locator", "Page", "expect", "find", "missing", "running"]

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# The first has no window to draw and takes two thirds of the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def find() -> str | None:
    """Return the path of a Chromium: the one that CHROMIUM names, else the first on PATH."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


def missing() -> str | None:
    """Return what a browser test lacks on this machine and where to get it, or None."""
    if sync_playwright is None:
        return "Playwright is not installed; it stands in requirements-dev.txt (make install-dev)."
    if find() is None:
        return f"No Chromium: none of {', '.join(NAMES)} on PATH, and CHROMIUM names none that exists."
    if not AXE.is_file():
        return "node_modules has no axe-core; it stands in package.json (make install-dev)."
    return None


@contextlib.contextmanager
def running() -> Iterator[Browser]:
    """Start the machine's Chromium without a window, and close it at the end.

    Playwright runs an event loop in this thread, in which Django would refuse to touch the database.
    """
    # A sandbox cannot be had as root, as in containers.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find(), args=[*QUIET, *sandbox])
            yield browser
            browser.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before
