"""What the network can do to a call, and how the call still ends well or in time."""

import gzip
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler

import pytest
import requests
import responses

from vehicles.renault_api import (
    CallTimeoutException,
    HttpStatusException,
    RenaultSession,
    RenaultVehicle,
    TransportException,
)

from .played import ACCOUNT, Answer, Misbehaves, PlayedRenault, data, jwt

GATEWAY = Answer(b"<html>502 Bad Gateway</html>", 502)
GOOD = data({"batteryLevel": 63})


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(100):
        handler.connection.sendall(b"X-%d: y\r\n" % number)
        time.sleep(0.05)


def drip_body(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
    for _ in range(100):
        handler.connection.sendall(b" ")
        time.sleep(0.05)


def drip_until_closed(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b'{"accounts": []}')
    for _ in range(100):
        handler.connection.sendall(b" ")
        time.sleep(0.05)


def say_nothing(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(0.8)


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_read_is_tried_twice_more_after_a_gateway_failed(
    renault: PlayedRenault, zoe: RenaultVehicle, status: int
):
    renault.on("GET", "/battery-status", Answer(b"<html>", status), Answer(b"<html>", status), GOOD)
    assert zoe.get_battery_status().batteryLevel == 63


def test_a_read_is_given_up_after_three_tries(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("GET", "/battery-status", GATEWAY)
    with pytest.raises(HttpStatusException) as caught:
        zoe.get_battery_status()
    assert caught.value.status == 502
    assert len(renault.sent_to("/battery-status")) == 3


def test_a_read_is_tried_again_after_the_connection_broke(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("GET", "/battery-status", Misbehaves(hang_up), Misbehaves(hang_up), GOOD)
    assert zoe.get_battery_status().batteryLevel == 63


def test_a_truncated_read_is_tried_again(renault: PlayedRenault, zoe: RenaultVehicle):
    def truncate(handler: BaseHTTPRequestHandler) -> None:
        handler.connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"data"')

    renault.on("GET", "/battery-status", Misbehaves(truncate), GOOD)
    assert zoe.get_battery_status().batteryLevel == 63


@pytest.mark.parametrize("failure", [GATEWAY, Misbehaves(hang_up)])
def test_a_command_is_never_sent_twice(renault: PlayedRenault, zoe: RenaultVehicle, failure: object):
    renault.on("POST", "/actions/hvac-start", failure)
    with pytest.raises(TransportException):
        zoe.set_ac_start(21)
    assert len(renault.sent_to("/actions/hvac-start")) == 1


def test_a_sign_in_is_never_sent_twice(renault: PlayedRenault, new_session: Callable[[], RenaultSession]):
    renault.on("POST", "/accounts.login", Misbehaves(hang_up))
    with pytest.raises(TransportException):
        new_session().login("ada@example.org", "secret")
    assert len(renault.sent) == 1


@pytest.mark.parametrize("drip", [drip_headers, drip_body, drip_until_closed, say_nothing])
def test_the_whole_call_ends_in_time(
    renault: PlayedRenault, zoe: RenaultVehicle, drip: Callable[[BaseHTTPRequestHandler], None]
):
    zoe.session.credentials["gigya_jwt"] = jwt()
    zoe.session.transport.call_seconds = 0.4
    renault.on("GET", "/battery-status", Misbehaves(drip))
    started = time.monotonic()
    with pytest.raises(CallTimeoutException):
        zoe.get_battery_status()
    assert time.monotonic() - started < 0.9
    assert len(renault.sent) == 1


def test_further_tries_share_the_time_of_the_call(renault: PlayedRenault, zoe: RenaultVehicle):
    zoe.session.credentials["gigya_jwt"] = jwt()
    zoe.session.transport.call_seconds = 0.5

    def hesitate(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.3)
        GATEWAY.give(handler)

    renault.on("GET", "/battery-status", Misbehaves(hesitate))
    started = time.monotonic()
    with pytest.raises(CallTimeoutException):
        zoe.get_battery_status()
    assert time.monotonic() - started < 0.9


def test_a_reads_own_time_out_is_not_tried_again(renault: PlayedRenault, zoe: RenaultVehicle):
    zoe.session.credentials["gigya_jwt"] = jwt()
    zoe.session.transport.read_seconds = 0.2
    renault.on("GET", "/battery-status", Misbehaves(say_nothing))
    with pytest.raises(CallTimeoutException):
        zoe.get_battery_status()
    assert len(renault.sent) == 1


def test_waiting_for_another_threads_jwt_ends_in_time(renault: PlayedRenault, session: RenaultSession):
    renault.on("POST", "/accounts.getJWT", Misbehaves(say_nothing))

    def ask() -> None:
        with pytest.raises(TransportException):
            session.get_person()

    slow = threading.Thread(target=ask)
    slow.start()
    while not renault.sent:
        time.sleep(0.01)
    session.transport.call_seconds = 0.2
    started = time.monotonic()
    with pytest.raises(CallTimeoutException):
        session.get_account_vehicles(ACCOUNT)
    assert time.monotonic() - started < 0.7
    slow.join()


def test_after_a_late_call_the_next_one_works(renault: PlayedRenault, zoe: RenaultVehicle):
    zoe.session.credentials["gigya_jwt"] = jwt()
    zoe.session.transport.call_seconds = 0.3
    renault.on("GET", "/battery-status", Misbehaves(drip_body), GOOD)
    with pytest.raises(CallTimeoutException):
        zoe.get_battery_status()
    assert zoe.get_battery_status().batteryLevel == 63


@pytest.fixture
def dripped_handshake() -> Iterator[str]:
    """Accepts connections and lets a TLS handshake drip."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"\x16\x03\x03\x20\x00")
                for _ in range(40):
                    connection.sendall(b"\x02")
                    time.sleep(0.05)
        except OSError:
            pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()
    thread.join()


def test_a_dripped_handshake_ends_in_time(session: RenaultSession, dripped_handshake: str):
    session.credentials["kamereon-root-url"] = dripped_handshake
    session.credentials["gigya_jwt"] = jwt()
    session.transport.call_seconds = 0.4
    started = time.monotonic()
    with pytest.raises(CallTimeoutException):
        session.get_account_vehicles(ACCOUNT)
    assert time.monotonic() - started < 0.9


def test_a_slow_look_up_of_the_host_ends_in_time(session: RenaultSession, monkeypatch: pytest.MonkeyPatch):
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: release.wait(5) or [])
    session.credentials["kamereon-root-url"] = "https://slow.example.org"
    session.credentials["gigya_jwt"] = jwt()
    session.transport.call_seconds = 0.3
    started = time.monotonic()
    with pytest.raises(CallTimeoutException):
        session.get_account_vehicles(ACCOUNT)
    assert time.monotonic() - started < 0.8
    release.set()


def test_an_unknown_host_is_our_failure(session: RenaultSession, monkeypatch: pytest.MonkeyPatch):
    def unknown(*_: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    session.credentials["kamereon-root-url"] = "https://nowhere.example.org"
    session.credentials["gigya_jwt"] = jwt()
    with pytest.raises(TransportException):
        session.get_account_vehicles(ACCOUNT)


@pytest.mark.parametrize("size", [2_000_001, 5_000_000])
def test_an_answer_over_two_megabytes_is_refused(renault: PlayedRenault, zoe: RenaultVehicle, size: int):
    renault.on("GET", "/battery-status", Answer(b'{"a": "' + b"x" * size))
    with pytest.raises(TransportException, match="2 MB"):
        zoe.get_battery_status()


def test_a_packed_answer_is_measured_unpacked(renault: PlayedRenault, zoe: RenaultVehicle):
    bomb = gzip.compress(b" " * 50_000_000)
    renault.on("GET", "/battery-status", Answer(bomb, headers=[("Content-Encoding", "gzip")]))
    with pytest.raises(TransportException, match="2 MB"):
        zoe.get_battery_status()


def test_a_packed_answer_is_read(renault: PlayedRenault, zoe: RenaultVehicle):
    packed = gzip.compress(b'{"data": {"attributes": {"batteryLevel": 63}}}')
    renault.on("GET", "/battery-status", Answer(packed, headers=[("Content-Encoding", "gzip")]))
    assert zoe.get_battery_status().batteryLevel == 63


def test_an_answer_that_lies_about_its_packing_is_our_failure(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("GET", "/battery-status", Answer(b"{}", headers=[("Content-Encoding", "gzip")]))
    with pytest.raises(TransportException):
        zoe.get_battery_status()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_refused(renault: PlayedRenault, zoe: RenaultVehicle, status: int):
    elsewhere = [("Location", f"{renault.url}/elsewhere")]
    renault.on("GET", "/battery-status", Answer(b"x" * 100, status, elsewhere))
    with pytest.raises(HttpStatusException):
        zoe.get_battery_status()
    assert not renault.sent_to("/elsewhere")


def test_cookies_are_not_kept(renault: PlayedRenault, zoe: RenaultVehicle, websession: requests.Session):
    renault.on("GET", "/battery-status", Answer(GOOD, headers=[("Set-Cookie", "tracker=1; Path=/")]))
    zoe.get_battery_status()
    zoe.get_battery_status()
    assert "Cookie" not in renault.sent[-1].headers
    assert not websession.cookies


@pytest.mark.parametrize(
    "fault",
    [
        requests.exceptions.SSLError("certificate verify failed"),
        requests.exceptions.ConnectTimeout("slow"),
        requests.exceptions.ProxyError("proxy"),
        ConnectionResetError(104, "reset"),
        requests.exceptions.InvalidURL("odd"),
        ValueError("anything"),
    ],
)
def test_faults_that_no_server_can_play_are_ours_too(zoe: RenaultVehicle, fault: Exception):
    zoe.session.credentials["gigya_jwt"] = jwt()
    with responses.RequestsMock() as mock:
        mock.get(re.compile(r".*/battery-status"), body=fault)
        with pytest.raises(TransportException) as caught:
            zoe.get_battery_status()
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_a_wrong_address_is_our_failure(session: RenaultSession):
    session.credentials["kamereon-root-url"] = "not a url"
    session.credentials["gigya_jwt"] = jwt()
    with pytest.raises(TransportException):
        session.get_account_vehicles(ACCOUNT)


def test_an_adapter_of_the_callers_own_is_left_alone(session: RenaultSession, websession: requests.Session):
    class Own(requests.adapters.HTTPAdapter):
        pass

    own = Own()
    websession.mount("http://", own)
    session.credentials["gigya_jwt"] = jwt()
    with pytest.raises(Exception, match=r"notFound"):
        session.get_account_vehicles(ACCOUNT)
    assert websession.get_adapter("http://x") is own


def test_one_watcher_serves_all_calls(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("GET", "/battery-status", GOOD)
    for _ in range(20):
        zoe.get_battery_status()
    names = [thread.name for thread in threading.enumerate()]
    assert names.count("renault-deadlines") == 1
