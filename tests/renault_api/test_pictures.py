"""A vehicle's picture comes from Renault's hosts, is not too large, and does not take too long."""

import time
from collections.abc import Iterator

import pytest
import requests
import responses

from vehicles.renault_api import (
    AnswerTooLargeException,
    CallTimeoutException,
    HttpStatusException,
    PictureRefusedError,
    TransportException,
    fetch_picture,
)
from vehicles.renault_api.pictures import PictureTransport

from .played import Answer, Misbehaves, PlayedRenault
from .test_transport import drip_body, hang_up

PNG = b"\x89PNG\r\n\x1a\n and so on"
AT_RENAULT = "https://3dv.renault.com/ImageFromBookmark?configuration=PAVEH%2FX1316&bookmark=EXT_34"


def redirect(to: str, status: int = 302) -> Answer:
    return Answer(b"go there", status, [("Location", to)])


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PictureTransport, "retry_pauses", (0.0, 0.0))


@pytest.fixture
def played(renault: PlayedRenault, monkeypatch: pytest.MonkeyPatch) -> PlayedRenault:
    """The played servers, named in the settings, with a picture."""
    monkeypatch.setenv("RENAULT_KAMEREON_ROOT_URL", renault.url)
    renault.on("GET", "/zoe.png", Answer(PNG))
    return renault


@pytest.fixture
def stranger() -> Iterator[PlayedRenault]:
    """A server on the same machine that the settings do not name."""
    played = PlayedRenault()
    played.on("GET", "/zoe.png", Answer(PNG))
    yield played
    played.close()


def test_a_picture_is_fetched_without_anything_of_ours(
    played: PlayedRenault, websession: requests.Session
) -> None:
    assert fetch_picture(websession, f"{played.url}/zoe.png?size=large") == PNG
    (sent,) = played.sent
    assert sent.query == {"size": "large"}
    assert {"Cookie", "Authorization", "apikey", "x-gigya-id_token"}.isdisjoint(sent.headers)


@responses.activate
def test_renaults_own_hosts_are_asked_over_https(websession: requests.Session) -> None:
    responses.get("https://3dv.renault.com:443/ImageFromBookmark", body=PNG)
    assert fetch_picture(websession, AT_RENAULT) == PNG
    assert "configuration=PAVEH%2FX1316&bookmark=EXT_34" in str(responses.calls[0].request.url)


@responses.activate
@pytest.mark.parametrize(
    "url",
    [
        "http://3dv.renault.com/picture.png",
        "http://3dv.renault.com:443/picture.png",
        "https://3dv.renault.com:8443/picture.png",
        "https://3dv.ren\nault.com/picture.png",
        "https://3dv.renault.com/a picture.png",
        "https://3dv.renault.com.example.org/picture.png",
        "https://example.org/3dv.renault.com/picture.png",
        "https://3dv.renault.com@example.org/picture.png",
        "https://example.org\\@3dv.renault.com/picture.png",
        "https://user:word@3dv.renault.com/picture.png",
        "https://3dv.renault.com:port/picture.png",
        "https://3dv.renault.com\r\nHost: example.org/picture.png",
        "https://3dv\u3002renault.com/picture.png",
        "https://[::1/picture.png",
        "https://127.0.0.1/picture.png",
        "http://localhost:8000/picture.png",
        "file:///etc/passwd",
        "ftp://3dv.renault.com/picture.png",
        "//3dv.renault.com/picture.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "***",
        "",
    ],
)
def test_no_other_address_is_asked(url: str, websession: requests.Session) -> None:
    with pytest.raises(PictureRefusedError):
        fetch_picture(websession, url)
    assert len(responses.calls) == 0


def test_servers_on_this_machine_are_asked_only_where_the_settings_name_them(
    played: PlayedRenault, stranger: PlayedRenault, websession: requests.Session
) -> None:
    for url in (f"{stranger.url}/zoe.png", played.url.replace("http:", "https:") + "/zoe.png", AT_RENAULT):
        with pytest.raises(PictureRefusedError):
            fetch_picture(websession, url)
    assert played.sent == stranger.sent == []


def test_a_server_elsewhere_in_the_settings_opens_no_door(
    stranger: PlayedRenault, websession: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RENAULT_KAMEREON_ROOT_URL", "http://example.org")
    for url in ("http://example.org/zoe.png", f"{stranger.url}/zoe.png"):
        with pytest.raises(PictureRefusedError):
            fetch_picture(websession, url)
    assert stranger.sent == []


def test_a_redirect_to_a_foreign_host_is_not_followed(
    played: PlayedRenault, stranger: PlayedRenault, websession: requests.Session
) -> None:
    played.on("GET", "/moved.png", redirect(f"{stranger.url}/zoe.png"))
    with pytest.raises(PictureRefusedError):
        fetch_picture(websession, f"{played.url}/moved.png")
    assert stranger.sent == []


@responses.activate
def test_a_redirect_from_renault_is_checked_in_the_same_way(websession: requests.Session) -> None:
    here = "https://3dv.renault.com:443/ImageFromBookmark"
    responses.get(here, status=302, headers={"Location": "https://3dv2.renault.com/a.png"})
    responses.get("https://3dv2.renault.com:443/a.png", status=302, headers={"Location": "http://10.0.0.1/"})
    with pytest.raises(PictureRefusedError):
        fetch_picture(websession, AT_RENAULT)
    assert [call.request.url for call in responses.calls][1:] == ["https://3dv2.renault.com:443/a.png"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_within_the_same_server_is_followed(
    status: int, played: PlayedRenault, websession: requests.Session
) -> None:
    played.on("GET", "/moved.png", redirect("zoe.png", status))
    assert fetch_picture(websession, f"{played.url}/moved.png") == PNG


def test_three_redirects_are_followed_and_a_fourth_is_not(
    played: PlayedRenault, websession: requests.Session
) -> None:
    for step in range(4):
        played.on("GET", f"/{step}.png", redirect(f"/{step + 1}.png"))
    played.on("GET", "/4.png", Answer(PNG))
    assert fetch_picture(websession, f"{played.url}/1.png") == PNG
    with pytest.raises(PictureRefusedError):
        fetch_picture(websession, f"{played.url}/0.png")


def test_a_redirect_to_nowhere_is_a_failure(played: PlayedRenault, websession: requests.Session) -> None:
    played.on("GET", "/lost.png", Answer(b"", 302))
    with pytest.raises(HttpStatusException):
        fetch_picture(websession, f"{played.url}/lost.png")
    played.on("GET", "/odd.png", redirect("https://[half"))
    with pytest.raises(PictureRefusedError):
        fetch_picture(websession, f"{played.url}/odd.png")


def test_two_megabytes_are_read_and_no_more(played: PlayedRenault, websession: requests.Session) -> None:
    played.on("GET", "/large.png", Answer(PNG.ljust(2_000_000, b"\0")))
    assert len(fetch_picture(websession, f"{played.url}/large.png")) == 2_000_000
    played.on("GET", "/larger.png", Answer(PNG.ljust(2_000_001, b"\0")))
    with pytest.raises(AnswerTooLargeException):
        fetch_picture(websession, f"{played.url}/larger.png")


def test_reading_stops_at_the_limit(played: PlayedRenault, websession: requests.Session) -> None:
    taken = []

    def pour(handler: object) -> None:
        connection = handler.connection  # type: ignore[attr-defined]
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(400):
            connection.sendall(b"\0" * 100_000)
            taken.append(100_000)

    played.on("GET", "/endless.png", Misbehaves(pour))
    with pytest.raises(AnswerTooLargeException):
        fetch_picture(websession, f"{played.url}/endless.png")
    websession.close()
    assert sum(taken) < 30_000_000  # two megabytes, and what the sockets hold


def test_a_dripped_picture_ends_at_the_deadline(
    played: PlayedRenault, websession: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PictureTransport, "call_seconds", 0.4)
    played.on("GET", "/dripped.png", Misbehaves(drip_body))
    began = time.monotonic()
    with pytest.raises(CallTimeoutException):
        fetch_picture(websession, f"{played.url}/dripped.png")
    assert time.monotonic() - began < 2


def test_redirects_share_one_deadline(
    played: PlayedRenault, websession: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PictureTransport, "call_seconds", 0.5)

    def slow_redirect(handler: object) -> None:
        time.sleep(0.3)
        head = b"HTTP/1.1 302 Found\r\nLocation: /slow.png\r\nContent-Length: 0\r\n\r\n"
        handler.connection.sendall(head)  # type: ignore[attr-defined]

    played.on("GET", "/slow.png", Misbehaves(slow_redirect))
    with pytest.raises(CallTimeoutException):
        fetch_picture(websession, f"{played.url}/slow.png")


def test_other_failures_are_ours_too(played: PlayedRenault, websession: requests.Session) -> None:
    for path, failure in {"gone.png": Answer(b"", 404), "broken.png": Misbehaves(hang_up)}.items():
        played.on("GET", path, failure)
        with pytest.raises(TransportException):
            fetch_picture(websession, f"{played.url}/{path}")
