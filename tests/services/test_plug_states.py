"""Since when a plug state is what it is."""

from datetime import timedelta

import pytest

from tests import builders
from vehicles import clock
from vehicles.services.plug_states import plug_state_since

pytestmark = pytest.mark.django_db


def test_a_car_that_was_never_told_otherwise_has_no_since() -> None:
    zoe, now = builders.vehicle(builders.household()), clock.now()
    told_at = (now - timedelta(hours=2)).isoformat()
    builders.tell(zoe, "battery-status", now, timestamp=told_at, batteryLevel=60, plugStatus=1)
    assert plug_state_since({zoe.pk: "plugged"}, now - timedelta(days=30)) == {}


def test_it_is_the_first_report_after_the_last_other_one() -> None:
    home, now = builders.household(), clock.now().replace(microsecond=0)
    zoe, other = builders.vehicle(home), builders.vehicle(home)
    for hours, plug in ((5, 0), (4, 1), (3, 1)):
        at = now - timedelta(hours=hours)
        builders.tell(zoe, "battery-status", now, timestamp=at.isoformat(), batteryLevel=60, plugStatus=plug)
    known = {zoe.pk: "plugged", other.pk: "unplugged"}
    assert plug_state_since(known, now - timedelta(days=30)) == {zoe.pk: now - timedelta(hours=4)}
