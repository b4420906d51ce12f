"""What may be sent with a command, and what is refused before anything is kept."""

from typing import Any

import pytest

from vehicles.rules.command_arguments import BadArguments, checked
from vehicles.rules.commands import KINDS

pytest.importorskip("hypothesis", reason="hypothesis comes with requirements-dev.txt")
from hypothesis import given
from hypothesis import strategies as st

CHARGE = {"id": 1, "activated": True, "monday": {"startTime": "T23:45Z", "duration": 480}}
WARM = {"id": 2, "activated": True, "friday": {"readyAtTime": "T07:15Z"}}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
DAY = PLAIN | st.fixed_dictionaries({"startTime": PLAIN, "duration": PLAIN, "readyAtTime": PLAIN})
WEEK = st.fixed_dictionaries({"id": PLAIN, "activated": PLAIN, "monday": DAY})
ANYTHING = PLAIN | st.lists(PLAIN | WEEK, max_size=3) | WEEK


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("start_preconditioning", {"temperature_c": 16}),
        ("start_preconditioning", {"temperature_c": 25.5}),
        ("charge_mode", {"mode": "schedule_mode"}),
        ("charge_limits", {"minimum": 15, "target": 100}),
        ("start_charge", {"give_back": True}),
        ("departure_programs", {"settings": {"programs": [], "unknown": 1}}),
        ("give_programs_back", {"programs": [{"programActivationStatus": True}]}),
        ("horn", {}),
    ],
)
def test_what_can_be_sent_is_kept_as_it_is(kind: str, arguments: dict[str, Any]) -> None:
    assert checked(kind, arguments) == arguments


def test_schedules_are_kept_with_every_day_named() -> None:
    kept = checked("charge_schedules", {"schedules": [CHARGE]})["schedules"][0]
    assert kept == {**dict.fromkeys(DAYS), **CHARGE}
    kept = checked("hvac_schedules", {"schedules": [WARM]})["schedules"][0]
    assert kept == {**dict.fromkeys(DAYS), **WARM}


@pytest.mark.parametrize(
    ("kind", "arguments", "field"),
    [
        ("start_preconditioning", {}, "temperature_c"),
        ("start_preconditioning", {"temperature_c": 15.5}, "temperature_c"),
        ("start_preconditioning", {"temperature_c": 26.5}, "temperature_c"),
        ("start_preconditioning", {"temperature_c": 20.25}, "temperature_c"),
        ("start_preconditioning", {"temperature_c": float("nan")}, "temperature_c"),
        ("start_preconditioning", {"temperature_c": "20"}, "temperature_c"),
        ("start_preconditioning", {"temperature_c": True}, "temperature_c"),
        ("charge_mode", {"mode": "always"}, "mode"),
        ("charge_limits", {"minimum": 10, "target": 80}, "minimum"),
        ("charge_limits", {"minimum": 20, "target": 82}, "target"),
        ("charge_limits", {"minimum": 20}, "target"),
        ("start_charge", {"give_back": "yes"}, "give_back"),
        ("start_charge", {"when": "now"}, "when"),
        ("horn", {"loud": True}, "loud"),
        ("charge_schedules", {"schedules": []}, "schedules"),
        ("charge_schedules", {"schedules": [CHARGE, CHARGE]}, "schedules"),
        ("charge_schedules", {"schedules": [{**CHARGE, "id": 6}]}, "schedules"),
        ("charge_schedules", {"schedules": [{**CHARGE, "monday": "all day"}]}, "schedules"),
        (
            "charge_schedules",
            {"schedules": [{**CHARGE, "monday": {"startTime": "T23:50Z", "duration": 60}}]},
            "schedules",
        ),
        (
            "charge_schedules",
            {"schedules": [{**CHARGE, "monday": {"startTime": "T23:45Z", "duration": 1455}}]},
            "schedules",
        ),
        ("hvac_schedules", {"schedules": [{**WARM, "friday": {"readyAtTime": "T07:10Z"}}]}, "schedules"),
        ("departure_programs", {"settings": {}}, "settings"),
        ("departure_programs", {"settings": {"programs": ["one"]}}, "settings"),
        ("departure_programs", {"settings": {"programs": [], "x": "x" * 30_000}}, "settings"),
        ("give_programs_back", {"programs": []}, "programs"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_named(kind: str, arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(BadArguments) as caught:
        checked(kind, arguments)
    assert caught.value.field == field


@given(
    st.sampled_from(sorted(KINDS)),
    st.dictionaries(
        st.sampled_from(
            ["temperature_c", "mode", "minimum", "target", "schedules", "settings", "programs", "give_back"]
        ),
        ANYTHING,
    ),
)
def test_nonsense_is_refused_in_one_way_only(kind: str, arguments: dict[str, Any]) -> None:
    try:
        kept = checked(kind, arguments)
    except BadArguments:
        return
    assert checked(kind, kept) == kept
