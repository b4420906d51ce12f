"""The store of what a login holds."""

import time

import pytest

from vehicles.renault_api import Credential, CredentialStore, JWTCredential

from .played import jwt


def test_clearing_keeps_the_servers():
    store = CredentialStore()
    for name in ("locale", "country", "gigya-root-url", "gigya-api-key", "gigya_login_token", "gigya_gmid"):
        store[name] = Credential("x")
    store.clear()
    assert sorted(store) == ["country", "gigya-api-key", "gigya-root-url", "locale"]


def test_named_credentials_are_forgotten():
    store = CredentialStore()
    store["gigya_gmid"] = Credential("x")
    store.clear_keys(["gigya_gmid", "never there"])
    assert len(store) == 0
    assert store.get("gigya_gmid") is None


def test_a_jwt_knows_when_it_expires():
    assert not JWTCredential(jwt(120)).has_expired()
    assert JWTCredential(jwt(30)).has_expired()
    assert JWTCredential(jwt(900)).expires_at == pytest.approx(time.time() + 900, abs=2)


@pytest.mark.parametrize("value", ["no-jwt", "a.b.c", "e30.e30.x", "a.eyJleHAiOiAiTmFOIn0.c", "a.W10.c"])
def test_a_jwt_that_cannot_be_read_lives_its_usual_time(value: str):
    assert JWTCredential(value).expires_at == pytest.approx(time.time() + 900, abs=2)


def test_an_expired_jwt_has_no_value():
    store = CredentialStore()
    store["gigya_jwt"] = jwt(10)
    assert isinstance(store["gigya_jwt"], JWTCredential)
    assert store.get_value("gigya_jwt") is None
    store["gigya_jwt"] = Credential(jwt(500))
    assert isinstance(store["gigya_jwt"], JWTCredential)
    assert store.get_value("gigya_jwt") is not None


def test_only_texts_are_credentials():
    with pytest.raises(TypeError):
        CredentialStore()["gigya_login_token"] = 3
