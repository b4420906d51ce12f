"""Renault's servers are away, or refuse."""

from collections.abc import Callable

import pytest

from tests.faults.home import Home, standing
from vehicles.models import BatterySnapshot
from vehicles.simulator import Server

Measured = Callable[..., None]
CARS = ("VF1PLAYEDZE400001", "VF1PLAYEDZE500002", "VF1PLAYEDR5500003")
AWAY = "Renault's servers do not answer just now."


@pytest.mark.fault("gigya_down")
def test_gigya_is_down(home: Home, measured: Measured) -> None:
    with standing(home.simulator, "gigya_down"):
        home.poll(3)
        words = home.shows(AWAY, "household")
        assert not BatterySnapshot.objects.exists()
    measured(words, home.polls_to_recover())
    home.assert_nothing_lost_nothing_doubled()


@pytest.mark.fault("connection_refused")
def test_the_connection_is_refused(home: Home, measured: Measured) -> None:
    home.poll()
    home.simulator.close()
    home.poll(2)
    words = home.shows(AWAY, "household")
    with Server(home.simulator.simulator, home.simulator.port):
        measured(words, home.polls_to_recover())
        home.assert_nothing_lost_nothing_doubled()


@pytest.mark.fault("jwt_expires_between_endpoints")
def test_the_jwt_runs_out_between_two_endpoints(home: Home, measured: Measured) -> None:
    home.poll()
    for vin in CARS:
        home.control.fault("expired_jwt", endpoint="cockpit", vin=vin, times=1)
    asked = home.witness.questions()
    for _ in range(40):  # the cars are not due together, and one that charges is asked for its mileage hourly
        home.poll()
        if not home.control.state()["faults"]:
            break
    assert home.control.state()["faults"] == []
    refused = [told for told in home.witness.since(asked) if told.status == 401]
    assert len(refused) == 3
    assert home.is_well()
    measured(home.shows("Signed in", "household"), 0)
    home.assert_nothing_lost_nothing_doubled()
