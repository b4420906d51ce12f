"""What the battery holds, by what its charges took; and what it loses while parked."""

from datetime import timedelta

import pytest

from tests.builders import at
from tests.charts.told import asked, charge, column, day, values
from vehicles.charts.capacity import capacity
from vehicles.charts.parked_loss import parked_loss
from vehicles.models import ChargeSession, EnergySource, SessionStatus, Vehicle

pytestmark = pytest.mark.django_db


def test_a_charge_tells_the_capacity_by_its_energy_and_what_it_gained(zoe: Vehicle) -> None:
    charge(zoe, "2026-11-01 20:00", 26.0, 50)
    charge(zoe, "2026-11-05 20:00", 10.4, 20)
    charge(zoe, "2026-11-09 20:00", 25.5, 50)
    chart = capacity(zoe, asked())
    assert values(chart, "capacity") == pytest.approx([52.0, 52.0, 51.0])
    assert values(chart, "median") == [None, None, pytest.approx(52.0)]
    assert chart.x[0] == at("2026-11-01 20:00").timestamp()
    assert column(chart, "energy") == [25.5, 10.4, 26.0]
    assert column(chart, "started_at")[0] == at("2026-11-09 20:00")


def test_only_energy_that_renault_told_of_a_charge_worth_the_name_counts(zoe: Vehicle) -> None:
    charge(zoe, "2026-11-01 20:00", 26.0, 50, energy_source=EnergySource.STATE_OF_CHARGE)
    charge(zoe, "2026-11-02 20:00", None, 50)
    charge(zoe, "2026-11-03 20:00", 4.0, 9)
    charge(zoe, "2026-11-04 20:00", 26.0, 50, status=SessionStatus.DELETED)
    charge(zoe, "2026-11-05 20:00", 26.0, 50, start_percent=None)
    charge(zoe, "2026-11-06 20:00", 26.0, 50, ended_at=None)
    charge(zoe, "2026-11-07 20:00", 0.0, 50)
    chart = capacity(zoe, asked())
    assert list(chart.rows) == []
    assert "Capacity not known yet" in chart.empty
    charge(zoe, "2026-11-08 20:00", 26.0, 50, energy_set_kwh=29.0)
    assert values(capacity(zoe, asked()), "capacity") == [52.0]


def test_the_median_carries_its_spread_and_shrugs_off_one_odd_charge(zoe: Vehicle) -> None:
    for number in range(20):
        charge(zoe, f"2026-11-{number + 1:02} 20:00", 40.0 if number == 10 else 25.0 + number % 3, 50)
    median = capacity(zoe, asked()).series[1]
    assert median.low is not None
    assert median.high is not None
    assert (median.low[-1], median.values[-1], median.high[-1]) == (50.0, 52.0, 54.0)


def test_ten_years_of_charges_are_a_point_a_week_and_whole_in_the_file(
    zoe: Vehicle, django_assert_num_queries
) -> None:
    first = at("2016-11-25 18:00")
    ChargeSession.objects.bulk_create(
        ChargeSession(
            vehicle=zoe,
            started_at=first + timedelta(days=number),
            ended_at=first + timedelta(days=number, hours=2),
            start_percent=40,
            end_percent=80,
            energy_kwh=20.0,
            energy_source=EnergySource.TOLD,
        )
        for number in range(3640)
    )
    with django_assert_num_queries(1):
        chart = capacity(zoe, asked("all"))
    assert 500 < len(chart.x) < 550
    assert set(values(chart, "capacity")) == {50.0}
    assert "week" in chart.notes[0]
    assert sum(column(capacity(zoe, asked("all", all_rows=True)), "charges")) == 3640


def test_a_month_of_standing_tells_the_loss_of_a_day(zoe: Vehicle) -> None:
    day(zoe, "2026-10-03", parked_loss_percent=1.0, parked_loss_minutes=1440)
    day(zoe, "2026-10-04", parked_loss_percent=0.0, parked_loss_minutes=1440)
    day(zoe, "2026-11-04", parked_loss_percent=2.0, parked_loss_minutes=600)
    chart = parked_loss(zoe, asked("year", "month"))
    assert values(chart, "loss")[-3:] == [None, 0.5, None]
    assert column(chart, "lost")[:2] == [2.0, 1.0]
    assert column(chart, "days_parked")[1] == 2.0
    assert chart.notes[-1].startswith("1 period with less than a day and a half")


def test_a_battery_that_loses_nothing_is_not_one_of_which_nothing_is_known(zoe: Vehicle) -> None:
    for number in range(1, 8):
        day(zoe, f"2026-11-{number:02}", parked_loss_percent=0.0, parked_loss_minutes=900)
    assert values(parked_loss(zoe, asked("month", "month")), "loss") == [None, 0.0]


def test_too_little_standing_is_an_empty_chart_with_a_reason(zoe: Vehicle) -> None:
    day(zoe, "2026-11-04", parked_loss_percent=2.0, parked_loss_minutes=600)
    chart = parked_loss(zoe, asked("year", "month"))
    assert list(chart.rows) == []
    assert chart.empty.startswith("Not known yet")
