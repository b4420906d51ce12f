"""The life of a command as data: which states follow which, when it is looked after, what a model can."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from vehicles.renault_api import KamereonVehicleBatteryStatusData, KamereonVehicleHvacStatusData
from vehicles.renault_api.kamereon.endpoints import MODELS
from vehicles.rules import commands, readings
from vehicles.rules.commands import KINDS, SETTLED, TRANSITIONS, Lack
from vehicles.rules.effects import Asked, Effect, Told, effect_of
from vehicles.rules.programs import any_active, given_back, programs_of

pytest.importorskip("hypothesis", reason="hypothesis comes with requirements-dev.txt")
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_every_state_leads_on_to_a_settled_one_and_none_back_into_the_queue() -> None:
    for state, after in TRANSITIONS.items():
        assert after <= TRANSITIONS.keys()
        assert "queued" not in after
        seen, ahead = {state}, set(after)
        while ahead:
            nearer = ahead.pop()
            if nearer not in seen:
                seen.add(nearer)
                ahead |= TRANSITIONS[nearer]
        assert seen & SETTLED


def test_only_what_waits_can_be_sent_and_only_once() -> None:
    assert [state for state, after in TRANSITIONS.items() if "sending" in after] == ["queued"]


@given(st.sampled_from(sorted(KINDS)), st.integers(0, 4000), st.none() | st.integers(0, 600))
def test_checks_always_go_on_to_the_end_and_never_stand_still(
    kind: str, seconds: int, start_in: int | None
) -> None:
    start_at = None if start_in is None else NOW + start_in * MINUTE
    until = max(NOW, start_at or NOW) + KINDS[kind].effect_within
    now = NOW + timedelta(seconds=seconds)
    at = commands.next_check(kind, NOW, start_at, until, now)
    assert at > now or (at == now and now >= until)
    assert at <= max(until, now)


def test_checks_are_made_soon_and_then_less_often() -> None:
    at, waits = NOW, []
    until = NOW + timedelta(hours=1)
    while at < until:
        following = commands.next_check("charge_mode", NOW, None, until, at)
        waits.append((following - at) / MINUTE)
        at = following
    assert waits == sorted(waits[:-1]) + waits[-1:]
    assert (waits[0], len(waits)) == (1, 10)


def test_five_in_five_minutes_are_the_most() -> None:
    asked = [NOW - timedelta(seconds=seconds) for seconds in (10, 20, 30, 40)]
    assert commands.too_many(asked, NOW) is None
    asked.append(NOW - timedelta(seconds=299))
    assert commands.too_many(asked, NOW) == NOW + timedelta(seconds=1)
    assert commands.too_many(asked, NOW + timedelta(seconds=1)) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_car_without_a_battery_is_never_told_to_charge(kind: str) -> None:
    lack = commands.ability(kind, "XHN1SU", has_battery=False).lack
    assert (lack is Lack.NO_BATTERY) == KINDS[kind].needs_battery


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_that_nobody_knows_is_told_at_the_usual_place(kind: str) -> None:
    for code in ("", "X999ZZ"):
        ability = commands.ability(kind, code, has_battery=True)
        assert not ability.listed
        programs = kind in ("departure_programs", "give_programs_back")
        assert (ability.lack is Lack.NO_PROGRAMS) == programs
        assert programs or ability.mode == "default"


@pytest.mark.parametrize("code", MODELS)
def test_every_ability_has_a_place_or_a_reason(code: str) -> None:
    for kind in KINDS:
        for has_battery in (True, False):
            ability = commands.ability(kind, code, has_battery=has_battery)
            assert (ability.definition is None) == (ability.lack is not None)


def battery(reported_at: datetime | None, **raw: Any) -> Told:
    raw |= {"timestamp": reported_at.isoformat()} if reported_at else {}
    data = KamereonVehicleBatteryStatusData.from_raw(raw)
    fetched_at = NOW + 5 * MINUTE
    return Told(
        "battery-status",
        raw,
        fetched_at,
        readings.read("battery-status", data, readings.Traits(), fetched_at),
    )


def hvac(fetched_at: datetime, reported_at: datetime | None = None, **raw: Any) -> Told:
    raw |= {"lastUpdateTime": reported_at.isoformat()} if reported_at else {}
    data = KamereonVehicleHvacStatusData.from_raw(raw)
    return Told(
        "hvac-status", raw, fetched_at, readings.read("hvac-status", data, readings.Traits(), fetched_at)
    )


def charge(kind: str = "start_charge", start_at: datetime | None = None) -> Asked:
    return Asked(kind, {}, NOW, NOW + timedelta(seconds=2), start_at)


@pytest.mark.parametrize(
    ("kind", "told", "expected"),
    [
        ("start_charge", battery(NOW + MINUTE, chargingStatus=1.0, plugStatus=1), Effect.SHOWN),
        ("start_charge", battery(NOW - MINUTE, chargingStatus=1.0, plugStatus=1), Effect.NOTHING),
        ("start_charge", battery(None, chargingStatus=1.0, plugStatus=1), Effect.SHOWN),
        ("start_charge", battery(NOW + MINUTE, chargingStatus=0.1, plugStatus=1), Effect.NOTHING),
        ("start_charge", battery(NOW + MINUTE, chargingStatus=0.0, plugStatus=0), Effect.NOT_PLUGGED),
        ("start_charge", battery(NOW - MINUTE, chargingStatus=0.0, plugStatus=0), Effect.NOTHING),
        ("start_charge", battery(None, chargingStatus=0.0, plugStatus=0), Effect.NOTHING),
        ("stop_charge", battery(NOW + MINUTE, chargingStatus=0.0, plugStatus=1), Effect.SHOWN),
        ("stop_charge", battery(NOW - MINUTE, chargingStatus=0.0, plugStatus=1), Effect.NOTHING),
        ("stop_charge", battery(NOW + MINUTE, chargingStatus=1.0, plugStatus=1), Effect.NOTHING),
        ("stop_charge", battery(NOW + MINUTE, batteryLevel=50), Effect.NOTHING),
        ("start_preconditioning", battery(NOW + MINUTE, chargingStatus=1.0), Effect.NOTHING),
    ],
)
def test_only_what_is_newer_by_the_cars_clock_proves_a_charge(
    kind: str, told: Told, expected: Effect
) -> None:
    assert effect_of(charge(kind), told) is expected


def test_a_charge_told_for_a_later_hour_is_not_proved_by_one_before_it() -> None:
    later = NOW + timedelta(hours=2)
    before = battery(NOW + MINUTE, chargingStatus=1.0, plugStatus=1)
    assert effect_of(charge(start_at=later), before) is Effect.NOTHING
    unplugged = battery(NOW + MINUTE, chargingStatus=0.0, plugStatus=0)
    assert effect_of(charge(start_at=later), unplugged) is Effect.NOTHING
    after = battery(later + MINUTE, chargingStatus=1.0, plugStatus=1)
    assert effect_of(charge(start_at=later), after) is Effect.SHOWN


def test_without_a_car_time_only_a_read_after_acceptance_counts() -> None:
    asked = Asked("start_preconditioning", {}, NOW, NOW + timedelta(seconds=2))
    assert effect_of(asked, hvac(NOW + MINUTE, hvacStatus="on")) is Effect.SHOWN
    assert effect_of(asked, hvac(NOW, hvacStatus="on")) is Effect.NOTHING
    assert effect_of(asked, hvac(NOW + MINUTE, NOW - MINUTE, hvacStatus="on")) is Effect.NOTHING
    assert effect_of(asked, hvac(NOW + MINUTE, hvacStatus="off")) is Effect.NOTHING
    off = Asked("stop_preconditioning", {}, NOW, NOW + timedelta(seconds=2))
    assert effect_of(off, hvac(NOW + MINUTE, hvacStatus="off")) is Effect.SHOWN
    assert effect_of(off, hvac(NOW + MINUTE, hvacStatus="pending")) is Effect.NOTHING


def setting(kind: str, arguments: dict[str, Any], raw: dict[str, Any]) -> Effect:
    asked = Asked(kind, arguments, NOW, NOW + timedelta(seconds=2))
    return effect_of(asked, Told("settings", raw, NOW + MINUTE))


@pytest.mark.parametrize(
    ("word", "mode"),
    [
        ("always", "always_charging"),
        ("always_charging", "always_charging"),
        ("scheduled", "schedule_mode"),
        ("SCHEDULE_MODE", "schedule_mode"),
    ],
)
def test_a_mode_is_known_by_all_its_words(word: str, mode: str) -> None:
    for field in ("chargeMode", "mode"):
        assert setting("charge_mode", {"mode": mode}, {field: word}) is Effect.SHOWN
        assert setting("charge_mode", {"mode": "other"}, {field: word}) is Effect.NOTHING
    assert setting("charge_mode", {"mode": mode}, {"chargeMode": "delayed"}) is Effect.NOTHING
    assert setting("charge_mode", {"mode": mode}, {"chargeMode": None}) is Effect.NOTHING


def test_schedules_are_the_same_when_each_sent_week_is_read_back() -> None:
    day = {"startTime": "T23:45Z", "duration": 480}
    sent = {"schedules": [{"id": 1, "activated": True, "monday": day}, {"id": 2, "activated": False}]}
    told = {"schedules": [{"id": 3, "activated": True}, {"id": 1, "activated": True, "monday": dict(day)}]}
    assert setting("charge_schedules", sent, told) is Effect.SHOWN
    for change in (
        {"activated": False},
        {"monday": None},
        {"tuesday": day},
        {"monday": {**day, "duration": 60}},
    ):
        changed = {"schedules": [{**told["schedules"][1], **change}]}
        assert setting("charge_schedules", sent, changed) is Effect.NOTHING
    for nonsense in ({}, {"schedules": None}, {"schedules": ["x"]}):
        assert setting("charge_schedules", sent, nonsense) is Effect.NOTHING


def test_departure_programs_are_the_same_but_for_the_time_of_writing() -> None:
    sent = {"settings": {"programs": [{"a": 1}], "x": 2, "lastSettingsUpdateTimestamp": "old"}}
    assert setting("departure_programs", sent, {"programs": [{"a": 1}], "x": 2, "y": 3}) is Effect.SHOWN
    assert setting("departure_programs", sent, {"programs": [{"a": 2}], "x": 2}) is Effect.NOTHING


def test_programs_are_given_back_only_as_they_were_switched_off() -> None:
    on = {"programActivationStatus": True, "programDepartureTime": "07:30"}
    off = {**on, "programActivationStatus": False}
    settings = {"programs": [off, off], "other": 1}
    assert any_active([off, on])
    assert not any_active([off])
    assert given_back(settings, [on, off]) == {"programs": [on, off], "other": 1}
    for changed in (
        [off],
        [off, {**off, "programDepartureTime": "08:00"}],
        [off, on],  # somebody switched the second on
        [],
    ):
        assert given_back({"programs": changed}, [on, off]) is None
    assert programs_of({"programs": None}) == programs_of({}) == []
    assert programs_of({"programs": [on, "x"]}) == [on]
