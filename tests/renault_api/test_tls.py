"""The deadline reaches through TLS."""

import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from vehicles.renault_api import CallTimeoutException, RenaultSession, TransportException

from .played import ACCOUNT, jwt

x509 = pytest.importorskip("cryptography.x509")
ec = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ec")
hashes = pytest.importorskip("cryptography.hazmat.primitives.hashes")
serialization = pytest.importorskip("cryptography.hazmat.primitives.serialization")

HEAD = b"HTTP/1.1 200 OK\r\n"
GOOD = HEAD + b'Content-Length: 20\r\n\r\n{"vehicleLinks": []}'

Talk = Callable[[ssl.SSLSocket], None]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "played")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        built.public_bytes(encoding)
        + key.private_bytes(
            encoding,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def play(
    certificate: Path,
    session: RenaultSession,
    websession: requests.Session,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[Talk], None]]:
    """Lets a TLS server talk as it likes to one client."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):  # they would go before the session's own
        monkeypatch.delenv(name, raising=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))
    session.credentials["kamereon-root-url"] = f"https://127.0.0.1:{listener.getsockname()[1]}"
    session.credentials["gigya_jwt"] = jwt()
    websession.verify = str(certificate)
    threads = []

    def serve(talk: Talk) -> None:
        try:
            connection, _ = listener.accept()
            with connection, context.wrap_socket(connection, server_side=True) as tls:
                tls.recv(65536)
                talk(tls)
        except OSError:
            pass

    def start(talk: Talk) -> None:
        threads.append(threading.Thread(target=serve, args=(talk,), daemon=True))
        threads[-1].start()

    yield start
    listener.close()
    for thread in threads:
        thread.join()


def test_an_answer_comes_through_tls(session: RenaultSession, play: Callable[[Talk], None]):
    play(lambda tls: tls.sendall(GOOD))
    assert session.get_account_vehicles(ACCOUNT).vehicleLinks == []


@pytest.mark.parametrize("head", [HEAD, HEAD + b"Content-Length: 900\r\n\r\n"])
def test_a_drip_within_tls_ends_in_time(session: RenaultSession, play: Callable[[Talk], None], head: bytes):
    def drip(tls: ssl.SSLSocket) -> None:
        tls.sendall(head)
        for _ in range(40):
            tls.sendall(b"x")
            time.sleep(0.05)

    play(drip)
    session.transport.call_seconds = 0.4
    started = time.monotonic()
    with pytest.raises(CallTimeoutException):
        session.get_account_vehicles(ACCOUNT)
    assert time.monotonic() - started < 0.9


def test_a_certificate_that_nobody_vouches_for_is_refused(
    session: RenaultSession, websession: requests.Session, play: Callable[[Talk], None]
):
    websession.verify = True
    session.transport.retry_pauses = ()
    play(lambda tls: tls.sendall(GOOD))
    with pytest.raises(TransportException, match="SSL"):
        session.get_account_vehicles(ACCOUNT)
