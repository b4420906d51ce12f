"""What each refusal teaches: what a vehicle does not have is asked weekly, what fails for now soon again."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from vehicles import clock
from vehicles.models import (
    BatterySnapshot,
    CockpitSnapshot,
    EndpointState,
    Household,
    HvacSnapshot,
    LoginState,
    RenaultLogin,
    User,
    Vehicle,
    VehicleEndpoint,
    VehicleStatus,
)
from vehicles.rules.cadence import Pace
from vehicles.services import polling
from vehicles.simulator.exchange import Response

pytestmark = pytest.mark.django_db

ZOE_50 = "VF1PLAYEDZE500002"
ROOT = Path(__file__).resolve().parents[2]
RECORDED = Path(os.environ.get("RECORDINGS") or ROOT.parent / "shared" / "recordings") / "kamereon" / "error"
WEEK, HOUR, MINUTE = timedelta(days=7), timedelta(hours=1), timedelta(minutes=1)


def refusal(code: str, message: str) -> bytes:
    return json.dumps({"errors": [{"errorCode": code, "errorMessage": message}]}).encode()


def of_gateway(**details: str) -> str:
    """Return the errors of the car's gateway, as Kamereon wraps them."""
    return json.dumps({"errors": [details]})


DENIED = of_gateway(status="403", code="security.access", detail="Not for this resource")
# What is recorded of real servers, in our own words: name, HTTP status, answer, what it means before the
# endpoint ever worked, and after.
LEARNT = [
    ("access_denied", 403, refusal("err.func.403", DENIED), "not_available", "failing"),
    (
        "not_supported",
        501,
        refusal("err.tech.501", of_gateway(status="501", code="error.internal", detail="No such feature")),
        "not_available",
        "not_available",
    ),
    (
        "resource_not_found",
        404,
        refusal("err.func.wired.notFound", "Not found"),
        "not_available",
        "not_available",
    ),
    (
        "invalid_upstream",
        500,
        refusal("err.tech.500", of_gateway(code="500", title="Invalid response ; 502 Bad Gateway")),
        "failing",
        "failing",
    ),
    ("failed_forward", 502, refusal("err.tech.wired.kamereon-proxy", "Not forwarded"), "failing", "failing"),
    ("privacy_on", 403, refusal("err.func.privacy.on", "Privacy mode is ON"), "private", "private"),
    (
        "privacy_403009",
        403,
        refusal("err.func.403", of_gateway(status="403", code="403009", detail="Private")),
        "private",
        "private",
    ),
    ("quota_limit", 429, refusal("err.func.wired.overloaded", "Quota reached"), "cooling", "cooling"),
    ("bad_gateway", 502, b"<html><body><h1>502 Bad Gateway</h1></body></html>", "failing", "failing"),
    ("unlinked", 403, refusal("err.func.wired.empty-vehicle-link", "None here"), "unlinked", "unlinked"),
    (
        "garage_is_empty",
        404,
        refusal("err.func.wired.notFound", "No vehicle in garage"),
        "unlinked",
        "unlinked",
    ),
]


def recording_of(name: str) -> bytes:
    """Return what was recorded of this error; empty where nothing was."""
    return next((path.read_bytes() for path in RECORDED.glob(f"{name}.*")), b"")


@pytest.fixture
def home() -> Household:
    return builders.household()


@pytest.fixture
def owner(home: Household) -> User:
    return builders.member(home)


@pytest.fixture
def login(home: Household, owner: User, simulator: Any) -> RenaultLogin:
    """A login whose only followed vehicle is the Zoe."""
    linked = builders.linked(home, owner)
    Vehicle.objects.exclude(vin=ZOE_50).update(status="offered")
    return linked


@pytest.fixture
def answers(simulator: Any) -> Callable[[str, int, bytes], None]:
    """Have the played servers answer addresses that hold a word with a status and a body, from now on."""

    def answer(word: str, status: int, body: bytes) -> None:
        kind = "text/html" if body.startswith(b"<") else "application/json"
        simulator.simulator.faults.instead = lambda path, _login: (
            Response(status, body, kind) if word in path else None
        )

    return answer


def zoe() -> Vehicle:
    return Vehicle.objects.get(vin=ZOE_50)


def poll(login: RenaultLogin) -> None:
    """Poll the Zoe now, as if nothing had been asked for a day."""
    VehicleEndpoint.objects.filter(tried_at__isnull=False).update(tried_at=clock.now() - timedelta(days=1))
    Vehicle.objects.filter(vin=ZOE_50).update(due_at=clock.now())
    polling.poll_login(login.pk)


def meaning(login: RenaultLogin, endpoint: str) -> str:
    """Return in one word what the poll made of it."""
    login.refresh_from_db()
    if login.state != LoginState.OK:
        return str(login.state)
    if zoe().status == VehicleStatus.UNLINKED:
        return "unlinked"
    if zoe().privacy_since is not None:
        return "private"
    return str(VehicleEndpoint.objects.get(vehicle__vin=ZOE_50, endpoint=endpoint).state)


def page(owner: User, name: str = "garage", *arguments: int) -> str:
    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(reverse(name, args=arguments)).content.decode()


@pytest.mark.parametrize("case", LEARNT, ids=lambda case: case[0])
@pytest.mark.parametrize("worked", [False, True], ids=["never_worked", "worked"])
def test_what_an_answer_teaches(
    case: Any, worked: bool, login: RenaultLogin, answers: Callable[[str, int, bytes], None]
) -> None:
    _name, status, body, before, after = case
    if worked:
        poll(login)
    answers("/cars/" if before in ("private", "unlinked") else "hvac-status", status, body)
    poll(login)
    assert meaning(login, "hvac-status") == (after if worked else before)


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recordings are not here")
@pytest.mark.parametrize("case", [case for case in LEARNT if recording_of(case[0])])
@pytest.mark.parametrize("worked", [False, True], ids=["never_worked", "worked"])
def test_what_a_recorded_answer_teaches(
    case: Any, worked: bool, login: RenaultLogin, answers: Callable[[str, int, bytes], None]
) -> None:
    name, status, _body, before, after = case
    test_what_an_answer_teaches((name, status, recording_of(name), before, after), worked, login, answers)


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recordings are not here")
def test_every_recorded_error_is_among_them() -> None:
    assert {path.stem for path in RECORDED.iterdir()} <= {case[0] for case in LEARNT}


def test_what_a_vehicle_does_not_have_is_asked_again_weekly_and_comes_back_when_it_answers(
    login: RenaultLogin, answers: Callable[[str, int, bytes], None], simulator: Any
) -> None:
    answers("hvac-status", 403, refusal("err.func.403", DENIED))
    poll(login)
    record = VehicleEndpoint.objects.get(vehicle__vin=ZOE_50, endpoint="hvac-status")
    assert record.try_again_at is not None
    assert abs(record.try_again_at - clock.now() - WEEK) < MINUTE
    calls = simulator.control.calls(login.email)
    poll(login)
    poll(login)
    assert simulator.control.calls(login.email) - calls == 2 * 3  # battery, cockpit, tyres
    VehicleEndpoint.objects.filter(pk=record.pk).update(try_again_at=clock.now())
    answers("nothing", 200, b"")
    poll(login)
    assert meaning(login, "hvac-status") == "works"
    assert HvacSnapshot.objects.exists()


def test_what_is_not_found_after_it_worked_is_asked_again_on_the_next_day(
    login: RenaultLogin, answers: Callable[[str, int, bytes], None]
) -> None:
    poll(login)
    answers("hvac-status", 404, refusal("err.func.wired.notFound", "Not found"))
    poll(login)
    record = VehicleEndpoint.objects.get(vehicle__vin=ZOE_50, endpoint="hvac-status")
    assert record.state == EndpointState.NOT_AVAILABLE
    assert record.try_again_at is not None
    assert abs(record.try_again_at - clock.now() - timedelta(days=1)) < MINUTE


def test_a_refusal_after_it_worked_is_temporary_and_asked_at_the_next_poll(
    login: RenaultLogin, answers: Callable[[str, int, bytes], None]
) -> None:
    poll(login)
    answers("hvac-status", 403, refusal("err.func.403", DENIED))
    poll(login)
    record = VehicleEndpoint.objects.get(vehicle__vin=ZOE_50, endpoint="hvac-status")
    assert (record.state, record.try_again_at) == (EndpointState.FAILING, None)
    answers("nothing", 200, b"")
    VehicleEndpoint.objects.filter(pk=record.pk).update(tried_at=clock.now() - 10 * MINUTE)
    Vehicle.objects.filter(vin=ZOE_50).update(due_at=clock.now())
    polling.poll_login(login.pk)
    assert meaning(login, "hvac-status") == "works"


@pytest.mark.parametrize("form", ["on", "403009"])
def test_a_private_car_is_asked_once_an_hour_in_both_forms_and_it_is_said(
    form: str, login: RenaultLogin, owner: User, simulator: Any
) -> None:
    simulator.control.fault("privacy", vin=ZOE_50, form=form)
    calls = simulator.control.calls(login.email)
    poll(login)
    assert simulator.control.calls(login.email) - calls == 1
    vehicle = zoe()
    assert vehicle.pace == Pace.PRIVATE
    assert vehicle.due_at is not None
    assert abs(vehicle.due_at - clock.now() - HOUR) < 6 * MINUTE
    assert "Privacy mode is on in the car" in page(owner)
    # At its next time it may be asked again.
    record = VehicleEndpoint.objects.get(vehicle=vehicle, endpoint="battery-status")
    assert record.try_again_at is not None
    assert record.try_again_at < vehicle.due_at
    simulator.control.clear()
    VehicleEndpoint.objects.update(try_again_at=None)
    poll(login)
    assert zoe().privacy_since is None
    assert zoe().pace != Pace.PRIVATE
    assert "Privacy mode" not in page(owner)


def test_a_look_asks_a_private_car_at_once(login: RenaultLogin, simulator: Any) -> None:
    simulator.control.fault("privacy", vin=ZOE_50, form="on")
    poll(login)
    simulator.control.clear()
    assert polling.look_now(zoe()).asked
    polling.poll_login(login.pk)
    assert zoe().privacy_since is None
    assert BatterySnapshot.objects.exists()


def test_where_only_the_position_is_private_the_car_is_not(login: RenaultLogin, answers: Any) -> None:
    Vehicle.objects.update(positions_on=True)
    answers("location", 403, refusal("err.func.privacy.on", "Privacy mode is ON"))
    poll(login)
    assert zoe().privacy_since is None
    assert zoe().pace != Pace.PRIVATE
    record = VehicleEndpoint.objects.get(vehicle__vin=ZOE_50, endpoint="location")
    assert record.try_again_at is not None
    assert 45 * MINUTE < record.try_again_at - clock.now() <= HOUR


def test_a_car_that_was_taken_off_is_asked_no_more_it_is_said_and_the_others_go_on(
    login: RenaultLogin, owner: User, simulator: Any
) -> None:
    Vehicle.objects.update(status=VehicleStatus.FOLLOWED, due_at=clock.now())
    Vehicle.objects.filter(vin=ZOE_50).update(due_at=clock.now() - HOUR)  # the first in the row
    simulator.control.fault("unlinked", vin=ZOE_50)
    polling.poll_login(login.pk)
    assert zoe().status == VehicleStatus.UNLINKED
    assert CockpitSnapshot.objects.values("vehicle").distinct().count() == 2
    assert "Taken off the Renault account: no new figures." in page(owner)
    assert "Taken off the Renault account: no new figures." in page(owner, "vehicle", zoe().pk)
    calls = simulator.control.calls(login.email)
    Vehicle.objects.exclude(vin=ZOE_50).update(due_at=None)
    poll(login)
    assert polling.queue_due(clock.now()) == 0
    assert simulator.control.calls(login.email) == calls
