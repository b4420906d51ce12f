"""Which failures prove that a command never left: only those may be called so."""

import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from vehicles.renault_api import (
    CallTimeoutException,
    EndpointNotAvailableError,
    InvalidInputError,
    RenaultException,
    RenaultSession,
    RenaultVehicle,
    TransportException,
)

from .played import Answer, Misbehaves, PlayedRenault, data

DONE = data({"action": "start"})


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def half_an_answer(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")


def say_nothing(_handler: BaseHTTPRequestHandler) -> None:
    time.sleep(0.8)


def failure(send: Callable[[], Any]) -> RenaultException:
    with pytest.raises(RenaultException) as caught:
        send()
    return caught.value


@pytest.mark.parametrize("act", [hang_up, half_an_answer])
def test_a_connection_that_breaks_after_the_command_went_out_proves_nothing(
    renault: PlayedRenault, zoe: RenaultVehicle, act: Callable[[BaseHTTPRequestHandler], None]
):
    renault.on("POST", "/actions/hvac-start", Misbehaves(act))
    error = failure(zoe.set_ac_stop)
    assert isinstance(error, TransportException)
    assert not error.nothing_sent
    assert len(renault.sent_to("/actions/hvac-start")) == 1


def test_a_time_out_while_waiting_for_the_answer_proves_nothing(
    renault: PlayedRenault, zoe: RenaultVehicle, monkeypatch: pytest.MonkeyPatch
):
    renault.on("POST", "/actions/hvac-start", Misbehaves(say_nothing))
    monkeypatch.setattr(type(zoe.session.transport), "read_seconds", 0.2)
    error = failure(zoe.set_ac_stop)
    assert isinstance(error, CallTimeoutException)
    assert not error.nothing_sent


def test_a_call_whose_time_is_up_while_it_waits_proves_nothing(
    renault: PlayedRenault, zoe: RenaultVehicle, monkeypatch: pytest.MonkeyPatch
):
    renault.on("POST", "/actions/hvac-start", Misbehaves(say_nothing))
    monkeypatch.setattr(type(zoe.session.transport), "call_seconds", 0.3)
    error = failure(zoe.set_ac_stop)
    assert isinstance(error, CallTimeoutException)
    assert not error.nothing_sent


@pytest.mark.parametrize("answer", [Answer(b"<html>", 502), Answer(b"", 200), Answer(b'{"da', 200)])
def test_an_answer_that_says_nothing_proves_nothing(
    renault: PlayedRenault, zoe: RenaultVehicle, answer: Answer
):
    renault.on("POST", "/actions/hvac-start", answer)
    assert not failure(zoe.set_ac_stop).nothing_sent
    assert len(renault.sent_to("/actions/hvac-start")) == 1


def test_a_server_that_takes_no_connection_was_sent_nothing(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("POST", "/actions/hvac-start", DONE)
    zoe.set_ac_stop()  # the JWT is there
    zoe.session.transport._websession.close()
    renault.close()
    assert failure(zoe.set_ac_stop).nothing_sent


def test_a_name_that_leads_nowhere_was_sent_nothing(
    zoe: RenaultVehicle, renault: PlayedRenault, monkeypatch: pytest.MonkeyPatch
):
    from vehicles.renault_api import sockets

    renault.on("POST", "/actions/hvac-start", DONE)
    zoe.set_ac_stop()
    zoe.session.transport._websession.close()

    def nowhere(*_args: Any, **_kwargs: Any) -> Any:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(sockets, "resolve", nowhere)
    assert failure(zoe.set_ac_stop).nothing_sent


def test_a_sign_in_that_fails_before_it_was_sent_nothing(
    renault: PlayedRenault, new_session: Callable[[], RenaultSession], vehicle_of: Any
):
    zoe = vehicle_of("X102VE")
    renault.on("POST", "/accounts.getJWT", Answer(b"<html>", 503))
    zoe.session.credentials.clear_keys(("gigya_jwt",))
    error = failure(zoe.set_ac_stop)
    assert error.nothing_sent
    assert renault.sent_to("/actions/hvac-start") == []


def test_what_the_client_itself_refuses_was_sent_nothing():
    assert EndpointNotAvailableError("x", "y").nothing_sent
    assert InvalidInputError("x").nothing_sent
