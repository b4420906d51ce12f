"""The demo's household with its year of history, made by the demo's own code: once for many tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from vehicles import clock, demo, gateway
from vehicles.models import Heartbeat, User, Vehicle, VehicleStatus
from vehicles.services import fetching, papers
from vehicles.simulator import World, serve

from .scenes import DUSTER, EVENING, RENAULT_5, ZOE, evening

YEAR = timedelta(days=365)
# These have every chart between them: the first tells how warm it is, the second how much it has charged.
LOOKED_AT = (ZOE, RENAULT_5, DUSTER)


@contextmanager
def demo_year() -> Iterator[User]:
    """Store the year that ends at the scenes' evening, where the clock stands still, and give the owner."""
    born_at = EVENING - YEAR
    world = World(seed=1, born_at=born_at, start=EVENING)
    with evening(), serve(world) as played, pytest.MonkeyPatch.context() as patch:
        for server in ("GIGYA", "KAMEREON"):
            patch.setenv(f"RENAULT_{server}_ROOT_URL", played.url)
            patch.setenv(f"RENAULT_{server}_API_KEY", "played")
        gateway.forget_jwts()
        Heartbeat.beat("worker", clock.machine_now())
        home = demo.make_household()
        logins = demo.link_all(home, played)
        Vehicle.objects.exclude(vin__in=LOOKED_AT).update(status=VehicleStatus.UNLINKED)
        demo.add_history(world, born_at, EVENING, lambda _share: None)
        demo.add_charges(world, born_at, EVENING, lambda _share: None)
        for login in logins:
            fetching.fetch(login.pk)
        for vehicle in Vehicle.objects.filter(vin__in=LOOKED_AT):
            papers.fetch(vehicle.pk)
        demo.make_summaries()
        yield User.objects.get(email=demo.PEOPLE[0][1])
