"""Budget, ages and lines: each a small pure rule."""

from datetime import UTC, datetime, timedelta

from vehicles.rules import ages, budget, series
from vehicles.rules.readings import car_time, instant

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_fiftieth_read_of_an_hour_is_the_last_and_ten_calls_are_left_for_commands() -> None:
    calls = [NOW - timedelta(minutes=minute) for minute in range(49)]
    assert budget.free_again_at(calls, NOW) is None
    calls.append(NOW - timedelta(minutes=49))
    assert budget.free_again_at(calls, NOW) == NOW + timedelta(minutes=11)
    assert budget.free_again_at(calls, NOW + timedelta(minutes=11)) is None
    assert budget.free_again_at(calls, NOW, for_command=True) is None
    calls += [NOW - timedelta(minutes=minute) for minute in range(50, 60)]
    assert budget.free_again_at(calls, NOW, for_command=True) == NOW + timedelta(minutes=1)
    assert budget.free_again_at(calls, NOW) == NOW + timedelta(minutes=11)


def test_what_can_wait_leaves_room_for_what_cannot() -> None:
    calls = [NOW - timedelta(minutes=minute) for minute in range(36)]
    assert budget.free_again_at(calls, NOW, can_wait=True) == NOW + timedelta(minutes=25)
    assert budget.free_again_at(calls, NOW) is None


def test_a_pause_doubles_while_renaults_limit_recurs_and_is_short_again_after_a_good_hour() -> None:
    pauses, ended_at = [timedelta(0)], None
    now = NOW
    for _ in range(5):
        pauses.append(budget.next_pause(pauses[-1], ended_at, now))
        ended_at = now + pauses[-1]
        now = ended_at + timedelta(minutes=59)
    assert [pause / timedelta(minutes=1) for pause in pauses[1:]] == [15, 30, 60, 60, 60]
    assert ended_at is not None
    after_a_good_hour = ended_at + timedelta(minutes=61)
    assert budget.next_pause(pauses[-1], ended_at, after_a_good_hour) == timedelta(minutes=15)


def test_a_charging_car_is_stale_sooner() -> None:
    assert ages.is_stale(NOW - timedelta(hours=2), NOW, charging=True)
    assert not ages.is_stale(NOW - timedelta(hours=2), NOW)
    assert ages.is_stale(NOW - timedelta(hours=7), NOW)


def test_a_car_sleeps_when_it_told_nothing_new_for_long_at_our_last_question() -> None:
    assert ages.is_asleep(NOW - timedelta(hours=9), NOW)
    assert not ages.is_asleep(NOW - timedelta(hours=9), NOW - timedelta(hours=8))
    assert not ages.is_asleep(NOW - timedelta(hours=9), None)


def test_times_are_read_with_offset_and_without() -> None:
    assert instant("2020-11-17T09:06:48+01:00") == datetime(2020, 11, 17, 8, 6, 48, tzinfo=UTC)
    assert instant("2020-11-17T09:06:48") == datetime(2020, 11, 17, 9, 6, 48, tzinfo=UTC)
    for nonsense in (None, "", "yesterday", "2020-13-45T00:00:00Z", "0001-01-01T00:00:00+14:00"):
        assert instant(nonsense) is None


def test_a_time_that_cannot_be_the_cars_is_none() -> None:
    assert car_time("2020-12-03T00:00:00Z", NOW) is None
    assert car_time("2020-12-03T00:00:00.000Z", NOW) is None
    assert car_time("1970-01-01T00:00:01Z", NOW) is None
    assert car_time("2030-01-01T10:00:00Z", NOW) is None
    assert car_time("2026-03-01T11:59:00Z", NOW) == NOW - timedelta(minutes=1)


def test_a_thinned_line_keeps_every_buckets_lowest_highest_and_last() -> None:
    points: list[series.Point] = [(at, float(at % 100)) for at in range(0, 100_000, 10)]
    points[5000] = (50_000, 500.0)
    thin = series.thinned(points, 0, 100_000)
    assert len(thin) <= series.MOST_POINTS
    assert (50_000, 500.0) in thin
    assert thin == sorted(thin, key=lambda point: point[0])
    assert thin[-1] == points[-1]


def test_a_short_line_is_left_as_it_is() -> None:
    points: list[series.Point] = [(0, 1.0), (10, None), (20, 2.0)]
    assert series.thinned(points, 0, 20) == points


def test_a_charge_that_is_never_seen_to_end_ends_where_it_was_last_seen() -> None:
    day = 24 * 3600
    assert series.spans([(0, True), (60, True)]) == [(0, 60)]
    assert series.spans([(0, True), (60, True), (3 * day, False)]) == [(0, 60)]
    assert series.spans([(0, False), (60, True), (120, False), (180, True), (240, False)]) == [
        (60, 120),
        (180, 240),
    ]
