"""Where the web server listens, and what people are told to open."""

import socket
from collections.abc import Iterator

import pytest

from vehicles.supervision import address
from vehicles.supervision.address import Address, PortInUse


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_busy_port_is_explained_in_one_line(busy_port: int) -> None:
    with pytest.raises(PortInUse, match=rf"^Port {busy_port} is in use: .* PORT={busy_port + 1}$"):
        Address("127.0.0.1", busy_port).check_free()


def test_a_port_that_was_let_go_is_free(busy_port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    Address("127.0.0.1", port).check_free()


def test_a_host_that_is_not_this_machine_is_explained() -> None:
    with pytest.raises(PortInUse, match=r"^HOST=192\.0\.2\.7 is not an address of this machine"):
        Address("192.0.2.7", 8000).check_free()


def test_listening_here_only_gives_one_address() -> None:
    assert Address("127.0.0.1", 8000).urls() == ["http://127.0.0.1:8000/"]


def test_an_ipv6_address_is_put_in_brackets() -> None:
    assert Address("::1", 8000).urls() == ["http://[::1]:8000/"]
    assert Address("::1", 8000).bind == "[::1]:8000"


def test_listening_everywhere_tells_the_address_in_the_household(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "lan_address", lambda: "192.168.1.20")
    assert Address("0.0.0.0", 8000).urls() == ["http://localhost:8000/", "http://192.168.1.20:8000/"]


def test_a_machine_without_a_network_is_still_reached_as_localhost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "_ELSEWHERE", ("127.0.0.1", 9))
    assert address.lan_address() is None
    assert Address("0.0.0.0", 8000).urls() == ["http://localhost:8000/"]
