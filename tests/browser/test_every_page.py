"""Every page in every state keeps to what all pages promise."""

from contextlib import closing
from typing import Any

import pytest
from django.urls import Resolver404, resolve

from . import acts, axe, scenes
from .chromium import Browser, Page
from .look import LOOKS, PHONE
from .scenes import Act, Scene
from .site import Site
from .stage import Stage, dress

titles: dict[str, str] = {}


@pytest.mark.parametrize("act", acts.ACTS, ids=lambda act: act.__name__)
def test_pages_are_accessible_fit_the_screen_have_titles_and_break_no_rule(
    act: Act, browser: Browser, site: Site, simulator: Any
) -> None:
    faults = []
    with closing(Stage(browser, site)) as stage, scenes.evening():
        for scene in act(simulator):
            if scene.alike:
                continue
            with stage.open(scene) as (page, watch):
                faults += [f"{scene.name}: {fault}" for fault in [*_faults(page, scene), *watch.problems]]
    assert not faults, "\n".join(faults)


def _faults(page: Page, scene: Scene) -> list[str]:
    found = []
    for look in LOOKS:
        dress(page, look)
        found += [f"{look}: {violation}" for violation in axe.violations(page)]
        wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        if look.width == PHONE and wide > 0:
            found.append(f"{look}: {wide} px wider than the screen")
    kind = _kind(page, scene)
    if titles.setdefault(page.title(), kind) != kind:
        found.append(f"the title {page.title()!r} is also that of {titles[page.title()]}")
    return found


def _kind(page: Page, scene: Scene) -> str:
    """Return what page this is, whoever looks and in whatever state."""
    if scene.status != 200 or scene.errors:
        return f"error {scene.errors or scene.status}"
    try:
        return str(resolve(page.evaluate("() => location.pathname")).url_name)
    except Resolver404:
        return scene.name
