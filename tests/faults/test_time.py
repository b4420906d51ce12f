"""Long times: a car that sleeps for a month, days of 23 and 25 hours, an outage of ten hours."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.faults.home import Home, standing
from vehicles.models import BatterySnapshot, DailySummary, RenaultCall, Vehicle
from vehicles.rules.budget import READS_PER_HOUR

Measured = Callable[..., None]
WHOLE = os.environ.get("FAULTS_WHOLE") == "1"
ZOE = "VF1PLAYEDZE500002"
SLEEPS_DAYS = 30


@pytest.mark.fault("asleep_for_a_month")
def test_a_car_sleeps_for_thirty_days(home: Home, measured: Measured) -> None:
    """In the short form the month is passed a day at a time, else by every poll that comes."""
    Vehicle.objects.exclude(vin=ZOE).update(status="offered")
    home.poll(2)
    rows = BatterySnapshot.objects.filter(vehicle__vin=ZOE).count()
    with standing(home.simulator, "retold", form="same", endpoint="battery-status"):
        home.poll()
        told_at = BatterySnapshot.objects.filter(vehicle__vin=ZOE).latest("reported_at").reported_at
        while (left := told_at + timedelta(days=SLEEPS_DAYS) - home.now()) > timedelta(0):
            if not WHOLE:
                home.pass_time(seconds=min(left, timedelta(days=1)).total_seconds())
            home.poll()
        words = home.shows("30 days ago, asleep")
        asked = home.witness.questions(home.login.email)
    # What the servers told again and again is one row.
    assert BatterySnapshot.objects.filter(vehicle__vin=ZOE).count() <= rows + 1
    measured(words, home.polls_to_recover(), f"{asked} calls in the month")
    home.assert_nothing_lost_nothing_doubled()


@pytest.mark.parametrize(
    ("world_starts", "day", "hours"),
    [
        pytest.param(
            datetime(2026, 3, 28, 12, tzinfo=UTC),
            date(2026, 3, 29),
            23,
            marks=pytest.mark.fault("clocks_forward"),
            id="forward",
        ),
        pytest.param(
            datetime(2026, 10, 24, 12, tzinfo=UTC),
            date(2026, 10, 25),
            25,
            marks=pytest.mark.fault("clocks_back"),
            id="back",
        ),
    ],
)
def test_the_clocks_change(
    home: Home, measured: Measured, world_starts: datetime, day: date, hours: int
) -> None:
    home.control.nudge(ZOE, soc=40, plugged=True)
    while home.now() < world_starts + timedelta(hours=44):
        home.pass_time(minutes=20 if WHOLE else 60)
        home.round()
    summary = DailySummary.objects.get(vehicle__vin=ZOE, on=day)
    assert summary.known_minutes <= hours * 60
    assert summary.known_minutes > (hours - 1) * 60 - 1, "the day has all its hours"
    assert home.witness.busiest_hour(home.login.email) <= 60
    measured(home.shows(_named(day), "vehicle-timeline", Vehicle.objects.get(vin=ZOE).pk), 0)
    home.assert_nothing_lost_nothing_doubled()


def _named(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


@pytest.mark.fault("ten_hours_away")
def test_the_servers_are_away_for_ten_hours(home: Home, measured: Measured) -> None:
    home.poll(3)
    ends_at = home.now() + timedelta(hours=10)
    with standing(home.simulator, "gigya_down"), standing(home.simulator, "server_error"):
        while home.now() < ends_at:
            home.poll()
        words = home.shows("Renault's servers answer with errors just now.", "household")
    back_at = home.now()
    polls = home.polls_to_recover()
    while home.now() < back_at + timedelta(hours=1):
        home.pass_time(minutes=1)
        home.round()
    reached = sum(1 for told in home.witness.log if told.at > back_at and told.path.startswith("/commerce/"))
    counted = RenaultCall.objects.filter(at__gt=back_at).count()
    assert reached <= counted <= READS_PER_HOUR
    measured(words, polls, f"{reached} calls in the first hour after it")
    home.assert_nothing_lost_nothing_doubled()
