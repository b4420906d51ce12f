"""Answers that are well formed and wrong, that come a byte at a time, or that tell of another time."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.home import Home, standing
from vehicles.models import BatterySnapshot, Vehicle, VehicleEndpoint

Measured = Callable[..., None]
WHOLE = os.environ.get("FAULTS_WHOLE") == "1"
CARS = ("VF1PLAYEDZE400001", "VF1PLAYEDZE500002", "VF1PLAYEDR5500003")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        pytest.param("types", "h ago", marks=pytest.mark.fault("wrong_types"), id="types"),
        pytest.param("null", "h ago", marks=pytest.mark.fault("null"), id="null"),
        pytest.param(
            "nan",
            "unknown: Renault did not tell it when it was last asked.",
            marks=pytest.mark.fault("nan"),
            id="nan",
        ),
        pytest.param("enums", "Plug state not told", marks=pytest.mark.fault("unknown_words"), id="enums"),
    ],
)
def test_figures_that_are_none(home: Home, measured: Measured, form: str, words: str) -> None:
    home.poll(2)
    with standing(home.simulator, "mangled", form=form, endpoint="/kamereon/"):
        home.pass_time(hours=3)
        home.poll(6)
        words = home.shows(words)
        assert home.is_well()
        home.assert_nothing_lost_nothing_doubled()
    measured(words, home.polls_to_recover())
    home.assert_nothing_lost_nothing_doubled()


@pytest.mark.parametrize(
    "part",
    [
        pytest.param("drip_head", marks=pytest.mark.fault("dripping_head"), id="head"),
        pytest.param("drip_body", marks=pytest.mark.fault("dripping_body"), id="body"),
    ],
)
def test_an_answer_comes_a_byte_a_second(home: Home, measured: Measured, part: str) -> None:
    home.poll(2)
    with standing(home.simulator, part, endpoint="battery-status", seconds=1):
        home.poll()
        words = home.shows("Renault's servers do not answer just now.", "household")
    measured(words, home.polls_to_recover(), "the call is given up after 45 s")
    home.assert_nothing_lost_nothing_doubled()


@pytest.mark.parametrize(
    "form",
    [
        pytest.param("same", marks=pytest.mark.fault("same_timestamps"), id="same"),
        pytest.param("older", marks=pytest.mark.fault("older_timestamps"), id="older"),
        pytest.param("shuffled", marks=pytest.mark.fault("shuffled_timestamps"), id="shuffled"),
    ],
)
def test_the_servers_tell_again_what_they_told_before(home: Home, measured: Measured, form: str) -> None:
    home.poll(2)
    newest_told: dict[str, Any] = {}
    with standing(home.simulator, "retold", form=form, endpoint="battery-status"):
        for round_number in range(20 if WHOLE else 8):
            home.pass_time(minutes=20)
            home.control.nudge(CARS[1], soc=90 - round_number, plugged=round_number % 3 == 0)
            home.round()
            home.assert_nothing_lost_nothing_doubled()
        newest_told = dict(
            BatterySnapshot.objects.order_by("reported_at").values_list("vehicle__vin", "state_of_charge")
        )
        words = f"{newest_told[CARS[1]]:.0f} %"
        home.shows(words, "vehicle", Vehicle.objects.get(vin=CARS[1]).pk)
    measured("State of charge: the newest that the car told", home.polls_to_recover())
    home.assert_nothing_lost_nothing_doubled()
    assert not VehicleEndpoint.objects.filter(state="failing").exists()
