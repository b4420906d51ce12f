"""Charts of charges: sums by period, limits, hours of the week, the curve of one."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import at, tell
from vehicles.charts.charge_curve import charge_curve
from vehicles.charts.charge_limits import charge_limits, charge_times
from vehicles.charts.charge_sums import charge_energy, charge_hours, charge_number
from vehicles.charts.chart import MOST_POINTS, Asked, Chart, Window
from vehicles.models import ChargeSession, EnergySource, SessionStatus, Vehicle

pytestmark = pytest.mark.django_db

NOW = at("2026-11-23 12:00")
TOLD = {"energy_source": EnergySource.TOLD}
ESTIMATED = {"energy_source": EnergySource.STATE_OF_CHARGE}


@pytest.fixture
def zoe() -> Vehicle:
    return builders.vehicle(builders.household(time_zone="Europe/Paris"))


def asked(start: str, end: str, **fields: Any) -> Asked:
    return Asked(Window(at(start), at(end)), NOW, **fields)


def rows(chart: Chart) -> list[list[object]]:
    return [list(row) for row in chart.rows]


def test_energy_is_summed_by_the_vehicles_own_days_and_what_is_estimated_stands_apart(zoe: Vehicle) -> None:
    builders.charge(zoe, "2026-03-01 22:30", "2026-03-01 23:30", energy_kwh=10, **TOLD)
    # Half past midnight in Paris: the next day.
    builders.charge(zoe, "2026-03-01 23:30", "2026-03-02 01:00", energy_kwh=5, **TOLD)
    builders.charge(zoe, "2026-03-02 10:00", "2026-03-02 11:00", energy_kwh=2, **ESTIMATED)
    builders.charge(zoe, "2026-03-02 12:00", "2026-03-02 13:00", energy_kwh=99, energy_set_kwh=1, **ESTIMATED)
    builders.charge(zoe, "2026-03-02 14:00", "2026-03-02 15:00")
    builders.charge(zoe, "2026-03-02 16:00", "2026-03-02 17:00", energy_kwh=50, status=SessionStatus.DELETED)
    chart = charge_energy(zoe, asked("2026-03-01 00:00", "2026-03-02 20:00", step="day"))
    known, estimated = chart.series
    assert (known.values, estimated.values) == ([10, 6], [None, 2])
    assert known.stack == estimated.stack
    assert chart.x == [int(at("2026-02-28 23:00").timestamp()), int(at("2026-03-01 23:00").timestamp())]
    assert chart.x_end == int(at("2026-03-02 23:00").timestamp())
    assert rows(chart) == [[date(2026, 3, 2), 8, 6, 2], [date(2026, 3, 1), 10, 10, None]]
    assert any("of 1 charge is not known" in note for note in chart.notes)


@pytest.mark.parametrize(
    ("step", "limits"),
    [
        (
            "week",
            ["2026-03-22 23:00", "2026-03-29 22:00"],
        ),  # from Monday, in Paris, to the next, an hour short
        ("month", ["2026-02-28 23:00", "2026-03-31 22:00"]),
        ("year", ["2025-12-31 23:00", "2026-12-31 23:00"]),
    ],
)
def test_periods_are_whole_ones_of_the_vehicles_calendar(zoe: Vehicle, step: str, limits: list[str]) -> None:
    builders.charge(zoe, "2026-03-24 10:00", "2026-03-24 12:00", energy_kwh=10, **TOLD)
    chart = charge_energy(zoe, asked("2026-03-24 00:00", "2026-03-25 00:00", step=step))
    assert [chart.x[0], chart.x_end] == [int(at(limit).timestamp()) for limit in limits]
    assert chart.series[0].values == [10]


def test_the_day_on_which_clocks_go_back_has_twenty_five_hours(zoe: Vehicle) -> None:
    builders.charge(zoe, "2026-10-25 22:30", "2026-10-25 23:30")  # 23:30 in Paris
    chart = charge_number(zoe, asked("2026-10-24 22:00", "2026-10-26 20:00", step="day"))
    assert chart.x_end is not None
    assert [
        int(end - start) // 3600 for start, end in zip(chart.x, [*chart.x[1:], chart.x_end], strict=True)
    ] == [
        25,
        24,
    ]
    assert chart.series[0].values == [1, 0]


def test_numbers_and_hours_count_a_charge_where_it_began(zoe: Vehicle) -> None:
    builders.charge(zoe, "2026-03-01 20:00", "2026-03-02 05:00")
    builders.charge(zoe, "2026-03-02 10:00", "2026-03-02 11:30")
    of = asked("2026-03-01 00:00", "2026-03-02 20:00", step="day")
    assert charge_number(zoe, of).series[0].values == [1, 1]
    assert charge_hours(zoe, of).series[0].values == [9, 1.5]


def test_a_charge_that_goes_on_has_taken_until_now(zoe: Vehicle) -> None:
    builders.charge(zoe, "2026-11-23 10:00", None)
    of = asked("2026-11-23 00:00", "2026-11-23 12:00", step="day")
    assert charge_hours(zoe, of).series[0].values == [2]


@pytest.mark.parametrize("build", [charge_energy, charge_number, charge_hours, charge_limits, charge_times])
def test_without_charges_a_chart_is_empty_and_says_why(zoe: Vehicle, build: Any) -> None:
    chart = build(zoe, asked("2026-03-01 00:00", "2026-03-02 20:00", step="day"))
    assert rows(chart) == []
    assert chart.empty == "No charge began in this time."


def ten_years(zoe: Vehicle) -> None:
    ChargeSession.objects.bulk_create(
        ChargeSession(
            vehicle=zoe,
            started_at=NOW - timedelta(days=number, hours=3),
            ended_at=NOW - timedelta(days=number),
            start_percent=20 + number % 30,
            end_percent=80,
            energy_kwh=20,
        )
        for number in range(3650)
    )


def test_ten_years_are_few_bars_and_the_single_charges_become_a_band(zoe: Vehicle) -> None:
    ten_years(zoe)
    of = Asked(Window(NOW - timedelta(days=3650), NOW), NOW, "all", "day")
    bars = charge_energy(zoe, of)
    assert len(bars.x) <= 400
    assert any("too long" in note for note in bars.notes)
    assert sum(value or 0 for value in bars.series[0].values) == pytest.approx(3650 * 20, rel=0.01)
    limits = charge_limits(zoe, of)
    end, start = limits.series
    assert len(limits.x) <= MOST_POINTS
    assert start.low is not None
    assert min(value for value in start.low if value is not None) == 20
    assert end.values[5] == 80


def test_a_file_of_limits_has_every_charge(zoe: Vehicle) -> None:
    ten_years(zoe)
    of = Asked(Window(NOW - timedelta(days=3650), NOW), NOW, "all", "day", all_rows=True)
    found = rows(charge_limits(zoe, of))
    assert len(found) == 3650
    assert found[-1] == [NOW - timedelta(hours=3), NOW, 20, 80, 20, "told or entered"]


def test_few_charges_are_points_at_their_start(zoe: Vehicle) -> None:
    builders.charge(zoe, "2026-03-01 20:00", "2026-03-01 22:00", start_percent=30, end_percent=80)
    builders.charge(zoe, "2026-03-02 10:00", "2026-03-02 11:30", start_percent=None, end_percent=90)
    chart = charge_limits(zoe, asked("2026-03-01 00:00", "2026-03-02 20:00"))
    end, start = chart.series
    assert chart.x[0] == int(at("2026-03-01 20:00").timestamp())
    assert (start.values, end.values) == ([30, None], [80, 90])


def test_the_heat_map_counts_hours_on_the_vehicles_clock(zoe: Vehicle) -> None:
    # Monday from 22:30 to Tuesday 0:30 in Paris, in summer.
    builders.charge(zoe, "2026-07-06 20:30", "2026-07-06 22:30")
    chart = charge_times(zoe, asked("2026-07-01 00:00", "2026-07-31 00:00"))
    assert chart.heat is not None
    monday, tuesday = chart.heat.values[:2]
    assert (monday[22], monday[23], tuesday[0]) == (0.5, 1, 0.5)
    assert sum(map(sum, chart.heat.values)) == 2
    assert rows(chart)[0] == ["Mon", "22:00", 0.5]


def read(zoe: Vehicle, text: str, charge: float, **raw: Any) -> None:
    tell(zoe, "battery-status", at(text), timestamp=at(text).isoformat(), batteryLevel=charge, **raw)


def test_the_curve_has_power_only_while_it_charges(zoe: Vehicle) -> None:
    Vehicle.objects.filter(pk=zoe.pk).update(model_code="XJB1SU")
    zoe.refresh_from_db()
    read(zoe, "2026-03-01 20:00", 50, chargingStatus=1.0, chargingInstantaneousPower=7)
    read(zoe, "2026-03-01 20:30", 60, chargingStatus=1.0, chargingInstantaneousPower=6)
    # Many cars keep the last power in mind.
    read(zoe, "2026-03-01 21:00", 65, chargingStatus=0.2, chargingInstantaneousPower=6)
    chart = charge_curve(zoe, asked("2026-03-01 19:00", "2026-03-01 22:00"))
    percent, power = chart.series
    assert percent.values == [50, 60, 65]
    assert power.values == [7, 6, None]
    assert (power.axis, power.unit) == ("right", "kW")


def test_a_charge_before_our_first_reading_is_a_line_from_its_start_to_its_end(zoe: Vehicle) -> None:
    builders.charge(zoe, "2026-03-01 20:00", "2026-03-01 22:00", start_percent=30, end_percent=80)
    chart = charge_curve(zoe, asked("2026-03-01 19:00", "2026-03-01 23:00"))
    assert chart.series[0].values == [30, 80, None]
    assert any("No reading of ours" in note for note in chart.notes)


def test_a_curve_of_years_is_not_read_from_single_readings(zoe: Vehicle) -> None:
    ten_years(zoe)
    of = Asked(Window(NOW - timedelta(days=3650), NOW), NOW, first=NOW - timedelta(days=3650))
    chart = charge_curve(zoe, of)
    assert len(chart.x) <= MOST_POINTS
    assert chart.x[-1] == int(NOW.timestamp()) + 1
    assert list(chart.x) == sorted(chart.x)
