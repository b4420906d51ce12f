"""Every page in every state keeps to what all pages promise."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.urls import Resolver404, resolve

from . import acts, axe, scenes, scenes_languages
from .chromium import Browser, Page
from .look import LOOKS, PHONE, Look
from .scenes import Act, Scene
from .site import Site
from .stage import Stage, dress

# Each scene is looked at in both widths and in both themes, the next one the other way round.
PAIRS = ((LOOKS[0], LOOKS[3]), (LOOKS[2], LOOKS[1]))
# The same pages in other words: axe, the dearest of all checks, looks at each of them once more, not twice.
IN_OTHER_WORDS = (scenes_languages.french, scenes_languages.german)


@pytest.fixture(scope="session")
def titles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file in which all tests of this run, in whatever process, note whose title is whose."""
    shared = tmp_path_factory.getbasetemp()
    return (shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared) / "titles"


@pytest.mark.parametrize("act", acts.ACTS, ids=lambda act: act.__name__)
def test_pages_are_accessible_fit_the_screen_have_titles_and_break_no_rule(
    act: Act, browser: Browser, site: Site, simulator: Any, titles: Path
) -> None:
    faults = []
    with closing(Stage(browser, site)) as stage, scenes.evening():
        for number, scene in enumerate(act(simulator)):
            if scene.alike:
                continue
            with stage.open(scene) as (page, watch):
                looks = PAIRS[number % 2]
                checked = looks[:1] if act in IN_OTHER_WORDS else looks
                found = [*_faults(page, looks, checked), *_title_faults(page, scene, titles)]
                faults += [f"{scene.name}: {fault}" for fault in [*found, *watch.problems]]
    assert not faults, "\n".join(faults)


def _faults(page: Page, looks: Sequence[Look], checked: Sequence[Look]) -> Iterator[str]:
    for look in looks:
        dress(page, look)
        if look in checked:
            yield from (f"{look}: {violation}" for violation in axe.violations(page))
        wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        if look.width == PHONE and wide > 0:
            yield f"{look}: {wide} px wider than the screen"


def _title_faults(page: Page, scene: Scene, titles: Path) -> Iterator[str]:
    """Yield what other kinds of pages have this page's title."""
    title, kind = page.title(), _kind(page, scene)
    with titles.open("a+") as noted:  # short lines that are appended come whole
        noted.write(json.dumps([title, kind]) + "\n")
        noted.flush()
        noted.seek(0)
        kinds = {other for same, other in map(json.loads, noted) if same == title}
    yield from (f"the title {title!r} is also that of {other}" for other in kinds - {kind})


def _kind(page: Page, scene: Scene) -> str:
    """Return what page this is, whoever looks and in whatever state."""
    if scene.status != 200 or scene.errors:
        return f"error {scene.errors or scene.status}"
    try:
        return str(resolve(page.evaluate("() => location.pathname")).url_name)
    except Resolver404:
        return scene.name
