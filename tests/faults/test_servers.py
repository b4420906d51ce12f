"""Renault's servers are away, or refuse."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings

from tests import builders
from tests.faults.home import Home, standing
from vehicles.models import BatterySnapshot, LoginState, Vehicle
from vehicles.simulator import Server

Measured = Callable[..., None]
CARS = ("VF1PLAYEDZE400001", "VF1PLAYEDZE500002", "VF1PLAYEDR5500003")
AWAY = "Renault's servers do not answer just now."
ERRORS = "Renault's servers answer with errors just now."
LIMIT = "Renault's limit of calls is used up for now."
NO_SUCH_NAME = "http://renault.invalid"
ADDRESSES = ("RENAULT_GIGYA_ROOT_URL", "RENAULT_KAMEREON_ROOT_URL")


@pytest.mark.fault("gigya_down")
def test_gigya_is_down(home: Home, measured: Measured) -> None:
    with standing(home.simulator, "gigya_down"):
        home.poll(3)
        words = home.shows(AWAY, "household")
        assert not BatterySnapshot.objects.exists()
    measured(words, home.polls_to_recover())
    home.assert_nothing_lost_nothing_doubled()


@pytest.mark.fault("dns_failure")
def test_the_servers_name_is_not_found(home: Home, measured: Measured) -> None:
    home.poll()
    home.worker.environ(**dict.fromkeys(ADDRESSES, NO_SUCH_NAME))
    home.poll(2)
    words = home.shows(AWAY, "household")
    home.worker.environ(**dict.fromkeys(ADDRESSES, home.simulator.url))
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
    for _ in range(30):  # the cars are not due together
        home.poll()
        if not home.control.state()["faults"]:
            break
    assert home.control.state()["faults"] == []
    refused = [told for told in home.witness.since(asked) if told.status == 401]
    assert len(refused) == 3
    assert home.is_well()
    measured(home.shows("Signed in", "household"), 0)
    home.assert_nothing_lost_nothing_doubled()


@pytest.mark.parametrize(
    "ahead",
    [
        pytest.param(10, marks=pytest.mark.fault("clock_behind"), id="behind"),
        pytest.param(-10, marks=pytest.mark.fault("clock_ahead"), id="ahead"),
    ],
)
def test_our_clock_is_off_by_ten_minutes(home: Home, measured: Measured, ahead: int) -> None:
    """The servers' clock, by which JWTs and the car's times go, is so many minutes ahead of ours."""
    home.control.fault("clock", seconds=ahead * 60)
    settings.CLOCK_START -= timedelta(minutes=ahead)
    home.control.nudge(CARS[1], soc=55, plugged=True)
    home.poll(12)
    assert home.is_well()
    words = home.shows("Charging done in about", "vehicle", _id_of(CARS[1]))
    home.assert_nothing_lost_nothing_doubled()
    settings.CLOCK_START += timedelta(minutes=ahead)
    home.control.clear()
    measured(words, home.polls_to_recover())
    home.assert_nothing_lost_nothing_doubled()


def _id_of(vin: str) -> int:
    return int(Vehicle.objects.values_list("pk", flat=True).get(vin=vin))


@pytest.mark.fault("token_revoked")
def test_the_login_token_is_revoked(home: Home, measured: Measured) -> None:
    other = builders.linked(home.household, home.owner, "kim@example.com")
    home.poll(2)
    home.control.revoke(home.login.email)
    home.poll(2)
    words = home.shows(f"Renault no longer accepts the sign-in of {home.login.email}.")
    before, asked_before = len(home.witness.log), home.witness.questions(other.email)
    for _ in range(8):
        home.pass_time(minutes=45)
        home.round()
    paths = [told.path for told in home.witness.since(before) if told.login != other.email]
    assert paths == [], "the login that has to sign in was asked for all the same"
    assert home.witness.questions(other.email) > asked_before
    other.refresh_from_db()
    assert (other.state, other.last_error) == (LoginState.OK, "")
    home.sign_in_again("demo")
    measured(words, home.polls_to_recover())
    home.assert_nothing_lost_nothing_doubled()


@pytest.mark.fault("quota")
def test_renaults_limit_is_reached(home: Home, measured: Measured) -> None:
    other = builders.linked(home.household, home.owner, "kim@example.com")
    home.poll(2)
    with standing(home.simulator, "quota", login=home.login.email, limit=0):
        home.pass_time(minutes=31)
        home.round()
        words = home.shows(LIMIT, "household")
        refused, asked = _refused(home), home.witness.questions(other.email)
        for _ in range(14):
            home.pass_time(minutes=1)
            home.round()
        assert _refused(home) == refused, "a login that rests was asked"
        home.pass_time(minutes=2)
        home.round()
        assert _refused(home) == refused + 1
        home.pass_time(hours=1)
        home.round()
        assert home.witness.questions(other.email) > asked
    measured(words, home.polls_to_recover())
    home.assert_nothing_lost_nothing_doubled()


def _refused(home: Home) -> int:
    return sum(1 for told in home.witness.log if told.status == 429)


@pytest.mark.parametrize(
    ("fault", "options"),
    [
        pytest.param("server_error", {"status": 500}, marks=pytest.mark.fault("server_error"), id="500"),
        pytest.param("bad_gateway", {}, marks=pytest.mark.fault("bad_gateway"), id="502"),
        pytest.param("failed_forward", {}, marks=pytest.mark.fault("failed_forward"), id="forward"),
        pytest.param("truncated", {}, marks=pytest.mark.fault("truncated"), id="truncated"),
        pytest.param("mangled", {"form": "list"}, marks=pytest.mark.fault("list_for_object"), id="list"),
        pytest.param("mangled", {"form": "huge"}, marks=pytest.mark.fault("huge_body"), id="huge"),
    ],
)
def test_every_answer_is_an_error(
    home: Home, measured: Measured, fault: str, options: dict[str, object]
) -> None:
    home.poll(2)
    kept = BatterySnapshot.objects.count()
    with standing(home.simulator, fault, endpoint="/kamereon/", **options):
        home.poll(6)
        words = home.shows(ERRORS, "household")
        assert BatterySnapshot.objects.count() == kept
    assert home.witness.busiest_hour(home.login.email) <= 60
    measured(words, home.polls_to_recover())
    home.assert_nothing_lost_nothing_doubled()
