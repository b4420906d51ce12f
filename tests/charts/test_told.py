"""Renault's counts and ours stand side by side on the vehicle's calendar."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import builders
from vehicles.charts import told, told_pairs
from vehicles.charts.chart import Asked, Window
from vehicles.models import ChargeRecord, ChargeSession, SessionStatus, ToldKind, ToldRow, Vehicle
from vehicles.rules.told import Difference, Ours

pytestmark = pytest.mark.django_db

NOW = builders.at("2026-11-01 12:00")


@pytest.fixture
def zoe() -> Vehicle:
    return builders.vehicle(builders.household())


def tell(vehicle: Vehicle, kind: str, key: str, **raw: Any) -> None:
    at = {"first_fetched_at": NOW, "last_fetched_at": NOW}
    ToldRow.objects.create(vehicle=vehicle, kind=kind, key=key, raw=raw, **at)


def charged(vehicle: Vehicle, start: str, minutes: int | None, rows: int = 1, **fields: Any) -> ChargeSession:
    at = builders.at(start)
    ended_at = None if minutes is None else at + timedelta(minutes=minutes)
    session = ChargeSession.objects.create(vehicle=vehicle, started_at=at, ended_at=ended_at, **fields)
    for number in range(rows):
        session.records.add(
            ChargeRecord.objects.create(
                vehicle=vehicle,
                natural_key=f"{start} {number}",
                digest=str(number),
                raw={},
                first_fetched_at=NOW,
            )
        )
    return session


def asked(days: int = 31, step: str = "day", **more: Any) -> Asked:
    return Asked(Window(NOW - timedelta(days=days), NOW), NOW, "month", step, **more)


def on(pairs: list[told_pairs.Pair], day: str) -> told_pairs.Pair:
    return next(pair for pair in pairs if str(pair.period.first) == day)


def test_a_split_charge_is_one_here_and_two_there(zoe: Vehicle) -> None:
    tell(zoe, ToldKind.CHARGE_DAY, "20261020", totalChargesNumber=2, totalChargesDuration=495)
    charged(zoe, "2026-10-20 18:00", 490, rows=2)
    pair = on(told_pairs.charges(zoe, asked()), "2026-10-20")
    assert pair.difference is Difference.SPLIT
    chart = told.charges_chart(zoe, asked())
    assert [row[1:6] for row in chart.rows] == [[2, 1, 8.25, pytest.approx(8.1667, abs=0.001), None]]
    assert next(iter(chart.rows))[6] == "differs: Renault counts the parts of one charge"


def test_a_charge_belongs_to_the_day_it_began_on_the_vehicles_clock(zoe: Vehicle) -> None:
    # 23:30 UTC is half past one in Paris in summer, half past midnight in winter.
    charged(zoe, "2026-10-20 22:30", 60)
    charged(zoe, "2026-10-26 22:30", 60)
    pairs = told_pairs.charges(zoe, asked())
    assert on(pairs, "2026-10-21").ours == Ours(1, 60, 1)
    assert on(pairs, "2026-10-26").ours == Ours(1, 60, 1)


def test_the_day_of_the_clock_change_has_25_hours(zoe: Vehicle) -> None:
    pair = on(told_pairs.charges(zoe, asked()), "2026-10-25")
    assert pair.period.end - pair.period.start == 25 * 3600


def test_a_month_adds_up_and_one_that_goes_on_has_no_length(zoe: Vehicle) -> None:
    tell(zoe, ToldKind.CHARGE_MONTH, "202610", totalChargesNumber=3, totalChargesDuration=700)
    charged(zoe, "2026-10-02 10:00", 300)
    charged(zoe, "2026-10-03 10:00", 300)
    charged(zoe, "2026-10-04 10:00", 100, status=SessionStatus.DELETED)
    pair = on(told_pairs.charges(zoe, asked(step="month")), "2026-10-01")
    assert pair.ours == Ours(2, 600, 2, deleted=1)
    assert pair.difference is Difference.DELETED
    charged(zoe, "2026-10-30 10:00", None)
    pair = on(told_pairs.charges(zoe, asked(step="month")), "2026-10-01")
    assert pair.ours is not None
    assert (pair.ours.number, pair.ours.minutes, pair.difference) == (3, None, Difference.SAME)


def test_all_begins_where_renaults_months_begin(zoe: Vehicle) -> None:
    tell(zoe, ToldKind.CHARGE_MONTH, "202211", totalChargesNumber=1)
    tell(zoe, ToldKind.CHARGE_MONTH, "f" * 64, totalChargesNumber=9)
    of_all = Asked(Window(NOW - timedelta(days=31), NOW), NOW, "all", "month")
    assert str(told_pairs.charges(zoe, of_all)[0].period.first) == "2022-11-01"
    assert len(told_pairs.charges(zoe, asked(step="month"))) == 2


def test_odd_rows_of_another_kind_or_vehicle_do_not_mix_in(zoe: Vehicle) -> None:
    other = builders.vehicle(zoe.household, "Other")
    tell(other, ToldKind.CHARGE_DAY, "20261020", totalChargesNumber=2)
    tell(zoe, ToldKind.HVAC_DAY, "20261020", totalChargesNumber=2)
    tell(zoe, ToldKind.CHARGE_DAY, "no day", totalChargesNumber=2)
    charged(other, "2026-10-20 18:00", 60)
    assert not any(pair.is_known for pair in told_pairs.charges(zoe, asked()))


def test_unknown_fields_are_shown_as_told(zoe: Vehicle) -> None:
    tell(zoe, ToldKind.CHARGE_DAY, "20261020", totalChargesNumber=1, chargedAt="home")
    assert next(iter(told.charges_chart(zoe, asked()).rows))[-1] == "chargedAt: home"


def test_heating_is_counted_when_a_reading_saw_it_go_on(zoe: Vehicle) -> None:
    tell(zoe, ToldKind.HVAC_DAY, "20261020", totalHvacSessionsNumber=3)
    states = ["off", "on", "on", "off", "on"]
    for number, state in enumerate(states):
        at = datetime(2026, 10, 20, 6, number, tzinfo=UTC)
        builders.tell(zoe, "hvac-status", at, hvacStatus=state, lastUpdateTime=at.isoformat())
    pair = on(told_pairs.hvac(zoe, asked()), "2026-10-20")
    assert pair.ours == Ours(2, None)
    chart = told.hvac_chart(zoe, asked())
    assert next(iter(chart.rows))[1:3] == [3, 2]
    years = Asked(Window(NOW - timedelta(days=3000), NOW), NOW, "year", "month")
    assert told_pairs.hvac(zoe, years)[0].ours is None
    assert "Over so long a time" in " ".join(told.hvac_chart(zoe, years).notes)
    assert "Over so long a time" not in " ".join(chart.notes)


def test_the_list_of_times_heated_is_raw_and_bounded(zoe: Vehicle) -> None:
    for number in range(250):
        start = f"2026-01-01T{number // 60:02}:{number % 60:02}:00Z"
        tell(zoe, ToldKind.HVAC_SESSION, f"{number:064}", hvacSessionStartDate=start)
    chart = told.hvac_sessions(zoe, asked())
    assert len(list(chart.rows)) == 200
    assert chart.more_rows
    assert len(list(told.hvac_sessions(zoe, asked(all_rows=True)).rows)) == 250


def test_ten_years_ask_as_few_questions_as_a_month(zoe: Vehicle, django_assert_num_queries: Any) -> None:
    for number in range(40):
        charged(zoe, f"2026-10-{number % 28 + 1:02} {number % 24:02}:00", 30)
    for days, step in ((31, "day"), (3650, "month")):
        with django_assert_num_queries(3):
            told_pairs.charges(zoe, asked(days, step))


def test_what_lies_before_our_first_reading_is_unknown_here_not_none(zoe: Vehicle) -> None:
    tell(zoe, ToldKind.CHARGE_DAY, "20261005", totalChargesNumber=1)
    tell(zoe, ToldKind.CHARGE_DAY, "20261020", totalChargesNumber=1)
    pairs = told_pairs.charges(zoe, asked(first=builders.at("2026-10-10 12:00")))
    assert on(pairs, "2026-10-05").ours is None
    assert on(pairs, "2026-10-20").ours == Ours()
    rows = list(told.charges_chart(zoe, asked(first=builders.at("2026-10-10 12:00"))).rows)
    assert [row[2] for row in rows] == [0, None]
    assert [row[6] for row in rows] == ["differs: not known here", None]
