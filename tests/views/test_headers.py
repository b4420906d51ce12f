"""The headers that every answer carries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.views.conftest import Cast
from vehicles.views.headers import CONTENT_SECURITY_POLICY, HEADERS


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/accounts/login/",
        "/accounts/signup/",
        "/nowhere/",
        "/household/",
        "/static/vehicles/css/app.css",
        "/you/",
    ],
)
def test_every_answer_carries_the_strict_policy(cast: Cast, address: str) -> None:
    for client in (Client(), cast.client(cast.viewer)):
        response = client.head(address)
        assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Referrer-Policy"] == "same-origin"


def test_the_policy_is_as_strict_as_promised() -> None:
    assert CONTENT_SECURITY_POLICY == (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def test_private_pages_are_kept_by_no_cache(cast: Cast) -> None:
    for address in ("/", "/household/", "/you/", f"/vehicles/{cast.zoe.pk}/"):
        assert "no-store" in cast.client(cast.owner).get(address)["Cache-Control"]


def test_an_error_page_carries_them_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("st2.secret")

    monkeypatch.setattr("vehicles.views.garage._page", broken)
    client = cast.client(cast.owner)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "st2.secret" not in response.content.decode()


def has_them_all(response: HttpResponse) -> bool:
    assert {name: response[name] for name in HEADERS} == HEADERS
    return "no-store" in response["Cache-Control"]


def bad_host(client: Client, cast: Cast) -> Any:
    return client.get("/", HTTP_HOST="evil.example.com")


def no_csrf_token(client: Client, cast: Cast) -> Any:
    strict = Client(enforce_csrf_checks=True)
    return strict.post("/accounts/login/", {"login": "a@example.com", "password": "x"})


def not_an_owner(client: Client, cast: Cast) -> Any:
    return client.get(reverse("invite"))


def nowhere(client: Client, cast: Cast) -> Any:
    return client.get("/nowhere/")


def no_such_file(client: Client, cast: Cast) -> Any:
    return client.get("/static/no/such.css")


def wrong_method(client: Client, cast: Cast) -> Any:
    return client.get(reverse("leave"))


def too_many_tries(client: Client, cast: Cast) -> Any:
    for _ in range(21):
        response = Client().post("/accounts/login/", {"login": "a@example.com", "password": "x"})
    return response


def a_crash(client: Client, cast: Cast) -> Any:
    client.raise_request_exception = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vehicles.views.garage._page", lambda *_: 1 / 0)
        return client.get("/")


def a_crash_in_the_middle(client: Client, cast: Cast) -> Any:
    client.raise_request_exception = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vehicles.views.access._membership", lambda *_: 1 / 0)
        return client.get("/")


def a_bad_token(client: Client, cast: Cast) -> Any:
    return Client(headers={"Authorization": "Bearer x"}).get("/")


@pytest.mark.parametrize(
    ("provoke", "status"),
    [
        (bad_host, 400),
        (a_bad_token, 401),
        (no_csrf_token, 403),
        (not_an_owner, 403),
        (nowhere, 404),
        (no_such_file, 404),
        (wrong_method, 405),
        (too_many_tries, 429),
        (a_crash, 500),
        (a_crash_in_the_middle, 500),
    ],
)
def test_every_refusal_carries_every_header(
    cast: Cast, provoke: Callable[[Client, Cast], Any], status: int
) -> None:
    response = provoke(cast.client(cast.viewer), cast)
    assert response.status_code == status
    assert has_them_all(response)


def test_behind_https_what_comes_by_http_is_led_or_refused_with_them_too(cast: Cast, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    led, refused = Client().get("/"), Client().get("/", HTTP_HOST="evil.example.com")
    assert (led.status_code, led["Location"]) == (301, "https://testserver/")
    assert refused.status_code == 400
    assert has_them_all(led)
    assert has_them_all(refused)


@pytest.mark.parametrize("name", ["you", "vehicle-controls", "account_login"])
def test_a_file_is_refused_wherever_it_is_sent(cast: Cast, name: str) -> None:
    client = Client() if name == "account_login" else cast.client(cast.owner)
    address = reverse(name, args=[cast.zoe.pk] if name.startswith("vehicle") else [])
    response = client.post(address, {"name": "x", "photo": SimpleUploadedFile("x.png", b"x")})
    assert response.status_code == 400
    assert has_them_all(response)
