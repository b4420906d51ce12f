"""At what pace a vehicle is asked, and which of its endpoints."""

from datetime import UTC, datetime, timedelta

import pytest

from vehicles.rules import cadence
from vehicles.rules.cadence import EndpointRecord, Known, News, Pace, Said

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ALL = ["battery-status", "cockpit", "location", "hvac-status", "pressure", "lock-status"]
FEW = ["battery-status", "cockpit"]


@pytest.mark.parametrize(
    ("known", "pace"),
    [
        (Known(charging=True), Pace.CHARGING),
        (Known(charging=True, told_at=NOW - timedelta(hours=9), answered_at=NOW), Pace.CHARGING),
        (Known(lively_until=NOW + MINUTE), Pace.LIVELY),
        (Known(lively_until=NOW), Pace.PARKED),
        (Known(), Pace.PARKED),
        (Known(told_at=NOW - timedelta(hours=6), answered_at=NOW), Pace.PARKED),
        (Known(told_at=NOW - timedelta(hours=6, minutes=1), answered_at=NOW), Pace.ASLEEP),
        (Known(told_at=NOW - timedelta(hours=9), answered_at=NOW - timedelta(hours=8)), Pace.PARKED),
        (Known(charging=True, refused=True), Pace.PRIVATE),
    ],
)
def test_what_is_known_of_a_vehicle_decides_its_pace(known: Known, pace: Pace) -> None:
    assert cadence.pace_of(known, NOW) is pace


@pytest.mark.parametrize(
    ("pace", "minutes"),
    [(Pace.CHARGING, 5), (Pace.LIVELY, 5), (Pace.PARKED, 30), (Pace.ASLEEP, 60), (Pace.PRIVATE, 60)],
)
def test_each_pace_has_its_interval(pace: Pace, minutes: int) -> None:
    least = 1.0 if minutes == 5 else 1 - cadence.JITTER
    most = 1.0 if minutes == 5 else 1 + cadence.JITTER
    for vehicle_id in range(200):
        after = cadence.next_due(vehicle_id, pace, NOW) + cadence.SLACK - NOW
        assert least * minutes * MINUTE <= after <= most * minutes * MINUTE


def test_cars_that_were_asked_together_part_and_do_so_again_in_the_same_way() -> None:
    due = [cadence.next_due(vehicle_id, Pace.ASLEEP, NOW) for vehicle_id in range(100)]
    assert due == [cadence.next_due(vehicle_id, Pace.ASLEEP, NOW) for vehicle_id in range(100)]
    minutes = {int((at - NOW) / MINUTE) for at in due}
    assert len(minutes) >= 9  # of the ten between 55 and 65
    later = [cadence.next_due(vehicle_id, Pace.ASLEEP, NOW + timedelta(hours=1)) for vehicle_id in range(100)]
    assert [at - timedelta(hours=1) for at in later] != due


def told(at: datetime | None = NOW, **columns: object) -> Said:
    return Said(at, at or NOW, columns)


def test_a_report_is_new_when_its_time_or_what_it_says_is() -> None:
    before = told(NOW - MINUTE, plug_state="plugged", state_of_charge=50.0)
    assert cadence.is_newer(None, before)
    assert not cadence.is_newer(before, before)
    assert cadence.is_newer(before, told(NOW, **before.columns))
    assert not cadence.is_newer(before, told(NOW - 2 * MINUTE, plug_state="plugged", state_of_charge=49.0))
    assert cadence.is_newer(before, told(NOW - MINUTE, plug_state="plugged", state_of_charge=51.0))
    assert not cadence.is_newer(before, Said(None, NOW, before.columns))  # a placeholder instead of a time
    without_time = Said(None, NOW, {"mileage_km": 10.0})
    assert not cadence.is_newer(without_time, Said(None, NOW + MINUTE, {"mileage_km": 10.0}))
    assert cadence.is_newer(without_time, Said(None, NOW + MINUTE, {"mileage_km": 11.0}))


def test_news_are_a_drive_a_plug_a_charge_or_something_else() -> None:
    before = told(NOW - MINUTE, plug_state="unplugged", state_of_charge=50.0)
    plugged = told(NOW, plug_state="plugged", state_of_charge=50.0)
    assert cadence.news_in(before, before, charging=False) is News.NOTHING
    assert cadence.news_in(before, plugged, charging=True) is News.MOVED
    assert cadence.news_in(plugged, told(NOW + MINUTE, plug_state="plugged"), charging=True) is News.CHARGES
    assert cadence.news_in(before, told(NOW, plug_state="unplugged"), charging=False) is News.TOLD
    assert cadence.news_in(before, told(NOW, plug_state=""), charging=False) is News.TOLD
    assert cadence.news_in(None, plugged, charging=False) is News.TOLD
    mileage = Said(None, NOW, {"mileage_km": 10.0})
    assert cadence.news_in(mileage, Said(None, NOW, {"mileage_km": 11.0}), charging=False) is News.MOVED
    assert cadence.news_in(mileage, Said(None, NOW, {"mileage_km": None}), charging=False) is News.TOLD


def asked(news: News, minutes_ago: int, **options: object) -> list[str]:
    record = EndpointRecord(tried_at=NOW - minutes_ago * MINUTE)
    return [each for each in ALL[1:] if cadence.is_wanted(each, record, NOW, news, **options)]  # type: ignore[arg-type]


def test_calls_are_spent_where_something_can_have_changed() -> None:
    assert asked(News.NOTHING, 60) == []
    assert asked(News.NOTHING, 120) == ["cockpit", "location", "hvac-status", "lock-status"]
    assert asked(News.CHARGES, 30) == ["hvac-status"]
    assert asked(News.TOLD, 10) == ["cockpit"]
    assert asked(News.TOLD, 30) == ["cockpit", "location", "hvac-status", "lock-status"]
    assert asked(News.MOVED, 10) == ["cockpit", "location"]
    assert asked(News.MOVED, 6 * 60) == ALL[1:]
    assert asked(News.TOLD, 30, spacing=20 * MINUTE) == []


def test_a_look_asks_each_endpoint_once() -> None:
    assert asked(News.NOTHING, 10, look_asked_at=NOW - MINUTE) == ALL[1:]
    assert asked(News.NOTHING, 10, look_asked_at=NOW - 11 * MINUTE) == []


def test_an_endpoint_that_failed_is_asked_again_soon() -> None:
    record = EndpointRecord(tried_at=NOW - 10 * MINUTE, fails=True)
    assert cadence.is_wanted("hvac-status", record, NOW, News.NOTHING)
    assert not cadence.is_wanted("hvac-status", record, NOW - 5 * MINUTE, News.NOTHING)


def test_what_is_left_alone_is_left_out_and_the_longest_untried_comes_first() -> None:
    records = {
        "battery-status": EndpointRecord(try_again_at=NOW + MINUTE),
        "location": EndpointRecord(tried_at=NOW - 3 * MINUTE),
        "hvac-status": EndpointRecord(tried_at=NOW - 9 * MINUTE),
        "pressure": EndpointRecord(tried_at=NOW - 5 * MINUTE, try_again_at=NOW),
    }
    assert cadence.in_order(ALL, {}, NOW)[0] == "battery-status"
    first, others = cadence.in_order(ALL, records, NOW)
    assert first == "cockpit"
    assert others == ["lock-status", "hvac-status", "pressure", "location"]
    assert cadence.in_order(["battery-status"], records, NOW) == (None, [])


def test_one_car_is_never_spaced_out_and_twelve_that_charge_are() -> None:
    for pace in Pace:
        assert cadence.spacing_of([(pace, ALL)]) == timedelta(0)
    assert cadence.spacing_of([(Pace.PARKED, FEW)] * 6) == timedelta(0)
    many = cadence.spacing_of([(Pace.CHARGING, ALL)] * 12)
    assert 20 * MINUTE <= many <= 45 * MINUTE
    # Those that go slower anyhow go on as they were.
    crowd = cadence.spacing_of([(Pace.CHARGING, FEW)] * 6 + [(Pace.ASLEEP, FEW)] * 2)
    assert cadence.interval(Pace.ASLEEP, crowd) == 60 * MINUTE
    assert cadence.interval(Pace.CHARGING, crowd) == crowd > 5 * MINUTE
