"""For every error that Renault is known to give: the sentence and the advice that people are shown."""

import html
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from vehicles import gateway, tasks
from vehicles.models import Command, Household, User, Vehicle
from vehicles.rules.refusals import Reason, judge
from vehicles.services import commands
from vehicles.services.command_words import SAYINGS
from vehicles.simulator import errors
from vehicles.simulator.exchange import Response

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
ALL_RECORDINGS = Path(os.environ.get("RECORDINGS") or ROOT.parent / "shared" / "recordings")
RECORDINGS, OF_SIGN_IN = ALL_RECORDINGS / "kamereon" / "error", ALL_RECORDINGS / "gigya" / "error"
SPRING, ZOE_50 = "UU1PLAYEDSP270005", "VF1PLAYEDZE500002"

NOT_PASSED_ON = (
    "refused",
    "Renault could not pass it on, so it was not done.",
    "Try again in a minute or two.",
)
CONTRACT = (
    "refused",
    "Renault does not allow this for this car.",
    "It may not be part of its contract. See in Renault's own app whether the service is active.",
)
NOT_AVAILABLE = (
    "refused",
    "Renault says that this is not available on this model.",
    "The car itself may be able to do it.",
)
PRIVACY = (
    "refused",
    "Privacy mode is on in the car, so it takes nothing from outside.",
    "Choose another profile on the car's screen, then try again.",
)
QUOTA = (
    "refused",
    "Renault's own limit of calls is reached, so it was not done.",
    "Leave it alone for a while, the phone app included. The login's page says until when.",
)
SERVER_FAILED = (
    "unknown",
    "It was sent, and one of Renault's servers failed. Nobody can say whether it arrived.",
    "Look at the car, then say whether it did it.",
)

# What the played servers answer; the codes are those of the wire.
ANSWERS: dict[str, tuple[Callable[[], Any], tuple[str, str, str]]] = {
    "err.func.400": (
        lambda: errors.invalid_input("wrong", "/data/attributes/action", "must be start"),
        (
            "refused",
            "Renault could not make sense of this, so nothing was changed.",
            "This model may want it in another form; please report it with the details in the log.",
        ),
    ),
    "err.func.403": (errors.access_denied, CONTRACT),
    "err.func.403 with 403009": (errors.privacy_by_code, PRIVACY),
    "err.func.privacy.on": (errors.privacy_on, PRIVACY),
    "err.func.wired.forbidden": (errors.forbidden, CONTRACT),
    "err.func.wired.unauthorized": (
        errors.unauthorized,
        (
            "refused",
            "Renault did not accept the sign-in, so it was not done.",
            "Try again in a few minutes. If it stays so, sign in again on the household page.",
        ),
    ),
    "err.func.wired.notFound": (errors.not_found, NOT_AVAILABLE),
    "err.tech.501": (errors.not_supported, NOT_AVAILABLE),
    "err.tech.500": (errors.invalid_upstream, SERVER_FAILED),
    "err.tech.wired.kamereon-proxy": (errors.failed_forward, NOT_PASSED_ON),
    "err.func.wired.overloaded": (errors.over_quota, QUOTA),
    "err.func.wired.low.battery.level": (
        errors.low_battery,
        (
            "refused",
            "The battery is too low for this.",
            "Charge the car first; then it will do it.",
        ),
    ),
    "409001": (
        errors.mode_in_progress,
        (
            "refused",
            "Another change is still on its way to the car.",
            "Wait a few minutes, then try again.",
        ),
    ),
    "empty-vehicle-link": (
        errors.unlinked,
        (
            "refused",
            "This vehicle was taken off the Renault account.",
            "Add it again in Renault's own app, then link it here.",
        ),
    ),
    "the car is not plugged": (
        lambda: errors._refusal(400, "err.func.charge", "The vehicle is not plugged in"),
        ("refused", "The car is not plugged in, so it cannot charge.", "Plug it in, then try again."),
    ),
    "an unknown code": (
        lambda: errors._refusal(418, "err.func.teapot", "I am a teapot"),
        (
            "refused",
            "Renault said no.",
            "Its own words are in the log. If they do not help, try again later.",
        ),
    ),
}

RECORDED = {
    "access_denied.json": (403, CONTRACT),
    "bad_gateway.html": (502, SERVER_FAILED),
    "failed_forward.json": (502, NOT_PASSED_ON),
    "invalid_upstream.json": (500, SERVER_FAILED),
    "not_supported.json": (501, NOT_AVAILABLE),
    "privacy_on.json": (403, PRIVACY),
    "quota_limit.json": (429, QUOTA),
    "resource_not_found.json": (404, NOT_AVAILABLE),
}


SIGN_IN = (
    "failed",
    "Renault wants somebody to sign in again, so it was not sent.",
    "An owner can sign in on the household page. Then try again.",
)
# What the identity server was recorded with: the call that it answered so.
RECORDED_OF_SIGN_IN = {
    "get_jwt.403005.json": "accounts.getJWT",
    "get_jwt.403013.json": "accounts.getJWT",
    "login.403042.json": "accounts.login",
}


@pytest.fixture
def home() -> Household:
    return builders.household()


@pytest.fixture
def owner(home: Household) -> User:
    return builders.member(home)


@pytest.fixture
def zoe(home: Household, owner: User, simulator: Any) -> Vehicle:
    builders.linked(home, owner)
    return Vehicle.objects.get(vin=ZOE_50)


def assert_shown(zoe: Vehicle, owner: User, simulator: Any, response: Response, expected: Any) -> None:
    """Send a command, let Renault answer with `response`, and read the pages as the owner does."""
    played = simulator.simulator
    played.faults.instead = lambda path, _login: response if "/actions/" in path else None
    assert_command_shown(zoe, owner, expected)


def assert_command_shown(zoe: Vehicle, owner: User, expected: Any) -> None:
    """Send a command to servers that answer so, and read the pages as the owner does."""
    state, sentence, advice = expected
    command = commands.ask(zoe, owner, "start_charge", {}, uuid.uuid4())
    tasks.send_command(command.pk)
    command.refresh_from_db()
    assert command.state == state
    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    log = html.unescape(client.get(reverse("vehicle-commands", args=[zoe.pk])).content.decode())
    assert sentence in log
    assert advice in log
    assert sentence in html.unescape(client.get(reverse("garage")).content.decode())
    if state == "refused":
        assert "Renault's own words:" in log
        tasks.tick()
        command.refresh_from_db()
        assert command.state == "refused"


@pytest.mark.parametrize("code", ANSWERS)
def test_every_answer_that_refuses_is_shown_with_its_sentence_and_an_advice(
    zoe: Vehicle, owner: User, simulator: Any, code: str
) -> None:
    answer, expected = ANSWERS[code]
    played = answer()
    assert_shown(zoe, owner, simulator, Response.of_json(played.status, played.body), expected)


@pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason=f"No recordings at {RECORDINGS}; RECORDINGS names another folder."
)
@pytest.mark.parametrize("name", RECORDED)
def test_every_recorded_error_is_shown_with_its_sentence_and_an_advice(
    zoe: Vehicle, owner: User, simulator: Any, name: str
) -> None:
    status, expected = RECORDED[name]
    assert_shown(zoe, owner, simulator, Response(status, (RECORDINGS / name).read_bytes()), expected)


def spoil_sign_in(simulator: Any, name: str) -> None:
    """Let the identity server give the recorded answer."""
    body, call = (OF_SIGN_IN / name).read_bytes(), RECORDED_OF_SIGN_IN[name]
    gateway.forget_jwts()
    response = Response(200, body, "text/javascript; charset=utf-8")
    simulator.simulator.faults.instead_of_gigya = lambda path: response if call in path else None


@pytest.mark.skipif(not OF_SIGN_IN.is_dir(), reason="No recordings here.")
@pytest.mark.parametrize("name", [name for name, call in RECORDED_OF_SIGN_IN.items() if "getJWT" in call])
def test_a_recorded_end_of_the_sign_in_is_shown_with_its_sentence_and_an_advice(
    zoe: Vehicle, owner: User, simulator: Any, name: str
) -> None:
    spoil_sign_in(simulator, name)
    assert_command_shown(zoe, owner, SIGN_IN)
    assert [call for call in simulator.control.state()["log"] if "/actions/" in call["path"]] == []


@pytest.mark.skipif(not OF_SIGN_IN.is_dir(), reason="No recordings here.")
def test_the_recorded_refusal_of_a_password_is_shown_with_its_sentence_and_an_advice(
    owner: User, simulator: Any
) -> None:
    spoil_sign_in(simulator, "login.403042.json")
    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    typed = {"email": "alex@example.com", "password": "demo", "locale": "fr_FR"}
    page = html.unescape(client.post(reverse("login-link"), typed).content.decode())
    assert "Renault does not accept this e-mail and password." in page
    assert "Check both, and the country." in page
    assert 'value="alex@example.com"' in page


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="No recordings here.")
def test_no_recorded_error_is_left_out() -> None:
    assert {path.name for path in RECORDINGS.iterdir()} == set(RECORDED)
    assert {path.name for path in OF_SIGN_IN.iterdir()} == set(RECORDED_OF_SIGN_IN)


def test_every_reason_has_a_sentence_and_only_facts_have_no_advice() -> None:
    assert set(SAYINGS) == set(Reason)
    assert all(str(saying.words).endswith(".") for saying in SAYINGS.values())
    assert [reason for reason, saying in SAYINGS.items() if not saying.advice] == [Reason.NO_BATTERY]


def test_a_gateway_that_turns_the_request_away_has_refused_it() -> None:
    from vehicles.renault_api import HttpStatusException

    assert judge(HttpStatusException(404)).state == "refused"
    assert judge(HttpStatusException(302)).state == "refused"
    assert judge(HttpStatusException(503)).state == "unknown"


def test_a_refusal_settles_the_command_for_good(zoe: Vehicle, owner: User, simulator: Any) -> None:
    simulator.control.fault("access_denied", endpoint="/actions/", times=1)
    command = commands.ask(zoe, owner, "start_charge", {}, uuid.uuid4())
    for _ in range(3):
        tasks.send_command(command.pk)
    assert Command.objects.get().state == "refused"
    posted = [call for call in simulator.control.state()["log"] if "/actions/" in call["path"]]
    assert len(posted) == 1
