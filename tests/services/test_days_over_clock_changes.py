"""Days on which the clocks of Paris change are stored with their own hours, by polls and when rebuilt."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from tests import builders
from tests.builders import tell
from vehicles.models import DailySummary, Vehicle
from vehicles.services import summaries

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
DAY = timedelta(days=1)


@pytest.fixture
def zoe() -> Vehicle:
    return builders.vehicle(builders.household(), usable_capacity_kwh=52)


def local(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), PARIS).astimezone(UTC)


def rows(of: Vehicle) -> list[dict[str, Any]]:
    return list(DailySummary.objects.filter(vehicle=of).order_by("on").values())


@pytest.mark.parametrize(
    ("changes_on", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)], ids=["spring", "autumn"]
)
def test_a_day_of_23_or_25_hours_is_full_and_shares_a_charge_by_the_time_that_passed(
    zoe: Vehicle, changes_on: date, hours: int
) -> None:
    # It charged from 23:00 to 05:00 by the clock on the wall, at a steady 7 kW.
    begun, ended = local(changes_on - DAY, 23), local(changes_on, 5)
    length = (ended - begun).total_seconds() / 3600
    assert length == hours - 18
    format_ = "%Y-%m-%d %H:%M"
    builders.charge(
        zoe, f"{begun:{format_}}", f"{ended:{format_}}", energy_kwh=7 * length, energy_source="told"
    )
    at, until = local(changes_on - DAY, 0), local(changes_on + 2 * DAY, 0)
    while at <= until:
        told = {
            "timestamp": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "batteryLevel": 80,
            "plugStatus": 1,
            "chargingStatus": 0.0,
        }
        tell(zoe, "battery-status", at, **told)
        tell(zoe, "cockpit", at, totalMileage=1000)
        at += timedelta(hours=1)
    while not summaries.bring_up_to_date():
        pass

    before, on, after = (DailySummary.objects.get(vehicle=zoe, on=changes_on + n * DAY) for n in (-1, 0, 1))
    for each, length_of_day in ((before, 24), (on, hours), (after, 24)):
        assert each.known_minutes == each.plugged_minutes == each.parked_minutes == length_of_day * 60
        assert each.distance_km == 0
    assert (before.charges, before.charging_minutes) == (1, 60)
    assert (on.charges, on.charging_minutes) == (0, (length - 1) * 60)
    assert before.energy_charged_kwh == pytest.approx(7)
    assert on.energy_charged_kwh == pytest.approx(7 * (length - 1))
    kept = rows(zoe)
    call_command("rebuild_summaries", vehicle=zoe.pk)
    assert rows(zoe) == kept
