"""The headers that every answer carries."""

import pytest
from django.test import Client

from tests.views.conftest import Cast
from vehicles.views.headers import CONTENT_SECURITY_POLICY


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
