"""Records, readings and drawn intervals in, one session for each physical charge out."""

from datetime import timedelta

import pytest

from tests.charges import at, errors_and_gaps, found, mileage, reading, records, row, spans
from vehicles.rules import charge_records
from vehicles.rules.charge_sessions import Drawn


def test_one_record_is_one_session_with_all_that_it_tells() -> None:
    told = row("2026-03-01 10:00", "2026-03-01 12:00", energy=14.5, first=40, last=68, power=7.2, status="ok")
    (session,) = found(records=records(told))
    assert spans([session]) == [("03-01 10:00", "03-01 12:00")]
    facts = session.facts
    assert (facts.start_percent, facts.end_percent) == (40, 68)
    assert (facts.energy_kwh, facts.energy_source) == (14.5, "told")
    assert (facts.admissible_power_kw, facts.measured_power_kw) == (7.2, None)
    assert (facts.end_status, session.about, session.from_readings) == ("ok", False, False)


def test_an_error_at_the_end_does_not_make_a_good_charge_bad() -> None:
    (session,) = found(records=records(row("2026-03-01 10:00", "2026-03-01 12:00", last=68, status="error")))
    assert session.facts.end_status == "error"
    assert session.facts.end_percent == 68


def test_a_charge_that_was_split_into_rows_is_one_and_its_energy_is_their_sum() -> None:
    parts = records(
        row("2026-03-01 11:04", "2026-03-01 13:00", energy=8.0, first=52, last=67),
        row("2026-03-01 10:00", "2026-03-01 11:00", energy=6.0, first=40, last=52),
    )
    (session,) = found(records=parts)
    assert spans([session]) == [("03-01 10:00", "03-01 13:00")]
    assert session.facts.energy_kwh == 14
    assert (session.facts.start_percent, session.facts.end_percent) == (40, 67)
    assert len(session.sources) == 2


def test_a_part_without_its_energy_leaves_the_sum_to_the_state_of_charge() -> None:
    parts = records(
        row("2026-03-01 10:00", "2026-03-01 11:00", energy=6.0, first=40, last=52),
        row("2026-03-01 11:04", "2026-03-01 13:00", first=52, last=65),
    )
    (session,) = found(records=parts, capacity_kwh=52)
    assert (session.facts.energy_kwh, session.facts.energy_source) == (13, "state_of_charge")
    (session,) = found(records=parts)
    assert (session.facts.energy_kwh, session.facts.energy_source) == (None, "")


def test_records_more_than_ten_minutes_apart_are_two_charges() -> None:
    apart = [row("2026-03-01 10:00", "2026-03-01 11:00"), row("2026-03-01 11:11", "2026-03-01 12:00")]
    assert len(found(records=records(*apart))) == 2
    near = [row("2026-03-01 10:00", "2026-03-01 11:00"), row("2026-03-01 11:10", "2026-03-01 12:00")]
    assert len(found(records=records(*near))) == 1


def test_records_next_to_each_other_stay_apart_where_the_car_was_unplugged_between() -> None:
    near = records(row("2026-03-01 10:00", "2026-03-01 11:00"), row("2026-03-01 11:06", "2026-03-01 12:00"))
    for instant in ("2026-03-01 11:00", "2026-03-01 11:03", "2026-03-01 11:06"):
        unplugged = [reading(instant, "unplugged", 50)]
        assert len(found(records=near, readings=unplugged)) == 2, instant
    for instant in ("2026-03-01 10:30", "2026-03-01 11:30", "2026-03-01 09:59"):
        elsewhere = [reading(instant, "unplugged", 50)]
        assert len(found(records=near, readings=elsewhere)) == 1, instant


def test_records_next_to_each_other_stay_apart_where_the_mileage_changed_between() -> None:
    near = records(row("2026-03-01 10:00", "2026-03-01 11:00"), row("2026-03-01 11:06", "2026-03-01 12:00"))
    drove = [mileage("2026-03-01 10:50", 1000), mileage("2026-03-01 11:20", 1001)]
    first, second = found(records=near, mileages=drove)
    assert (first.facts.mileage_km, second.facts.mileage_km) == (1000, 1001)
    before = [mileage("2026-03-01 09:50", 990), mileage("2026-03-01 11:20", 1001)]
    assert len(found(records=near, mileages=before)) == 1
    after = [mileage("2026-03-01 10:50", 1000), mileage("2026-03-01 12:20", 1001)]
    assert len(found(records=near, mileages=after)) == 1


def test_a_mileage_told_late_does_not_tear_one_record_apart() -> None:
    late = [mileage("2026-03-01 10:10", 990), mileage("2026-03-01 10:40", 1001)]
    assert len(found(records=records(row("2026-03-01 10:00", "2026-03-01 11:00")), mileages=late)) == 1


def test_versions_of_one_charge_are_one_and_what_each_tells_is_kept() -> None:
    times = ("2026-03-01 10:00", "2026-03-01 12:00")
    versions = [row(*times, last=68), row(*times, energy=14.5, last=68), row(*times, first=40, status="ok")]
    (session,) = found(records=records(*versions))
    facts = session.facts
    assert (facts.start_percent, facts.end_percent, facts.energy_kwh) == (40, 68, 14.5)
    assert len(session.sources) == 3


def test_a_charge_told_while_it_went_on_and_again_at_its_end_does_not_count_twice() -> None:
    told = [
        row("2026-03-01 10:00", "2026-03-01 11:00", energy=7.0, first=40, last=53),
        row("2026-03-01 10:00", "2026-03-01 12:00", energy=14.5, first=40, last=68),
    ]
    (session,) = found(records=records(*told))
    assert (session.facts.energy_kwh, session.facts.end_percent) == (14.5, 68)


def test_a_missing_percent_follows_from_the_percent_recovered() -> None:
    (session,) = found(records=records(row("2026-03-01 10:00", "2026-03-01 12:00", last=74, recovered=59)))
    assert (session.facts.start_percent, session.facts.end_percent) == (15, 74)


def test_a_missing_start_is_taken_from_our_own_reading_of_the_plugged_in_car() -> None:
    told = records(row("2026-03-01 01:00", "2026-03-01 05:00", last=74))
    waiting = [
        reading("2026-02-28 19:00", "not_charging", 44, plug_state="unplugged"),
        reading("2026-02-28 19:05", "waiting_planned", 44),
    ]
    (session,) = found(records=told, readings=waiting, capacity_kwh=50)
    assert session.facts.start_percent == 44
    assert (session.facts.energy_kwh, session.facts.energy_source) == (15, "state_of_charge")
    (session,) = found(records=told, readings=waiting[:1], capacity_kwh=50)
    assert session.facts.start_percent is None  # it may have been driven since
    assert session.facts.energy_kwh is None


def test_nothing_gained_is_not_told_as_an_energy_of_nothing() -> None:
    (session,) = found(
        records=records(row("2026-03-01 10:00", "2026-03-01 12:00", first=62, last=62)), capacity_kwh=52
    )
    assert session.facts.energy_kwh is None


def test_available_energy_counts_where_the_capacity_is_not_known() -> None:
    seen = [
        reading("2026-03-01 10:00", "charging", 40, available_energy_kwh=20.0),
        reading("2026-03-01 10:30", "charging", 50, available_energy_kwh=25.0),
        reading("2026-03-01 11:00", "ended", 60, available_energy_kwh=31.0),
    ]
    (session,) = found(readings=seen)
    assert (session.facts.energy_kwh, session.facts.energy_source) == (11, "available_energy")


def test_a_charge_that_only_our_readings_saw_is_one_and_its_limits_are_about() -> None:
    seen = [
        reading("2026-03-01 09:55", "not_charging", 40),
        reading("2026-03-01 10:00", "charging", 40, charge_power_kw=6.9),
        reading("2026-03-01 10:30", "charging", 47, charge_power_kw=7.2),
        reading("2026-03-01 11:10", "ended", 55, charge_power_kw=7.2),
    ]
    (session,) = found(readings=seen, capacity_kwh=52)
    assert spans([session]) == [("03-01 10:00", "03-01 11:10")]
    assert session.about
    assert session.from_readings
    assert session.facts.measured_power_kw == 7.2
    assert session.facts.energy_kwh == pytest.approx(7.8)


def test_the_record_completes_what_our_readings_saw_and_makes_no_other() -> None:
    seen = [
        reading("2026-03-01 10:03", "charging", 40),
        reading("2026-03-01 10:30", "charging", 47),
        reading("2026-03-01 11:14", "ended", 55),
    ]
    told = records(row("2026-03-01 10:00", "2026-03-01 11:10", energy=8.1, first=40, last=55))
    (session,) = found(readings=seen, records=told)
    assert spans([session]) == [("03-01 10:00", "03-01 11:10")]
    assert not session.about
    assert session.facts.energy_kwh == 8.1


def test_a_record_of_the_first_half_only_does_not_hide_the_half_we_saw() -> None:
    seen = [reading(f"2026-03-01 {hour:02}:{minute:02}") for hour in (10, 11, 12) for minute in (0, 20, 40)]
    seen.append(reading("2026-03-01 13:00", "ended"))
    told = records(row("2026-03-01 10:00", "2026-03-01 11:00", energy=7.0))
    (session,) = found(readings=seen, records=told)
    assert spans([session]) == [("03-01 10:00", "03-01 13:00")]
    assert session.about
    assert session.facts.energy_kwh is None  # 7 kWh are of its first half


def test_coarse_readings_do_not_join_what_renault_tells_apart() -> None:
    told = records(row("2026-03-01 10:00", "2026-03-01 10:30"), row("2026-03-01 10:45", "2026-03-01 11:30"))
    seen = [reading("2026-03-01 10:20"), reading("2026-03-01 10:50")]
    assert len(found(records=told, readings=seen)) == 2


def test_a_charge_goes_on_while_the_car_says_so() -> None:
    seen = [reading("2026-03-01 10:00", percent=40), reading("2026-03-01 10:30", percent=47)]
    (session,) = found(now="2026-03-01 10:40", readings=seen, capacity_kwh=50)
    assert session.ended_at is None
    assert (session.facts.end_percent, session.facts.energy_kwh) == (47, pytest.approx(3.5))


def test_a_charge_whose_car_fell_silent_ended_when_it_was_last_seen_charging() -> None:
    seen = [reading("2026-03-01 10:00"), reading("2026-03-01 10:30")]
    assert spans(found(now="2026-03-01 11:31", readings=seen)) == [("03-01 10:00", "03-01 10:30")]


def test_a_single_instant_is_no_session_unless_it_goes_on() -> None:
    seen = [reading("2026-03-01 10:00")]
    assert spans(found(now="2026-03-01 10:10", readings=seen)) == [("03-01 10:00", "open")]
    assert found(now="2026-03-01 12:00", readings=seen) == []
    assert found(records=records(row("2026-03-01 10:00", "2026-03-01 10:00"))) == []
    assert found(records=records(row("2026-03-01 10:00", None))) == []


def test_a_record_that_ends_before_it_starts_or_lasts_a_week_is_not_believed() -> None:
    assert found(records=records(row("2026-03-01 12:00", "2026-03-01 10:00"))) == []
    assert found(records=records(row("2026-03-01 12:00", "2026-03-08 12:00"))) == []


def test_readings_hours_apart_are_one_charge_only_where_the_battery_filled_between() -> None:
    filled = [reading("2026-03-01 20:00", percent=30), reading("2026-03-02 05:00", percent=90)]
    assert spans(found(readings=filled)) == [("03-01 20:00", "03-02 05:00")]
    same = [reading("2026-03-01 20:00", percent=30), reading("2026-03-02 05:00", percent=30)]
    assert found(readings=same) == []


def test_a_pause_of_hours_parts_two_charges_of_one_night() -> None:
    seen = [
        reading("2026-03-01 22:00", percent=30),
        reading("2026-03-01 22:30", "waiting_planned", 35),
        reading("2026-03-02 02:00", percent=35),
        reading("2026-03-02 05:00", "ended", 80),
    ]
    assert spans(found(readings=seen)) == [("03-01 22:00", "03-01 22:30")]
    seen.insert(3, reading("2026-03-02 04:30", percent=75))
    assert spans(found(readings=seen))[1:] == [("03-02 02:00", "03-02 05:00")]


def test_what_a_person_drew_takes_in_what_overlaps_and_keeps_its_limits() -> None:
    told = records(row("2026-03-01 10:05", "2026-03-01 10:45", energy=20.0, first=20, last=60))
    seen = [reading("2026-03-01 10:10"), reading("2026-03-01 10:40"), reading("2026-03-01 10:47", "ended")]
    drawn = Drawn(7, at("2026-03-01 10:00"), at("2026-03-01 10:40"), start_percent=25)
    (session,) = found(records=told, readings=seen, drawn=[drawn])
    assert spans([session]) == [("03-01 10:00", "03-01 10:40")]
    assert (session.drawn, session.facts.start_percent, session.facts.end_percent) == (7, 25, 60)
    assert session.facts.energy_kwh == 20


def test_what_was_deleted_does_not_come_back() -> None:
    told = records(row("2026-03-01 10:00", "2026-03-01 11:00"))
    seen = [reading("2026-03-01 10:00"), reading("2026-03-01 10:58"), reading("2026-03-01 11:01", "ended")]
    deleted = Drawn(7, at("2026-03-01 10:00"), at("2026-03-01 11:00"), deleted=True)
    assert [each.drawn for each in found(records=told, readings=seen, drawn=[deleted])] == [7]
    stray = [*seen[:2], reading("2026-03-01 11:02"), reading("2026-03-01 11:06", "ended")]
    assert [each.drawn for each in found(records=told, readings=stray, drawn=[deleted])] == [7]


def test_a_split_charge_stays_split_and_each_half_counts_its_own_gain() -> None:
    told = records(row("2026-03-01 10:00", "2026-03-01 12:00", energy=20.0, first=20, last=60))
    seen = [
        reading("2026-03-01 10:00", percent=20),
        reading("2026-03-01 10:58", percent=40),
        reading("2026-03-01 12:00", "ended", 60),
    ]
    halves = [
        Drawn(1, at("2026-03-01 10:00"), at("2026-03-01 11:00")),
        Drawn(2, at("2026-03-01 11:00"), at("2026-03-01 12:00")),
    ]
    first, second = found(records=told, readings=seen, drawn=halves, capacity_kwh=50)
    assert (first.facts.start_percent, first.facts.end_percent) == (20, 40)
    assert (second.facts.start_percent, second.facts.end_percent) == (40, 60)
    assert first.facts.energy_kwh == second.facts.energy_kwh == 10
    assert first.facts.energy_source == "state_of_charge"


def test_a_charge_of_its_own_beside_a_drawn_one_stays() -> None:
    drawn = Drawn(1, at("2026-03-01 10:00"), at("2026-03-01 10:30"))
    told = records(row("2026-03-01 10:35", "2026-03-01 12:00"))
    assert [each.drawn for each in found(records=told, drawn=[drawn])] == [1, None]


def test_the_recorded_list_of_errors_and_gaps_is_seven_charges() -> None:
    sessions = found(records=records(*errors_and_gaps()))
    assert len(sessions) == 7
    joined = sessions[4]
    assert spans([joined]) == [("03-18 17:34", "03-18 18:17")]
    assert (joined.facts.start_percent, joined.facts.end_percent) == (None, 89)
    assert all(each.facts.end_status == "error" for each in sessions)


@pytest.mark.parametrize(
    ("duration", "agrees"), [(7200, True), (120, True), (-7200, True), (121, True), (60, False), (None, None)]
)
def test_a_told_duration_only_cross_checks(duration: int | None, agrees: bool | None) -> None:
    (record,) = records(row("2026-03-01 10:00", "2026-03-01 12:00", duration=duration))
    assert charge_records.duration_agrees(record) is agrees
    (session,) = found(records=[record])
    assert session.ended_at is not None
    assert session.ended_at - session.started_at == timedelta(hours=2)


def test_watts_are_told_from_kilowatts_and_measured_only_where_the_car_measures() -> None:
    told = records(row("2026-03-01 10:00", "2026-03-01 12:00", power=3100))
    (session,) = found(records=told, measures_power=True)
    assert (session.facts.measured_power_kw, session.facts.admissible_power_kw) == (3.1, None)
    (session,) = found(records=told)
    assert (session.facts.measured_power_kw, session.facts.admissible_power_kw) == (None, 3.1)
