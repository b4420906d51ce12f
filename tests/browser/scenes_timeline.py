"""The timeline in every state worth a look."""

from collections.abc import Iterator
from datetime import timedelta

from tests import builders
from vehicles import demo
from vehicles.models import Energy, Role, Vehicle, VehicleStatus
from vehicles.services import summaries
from vehicles.simulator import Server, World

from .chromium import Page, expect
from .scenes import DUSTER, EVENING, LONG_NAME, ZOE, Scene, a_home

HISTORY = timedelta(days=40)


def timeline(_played: Server) -> Iterator[Scene]:
    """A car that charges and one that burns petrol, days that nothing was told of, and a car that is new."""
    home, (olive, vera) = a_home("The Martins", Role.OWNER, Role.VIEWER)
    bare = builders.vehicle(home, "Spring", brand="Dacia", model_label="Spring")
    yield Scene("timeline-none-yet", f"/vehicles/{bare.pk}/timeline/", olive)

    Vehicle.objects.filter(status=VehicleStatus.FOLLOWED).update(status=VehicleStatus.SOLD)
    zoe = builders.vehicle(home, "Zoe", vin=ZOE, model_code="X101VE", brand="Renault", model_label="Zoe")
    duster = builders.vehicle(home, "Duster", vin=DUSTER, energy=Energy.FUEL, model_code="DU31SU")
    born_at = EVENING - HISTORY
    world = World(seed=1, born_at=born_at, start=EVENING)
    demo.add_history(world, born_at, EVENING, lambda _share: None)
    demo.add_charges(world, born_at, EVENING, lambda _share: None)
    for vehicle in (zoe, duster):
        summaries.rebuild(vehicle)

    page = f"/vehicles/{zoe.pk}/timeline/"
    yield Scene("timeline", page, olive)
    yield Scene("timeline-clocks-went-forward", f"{page}?until=2026-04-03", vera, alike=True)
    yield Scene("timeline-nothing-told", f"{page}?until=2025-05-01", olive)
    yield Scene("timeline-no-date", f"{page}?until=yesterday", olive, then=_says_what_a_date_is)
    yield Scene("timeline-petrol", f"/vehicles/{duster.pk}/timeline/", olive)
    Vehicle.objects.filter(pk=zoe.pk).update(name=LONG_NAME)
    yield Scene("timeline-long-name", page, olive, alike=True)


def _says_what_a_date_is(page: Page) -> None:
    expect(page.get_by_text("This is no date.")).to_be_visible()
