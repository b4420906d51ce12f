"""The timeline in every state worth a look: weeks of drives and charges, clock changes, nothing at all."""

from collections.abc import Iterator
from datetime import timedelta

from tests import builders
from vehicles import clock, demo
from vehicles.models import Role, Vehicle
from vehicles.simulator import Server, World

from .chromium import Page
from .scenes import DUSTER, EVENING, LONG_NAME, ZOE_50, Scene, a_home

WEEKS = timedelta(days=40)


def timeline(_played: Server) -> Iterator[Scene]:
    """An electric car and one that burns petrol, over the clock change of spring; a car that never spoke."""
    home, (olive, vera) = a_home("The Martins", Role.OWNER, Role.VIEWER)
    world = World(seed=1, born_at=EVENING - WEEKS, start=EVENING)
    zoe = builders.vehicle(home, "Léa's Zoe", vin=ZOE_50, model_code="X102VE")
    duster = builders.vehicle(home, "Duster", vin=DUSTER, model_code="HJD", energy="fuel")
    Vehicle.objects.exclude(household=home).update(status="sold")
    demo.add_history(world, world.born_at, EVENING, lambda _share: None)
    demo.add_charges(world, world.born_at, EVENING, lambda _share: None)
    demo.make_summaries()

    yield Scene("timeline", f"/vehicles/{zoe.pk}/timeline/", vera)
    yield Scene("timeline-clocks", f"/vehicles/{zoe.pk}/timeline/?until=2026-03-30", vera, alike=True)
    yield Scene("timeline-petrol", f"/vehicles/{duster.pk}/timeline/", vera)
    yield Scene("timeline-no-date", f"/vehicles/{zoe.pk}/timeline/?until=soon", vera)
    yield Scene("timeline-long-ago", f"/vehicles/{zoe.pk}/timeline/?until=2024-02-01", vera)
    silent = builders.vehicle(home, LONG_NAME)
    yield Scene("timeline-empty", f"/vehicles/{silent.pk}/timeline/", olive)
    for number, (hours, km) in enumerate(((0, 100), (30, 430), (200, 430))):
        at = clock.now() - timedelta(days=12) + timedelta(hours=hours, minutes=number)
        builders.tell(silent, "cockpit", at, totalMileage=km)
    yield Scene("timeline-coarse", f"/vehicles/{silent.pk}/timeline/", olive, then=_focus_the_date)


def _focus_the_date(page: Page) -> None:
    page.get_by_label("Days up to").focus()
