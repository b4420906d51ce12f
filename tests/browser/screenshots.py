"""Takes a picture of every page in every state, width and theme: python -m tests.browser.screenshots [ACT …].

Acts are picked by their names in acts.py, such as `driving told`; without one all are played. The pictures
go into screenshots/, the garage's also into docs/images/ for the README. All that is needed is made for the
occasion and gone afterwards; the played cars' clock stands at the same evening each time.
"""

import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "screenshots"
OF_README = ROOT / "docs" / "images" / "garage.png"


def main() -> None:
    """Set up a site of its own in a temporary DATA_DIR, take all pictures, and say how many."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="renault-web-screenshots-") as data_dir:
        os.environ.update(DATA_DIR=data_dir, DJANGO_SETTINGS_MODULE="tests.settings")
        os.environ.pop("DATABASE_URL", None)

        import django

        django.setup()
        from . import chromium

        if reason := chromium.missing():
            sys.exit(reason)
        logging.disable()  # error pages are wanted here
        pictures = _take(set(sys.argv[1:]))
    _say(f"{pictures} pictures in {PICTURES} after {time.monotonic() - began:.0f} s\n")


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _take(names: set[str]) -> int:
    """Play the acts of these names, or all where there is none, and return how many pictures were taken."""
    from . import acts, chromium, scenes
    from .look import DESK, LOOKS
    from .stage import Stage, dress, unroll

    wanted = [act for act in acts.ACTS if act.__name__ in names or not names]
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    pictures = 0
    with ExitStack() as open_things:
        browser = open_things.enter_context(chromium.running())
        site = open_things.enter_context(_site())
        open_things.enter_context(scenes.evening())
        played = open_things.enter_context(_played_servers())
        stage = open_things.enter_context(closing(Stage(browser, site)))
        for scene in (scene for act in wanted for scene in act(played)):
            with stage.open(scene) as (page, _watch):
                for look in LOOKS:
                    dress(page, look)
                    unroll(page)
                    page.screenshot(path=PICTURES / f"{scene.name}-{look}.png")
                    pictures += 1
                    if scene.name == "garage" and str(look) == f"{DESK}-light":
                        OF_README.parent.mkdir(parents=True, exist_ok=True)
                        page.screenshot(path=OF_README)
            _say(".")
    _say("\n")
    return pictures


@contextmanager
def _site() -> Iterator["Site"]:  # noqa: F821
    from django.core.management import call_command
    from django.db import connections

    from .site import Site

    call_command("migrate", verbosity=0)
    site = Site()
    try:
        yield site
    finally:
        site.close()
        connections.close_all()


@contextmanager
def _played_servers() -> Iterator["Server"]:  # noqa: F821
    from vehicles.simulator import World, serve

    from .scenes import EVENING

    world = World(seed=1, born_at=EVENING - timedelta(days=3), start=EVENING)
    with serve(world) as played:
        for server in ("GIGYA", "KAMEREON"):
            os.environ[f"RENAULT_{server}_ROOT_URL"] = played.url
            os.environ[f"RENAULT_{server}_API_KEY"] = "played"
        yield played


if __name__ == "__main__":
    main()
