"""The series behind the state-of-charge chart."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import at, tell
from vehicles.charts import state_of_charge as chart
from vehicles.models import BatterySnapshot, Vehicle

pytestmark = pytest.mark.django_db

NOW = at("2026-03-08 12:00")


@pytest.fixture
def zoe() -> Vehicle:
    return builders.vehicle(builders.household())


def told(zoe: Vehicle, text: str, charge: float, charging: bool = False) -> None:
    tell(
        zoe,
        "battery-status",
        at(text),
        timestamp=at(text).isoformat(),
        batteryLevel=charge,
        chargingStatus=1.0 if charging else 0.0,
    )


def epoch(text: str) -> int:
    return int(at(text).timestamp())


def test_points_stand_at_the_cars_own_time_in_seconds(zoe: Vehicle) -> None:
    told(zoe, "2026-03-08 09:00", 50)
    told(zoe, "2026-03-08 08:00", 60)
    line = chart.line(zoe, chart.window(zoe, "day", NOW))
    assert line.at == [epoch("2026-03-08 08:00"), epoch("2026-03-08 09:00")]
    assert line.values == [60, 50]


def test_a_correction_counts_instead_of_what_it_corrects(zoe: Vehicle) -> None:
    told(zoe, "2026-03-08 09:00", 50)
    told(zoe, "2026-03-08 09:00", 55)
    assert chart.line(zoe, chart.window(zoe, "day", NOW)).values == [55]


def test_charging_is_a_span_from_its_first_to_the_first_reading_after_it(zoe: Vehicle) -> None:
    told(zoe, "2026-03-08 01:00", 50)
    told(zoe, "2026-03-08 02:00", 50, charging=True)
    told(zoe, "2026-03-08 03:00", 70, charging=True)
    told(zoe, "2026-03-08 04:00", 80)
    line = chart.line(zoe, chart.window(zoe, "day", NOW))
    assert line.spans == [(epoch("2026-03-08 02:00"), epoch("2026-03-08 04:00"))]


def test_a_day_of_silence_is_a_gap(zoe: Vehicle) -> None:
    told(zoe, "2026-03-02 10:00", 50)
    told(zoe, "2026-03-05 10:00", 45)
    assert chart.line(zoe, chart.window(zoe, "week", NOW)).values == [50, None, 45]


def test_all_reaches_back_to_the_first_reading(zoe: Vehicle) -> None:
    told(zoe, "2019-03-02 10:00", 50)
    window = chart.window(zoe, "all", NOW)
    assert window.start == at("2019-03-02 10:00")
    assert chart.line(zoe, window).values == [50]


def test_a_zoom_shows_just_its_part(zoe: Vehicle) -> None:
    for hour in range(6):
        told(zoe, f"2026-03-08 0{hour}:00", 50 + hour)
    zoom = (epoch("2026-03-08 02:00"), epoch("2026-03-08 03:00"))
    assert chart.line(zoe, chart.window(zoe, "week", NOW, zoom)).values == [52, 53]


def test_years_are_thinned_and_keep_their_peaks(zoe: Vehicle) -> None:
    start = at("2024-03-08 12:00")
    rows = [
        BatterySnapshot(
            vehicle=zoe,
            reported_at=start + timedelta(hours=2 * step),
            has_car_time=True,
            first_fetched_at=NOW,
            last_fetched_at=NOW,
            state_of_charge=3.0 if step == 4321 else 50 + step % 30,
        )
        for step in range(8700)
    ]
    BatterySnapshot.objects.bulk_create(rows)
    line = chart.line(zoe, chart.window(zoe, "all", NOW))
    assert len(line.at) <= 2000
    assert min(value for value in line.values if value is not None) == 3.0
    assert line.at == sorted(line.at)
