"""The state of charge over time, and the range."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tests import builders
from tests.builders import at, tell
from vehicles.charts.chart import MOST_POINTS, MOST_ROWS, Asked, Chart, Window
from vehicles.charts.state_of_charge import remaining_range, state_of_charge
from vehicles.charts.windows import first_known, window
from vehicles.models import BatterySnapshot, ChargeSession, DailySummary, PlugState, SummaryDue, Vehicle

pytestmark = pytest.mark.django_db

NOW = at("2026-03-08 12:00")


@pytest.fixture
def zoe() -> Vehicle:
    return builders.vehicle(builders.household())


def told(zoe: Vehicle, text: str, charge: float, charging: bool = False, **raw: object) -> None:
    tell(
        zoe,
        "battery-status",
        at(text),
        timestamp=at(text).isoformat(),
        batteryLevel=charge,
        chargingStatus=1.0 if charging else 0.0,
        **raw,
    )


def epoch(text: str) -> int:
    return int(at(text).timestamp())


def asked(zoe: Vehicle, range_key: str, **fields: object) -> Asked:
    first = first_known(zoe)
    return Asked(window(range_key, NOW, first), NOW, range_key, first=first, **fields)  # type: ignore[arg-type]


def drawn(zoe: Vehicle, range_key: str) -> Chart:
    return state_of_charge(zoe, asked(zoe, range_key))


def every_five_minutes(zoe: Vehicle, days: int, low_at: int = -1) -> Iterator[BatterySnapshot]:
    """Readings up to NOW that swing between 50 and 79 %; the one of number `low_at` says 3 %."""
    for number in range(288 * days):
        yield BatterySnapshot(
            vehicle=zoe,
            reported_at=NOW - timedelta(minutes=5 * number),
            has_car_time=True,
            first_fetched_at=NOW,
            last_fetched_at=NOW,
            state_of_charge=3.0 if number == low_at else 50 + number // 12 % 30,
            range_km=200.5,
            plug_state=PlugState.PLUGGED if number < 288 else PlugState.UNPLUGGED,
        )


def test_points_stand_at_the_cars_own_time_in_seconds(zoe: Vehicle) -> None:
    told(zoe, "2026-03-08 09:00", 50)
    told(zoe, "2026-03-08 08:00", 60)
    chart = drawn(zoe, "day")
    assert chart.x == [epoch("2026-03-08 08:00"), epoch("2026-03-08 09:00")]
    assert chart.series[0].values == [60, 50]


def test_a_correction_counts_instead_of_what_it_corrects(zoe: Vehicle) -> None:
    told(zoe, "2026-03-08 09:00", 55)
    told(zoe, "2026-03-08 09:00", 50)
    assert drawn(zoe, "day").series[0].values == [50]


def test_without_an_archive_the_cars_own_words_shade_its_charges(zoe: Vehicle) -> None:
    told(zoe, "2026-03-08 01:00", 50)
    told(zoe, "2026-03-08 02:00", 50, charging=True)
    told(zoe, "2026-03-08 03:00", 70, charging=True)
    told(zoe, "2026-03-08 04:00", 80)
    chart = drawn(zoe, "day")
    assert [(span.start, span.end) for span in chart.shaded] == [
        (epoch("2026-03-08 02:00"), epoch("2026-03-08 04:00"))
    ]


def test_the_archives_charges_are_shaded_whole_and_deleted_ones_are_not(zoe: Vehicle) -> None:
    told(zoe, "2026-03-08 02:30", 50)
    sessions = [
        ("2026-03-07 11:00", "2026-03-07 13:00", "derived"),  # reaches into the window
        ("2026-03-07 02:00", "2026-03-07 03:00", "derived"),  # is over before it
        ("2026-03-08 02:00", "2026-03-08 03:00", "deleted"),
        ("2026-03-08 11:00", None, "derived"),  # goes on
    ]
    for start, end, status in sessions:
        ChargeSession.objects.create(
            vehicle=zoe, started_at=at(start), ended_at=at(end) if end else None, status=status
        )
    assert [(span.start, span.end) for span in drawn(zoe, "day").shaded] == [
        (epoch("2026-03-07 11:00"), epoch("2026-03-07 13:00")),
        (epoch("2026-03-08 11:00"), int(NOW.timestamp())),
    ]


def test_lanes_tell_when_it_was_plugged_in_and_when_it_charged(zoe: Vehicle) -> None:
    told(zoe, "2026-03-08 01:00", 50, plugStatus=0)
    told(zoe, "2026-03-08 02:00", 50, plugStatus=1)
    told(zoe, "2026-03-08 03:00", 50, plugStatus=1, charging=True)
    told(zoe, "2026-03-08 05:00", 60, plugStatus=0)
    spans = {lane.key: [(span.start, span.end) for span in lane.spans] for lane in drawn(zoe, "day").lanes}
    assert spans == {
        "plugged": [(epoch("2026-03-08 02:00"), epoch("2026-03-08 05:00"))],
        "charging": [(epoch("2026-03-08 03:00"), epoch("2026-03-08 05:00"))],
    }


def test_a_day_of_silence_is_a_gap(zoe: Vehicle) -> None:
    told(zoe, "2026-03-02 10:00", 50)
    told(zoe, "2026-03-05 10:00", 45)
    assert drawn(zoe, "week").series[0].values == [50, None, 45]


def test_all_reaches_back_to_the_first_that_is_known(zoe: Vehicle) -> None:
    told(zoe, "2026-02-02 10:00", 50)
    assert asked(zoe, "all").window.start == at("2026-02-02 10:00")
    ChargeSession.objects.create(
        vehicle=zoe, started_at=at("2026-01-02 10:00"), ended_at=at("2026-01-02 11:00")
    )
    assert asked(zoe, "all").window.start == at("2026-01-02 10:00")


def test_many_readings_become_one_point_for_each_stretch_and_keep_their_peaks(zoe: Vehicle) -> None:
    BatterySnapshot.objects.bulk_create(every_five_minutes(zoe, 31, low_at=4321))
    # A correction of the very last reading: it is what the line ends with.
    correction = next(every_five_minutes(zoe, 1))
    correction.correction, correction.state_of_charge = 1, 48.25
    correction.save(force_insert=True)
    chart = drawn(zoe, "month")
    line = chart.series[0]
    assert 1000 < len(chart.x) <= MOST_POINTS
    assert list(chart.x) == sorted(set(chart.x))
    assert line.low is not None
    assert line.high is not None
    assert min(value for value in line.low if value is not None) == 3.0
    assert max(value for value in line.high if value is not None) == 79.0
    assert (chart.x[-1], line.values[-1]) == (int(NOW.timestamp()), 48.25)
    assert all(
        low <= value <= high
        for low, value, high in zip(line.low, line.values, line.high, strict=True)
        if value is not None
    )
    plugged = chart.lanes[0].spans
    assert [(span.end - span.start) // 3600 for span in plugged] == [23]
    foreseen = remaining_range(zoe, asked(zoe, "month"))
    assert set(foreseen.series[0].values) == {200.5}


def test_a_month_of_years_ago_is_merged_like_any_other_and_its_corrections_count(zoe: Vehicle) -> None:
    end = at("2017-06-01 00:00")
    rows = list(every_five_minutes(zoe, 10))
    for row in rows:
        row.reported_at -= NOW - end
    rows[0].correction, rows[0].state_of_charge, rows[0].reported_at = 1, 20.0, rows[7].reported_at
    BatterySnapshot.objects.bulk_create(rows)
    of = Asked(Window(end - timedelta(days=10), end), NOW, "month", first=first_known(zoe), zoomed=True)
    series = state_of_charge(zoe, of).series[0]
    assert series.low is not None
    assert series.high is not None
    assert min(value for value in series.low if value is not None) == 20.0
    assert min(value for value in series.high if value is not None) >= 20.0
    assert sum(value == 20.0 for value in series.low) == 1
    assert {value for value in series.low if value is not None} <= {20.0, *map(float, range(50, 80))}


def test_a_gap_between_merged_readings_stays_a_gap(zoe: Vehicle) -> None:
    silent = range(288 * 5, 288 * 8)
    rows = [row for number, row in enumerate(every_five_minutes(zoe, 31)) if number not in silent]
    BatterySnapshot.objects.bulk_create(rows)
    chart = drawn(zoe, "month")
    assert list(chart.series[0].values).count(None) == 1


def test_months_are_drawn_from_the_days_with_the_band_of_each(zoe: Vehicle) -> None:
    for day, last in (("2025-10-01", 40.0), ("2025-10-02", 45.0), ("2025-10-09", 60.0)):
        DailySummary.objects.create(
            vehicle=zoe,
            on=date.fromisoformat(day),
            state_of_charge_min=last - 20,
            state_of_charge_max=last + 20,
            state_of_charge_last=last,
            range_full_km=300,
        )
    chart = drawn(zoe, "year")
    line = chart.series[0]
    assert line.values == [40, 45, None, 60]
    assert line.low == [20, 25, None, 40]
    assert line.high == [60, 65, None, 80]
    assert chart.x[0] == epoch("2025-10-01 10:00")  # noon in Paris
    assert next(iter(chart.rows)) == (date(2025, 10, 9), 60.0, 40.0, 80.0)
    assert remaining_range(zoe, asked(zoe, "year")).series[0].values == [300, 300, None, 300]
    SummaryDue.objects.create(vehicle=zoe, on=date(2025, 10, 3))
    assert any("still being summed up" in note for note in drawn(zoe, "year").notes)


def test_ten_years_of_days_are_no_more_points_than_a_screen_shows(zoe: Vehicle) -> None:
    DailySummary.objects.bulk_create(
        DailySummary(
            vehicle=zoe,
            on=NOW.date() - timedelta(days=number),
            state_of_charge_min=7 if number == 2000 else 30,
            state_of_charge_max=90,
            state_of_charge_last=60,
        )
        for number in range(3650)
    )
    chart = drawn(zoe, "all")
    assert 500 < len(chart.x) <= MOST_POINTS
    line = chart.series[0]
    assert line.low is not None
    assert min(value for value in line.low if value is not None) == 7
    assert len(list(chart.rows)) == MOST_ROWS
    assert chart.more_rows


def test_a_file_holds_every_reading_of_the_window_the_oldest_first(zoe: Vehicle) -> None:
    BatterySnapshot.objects.bulk_create(every_five_minutes(zoe, 3))
    rows = list(state_of_charge(zoe, asked(zoe, "week", all_rows=True)).rows)
    assert len(rows) == 3 * 288
    assert rows[0] < rows[-1]
    assert rows[-1] == (NOW, 50.0, 200.5, "Plugged in", None)


def test_a_zoom_shows_just_its_part(zoe: Vehicle) -> None:
    for hour in range(6):
        told(zoe, f"2026-03-08 0{hour}:00", 50 + hour)
    part = Window(at("2026-03-08 02:00"), at("2026-03-08 03:00"))
    assert state_of_charge(zoe, Asked(part, NOW)).series[0].values == [52, 53]
