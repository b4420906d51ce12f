"""Departure programs: read, changed, and posted whole."""

from typing import Any

import pytest

from vehicles.rules.departures import (
    BOTH,
    CHARGE,
    PRECONDITIONING,
    Departure,
    DepartureFault,
    DepartureFlaw,
    departures_from_wire,
    flaws_of_departures,
    settings_to_wire,
)
from vehicles.rules.wire_schedules import UnreadablePlan


def program(**fields: Any) -> dict[str, Any]:
    days = {
        f"programActivation{day}": False
        for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    }
    return {
        "programActivationStatus": True,
        "programType": CHARGE,
        "programDepartureTime": "07:30",
        **days,
        "programActivationMonday": True,
        "programOfTomorrow": {"kept": 1},
        **fields,
    }


SETTINGS = {
    "chargeModeRq": "SCHEDULED",
    "chargeTimeStart": "01:55",
    "newField": [1, 2],
    "programs": [program(), program(programType=PRECONDITIONING, programDepartureTime="10:50")],
}


def test_what_is_read_and_not_changed_is_posted_as_it_was() -> None:
    assert settings_to_wire(SETTINGS, departures_from_wire(SETTINGS)) == SETTINGS


def test_a_change_keeps_every_field_that_is_not_ours() -> None:
    first, second = departures_from_wire(SETTINGS)
    changed = Departure(485, frozenset({5, 6}), BOTH, active=False, place=first.place)
    sent = settings_to_wire(SETTINGS, [changed, second])
    assert sent["newField"] == [1, 2]
    assert sent["programs"][0] == program(
        programType=BOTH,
        programDepartureTime="08:05",
        programActivationStatus=False,
        programActivationMonday=False,
        programActivationSaturday=True,
        programActivationSunday=True,
    )
    assert sent["programs"][1] == SETTINGS["programs"][1]


def test_programs_can_be_taken_away_and_added() -> None:
    _first, second = departures_from_wire(SETTINGS)
    new = Departure(360, frozenset({0}))
    sent = settings_to_wire(SETTINGS, [second, new])
    assert sent["programs"][0] == SETTINGS["programs"][1]
    assert sent["programs"][1] == {
        key: value
        for key, value in program(programDepartureTime="06:00").items()
        if key != "programOfTomorrow"
    }


def test_a_type_that_is_new_to_us_stays() -> None:
    settings = {"programs": [program(programType="CHARGE_AND_FLY")]}
    assert settings_to_wire(settings, departures_from_wire(settings)) == settings


@pytest.mark.parametrize(
    "settings", [{"programs": {}}, {"programs": ["x"]}, {"programs": [program(programDepartureTime="7:30")]}]
)
def test_what_is_not_understood_is_not_passed_over(settings: dict[str, Any]) -> None:
    with pytest.raises(UnreadablePlan):
        departures_from_wire(settings)


def test_flaws_are_told_with_their_program() -> None:
    monday = frozenset({0})
    of = [
        Departure(450, frozenset()),
        Departure(460, monday),
        Departure(460, monday | {1}),
        Departure(460, monday, active=False),
        Departure(470, frozenset(), active=False),
        Departure(480, monday),
    ]
    assert flaws_of_departures(of) == [
        DepartureFlaw(DepartureFault.NO_DAY, 0, "days"),
        DepartureFlaw(DepartureFault.DOUBLED, 2, "time"),
        DepartureFlaw(DepartureFault.TOO_MANY, 5, "time"),
    ]
