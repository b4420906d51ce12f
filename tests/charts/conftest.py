"""Cars to draw charts of."""

import pytest

from tests import builders
from vehicles.models import Energy, Vehicle


@pytest.fixture
def zoe() -> Vehicle:
    return builders.vehicle(builders.household())


@pytest.fixture
def captur() -> Vehicle:
    return builders.vehicle(builders.household(), "Captur", energy=Energy.PLUG_IN_HYBRID)


@pytest.fixture
def duster() -> Vehicle:
    return builders.vehicle(builders.household(), "Duster", energy=Energy.FUEL)
