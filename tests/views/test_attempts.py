"""Wrong passwords: counted before anything is hashed, and nobody is locked out by a stranger."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.views.conftest import Cast
from vehicles.models import CachedValue, User

WRONG = "not the password"
SIGN_IN = "/accounts/login/"


def attempt(client: Client, email: str, password: str = WRONG, **headers: Any) -> int:
    return client.post(SIGN_IN, {"login": email, "password": password}, **headers).status_code


def fail(times: int, email: str, address: str = "198.51.100.{}", **headers: Any) -> None:
    """Fail as a stranger; with {} in the address each time from another one."""
    for number in range(times):
        status = attempt(Client(), email, REMOTE_ADDR=address.format(number + 1), **headers)
        assert status == 200


def no_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    def hashed(*_: object, **__: object) -> str:
        raise AssertionError("a password was hashed")

    monkeypatch.setattr(MD5PasswordHasher, "encode", hashed)


def test_the_21st_failure_of_an_address_in_an_hour_is_refused_before_anything_is_hashed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        fail(1, f"somebody{number}@example.com", "198.51.100.7")
    with monkeypatch.context() as patch:
        no_hashing(patch)
        assert attempt(Client(), cast.owner.email, builders.PASSWORD, REMOTE_ADDR="198.51.100.7") == 429
    assert attempt(Client(), cast.owner.email, builders.PASSWORD, REMOTE_ADDR="198.51.100.8") == 302


@pytest.mark.parametrize("known", [True, False], ids=["somebody", "nobody"])
def test_the_21st_failure_for_a_person_in_a_day_is_refused_whether_or_not_there_is_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    email = cast.owner.email if known else "nobody@example.com"
    fail(20, email)
    no_hashing(monkeypatch)
    assert attempt(Client(), email.upper(), builders.PASSWORD, REMOTE_ADDR="203.0.113.1") == 429


def test_the_answer_says_what_to_do_and_carries_no_hint(cast: Cast) -> None:
    fail(20, cast.owner.email)
    response = Client().post(SIGN_IN, {"login": cast.owner.email, "password": WRONG})
    assert "Too many tries" in response.content.decode()
    assert cast.owner.email not in response.content.decode()


def test_right_passwords_are_not_counted(cast: Cast) -> None:
    for _ in range(25):
        assert attempt(Client(), cast.owner.email, builders.PASSWORD) == 302


def test_a_browser_that_was_used_before_is_not_locked_out_by_strangers(cast: Cast) -> None:
    own = Client()
    assert attempt(own, cast.owner.email, builders.PASSWORD) == 302
    own.post("/accounts/logout/")
    fail(20, cast.owner.email, "127.0.0.1")
    assert attempt(Client(), cast.owner.email, builders.PASSWORD) == 429
    assert attempt(own, cast.owner.email, builders.PASSWORD) == 302


def test_a_browser_that_was_used_before_may_not_guess_for_ever_either(cast: Cast) -> None:
    own = Client()
    attempt(own, cast.owner.email, builders.PASSWORD)
    own.post("/accounts/logout/")
    assert [attempt(own, cast.owner.email) for _ in range(21)] == [200] * 20 + [429]


def test_a_browser_counts_as_known_for_its_own_people_only_and_a_made_up_one_for_nobody(cast: Cast) -> None:
    own = Client()
    attempt(own, cast.driver.email, builders.PASSWORD)
    own.post("/accounts/logout/")
    fail(20, cast.owner.email)
    assert attempt(own, cast.owner.email, builders.PASSWORD) == 429
    forged = Client()
    forged.cookies["device"] = own.cookies["device"].value[:-2] + "xx"
    fail(20, cast.driver.email)
    assert attempt(forged, cast.driver.email, builders.PASSWORD, REMOTE_ADDR="203.0.113.9") == 429


def test_a_passkey_is_asked_for_however_many_passwords_were_wrong(cast: Cast) -> None:
    fail(20, cast.owner.email, "127.0.0.1")
    for _ in range(30):
        answer = Client().get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
        assert answer.status_code == 200
        assert "request_options" in answer.json()


def test_the_names_of_the_site_do_not_multiply_the_tries(cast: Cast) -> None:
    for number, host in enumerate(["testserver", "localhost", "127.0.0.1"] * 7):
        status = attempt(Client(), cast.owner.email, HTTP_HOST=host, REMOTE_ADDR=f"198.51.100.{number + 1}")
    assert status == 429


def test_failures_are_kept_outside_of_the_process_and_outlive_it(cast: Cast, settings: Any) -> None:
    fail(20, cast.owner.email)
    assert bool(settings.REDIS_URL) != CachedValue.objects.exists()
    del caches["default"]  # as after a restart
    assert attempt(Client(), cast.owner.email, builders.PASSWORD) == 429


def test_the_password_asked_for_again_is_counted_apart_from_strangers(cast: Cast) -> None:
    owner = cast.client(cast.owner)
    fail(20, cast.owner.email)
    again = [owner.post("/accounts/reauthenticate/", {"password": WRONG}).status_code for _ in range(21)]
    assert again == [200] * 20 + [429]


def test_a_new_password_by_mail_ends_the_wait(cast: Cast) -> None:
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    fail(20, cast.owner.email)
    key = f"{user_pk_to_url_str(cast.owner)}-{default_token_generator.make_token(cast.owner)}"
    client = Client()
    page = client.get(f"/accounts/password/reset/key/{key}/", follow=True)
    new = {"password1": "another long one", "password2": "another long one"}
    assert client.post(page.redirect_chain[-1][0], new).status_code == 302
    assert attempt(Client(), cast.owner.email, "another long one") == 302


def test_wrong_codes_of_a_second_step_end_with_the_same_answer(cast: Cast) -> None:
    TOTP.activate(cast.owner, generate_totp_secret())
    client = Client()
    attempt(client, cast.owner.email, builders.PASSWORD)
    codes = [client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code for _ in range(21)]
    assert codes == [200] * 20 + [429]


@pytest.mark.parametrize(
    ("trusted", "connected", "forwarded", "counted"),
    [
        ([], "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        (["127.0.0.0/8"], "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        (["127.0.0.0/8"], "127.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        (["127.0.0.0/8"], "::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        (["127.0.0.0/8", "10.0.0.0/8"], "127.0.0.1", "192.0.2.66, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (["127.0.0.0/8"], "127.0.0.1", "198.51.100.1, nonsense", "127.0.0.1"),
        (["127.0.0.0/8"], "127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_an_address_is_believed_only_of_a_trusted_proxy(
    rf: Any, settings: Any, trusted: list[str], connected: str, forwarded: str, counted: str
) -> None:
    from vehicles.views.client_address import client_address

    settings.TRUSTED_PROXIES = trusted
    assert client_address(rf.get("/", REMOTE_ADDR=connected, HTTP_X_FORWARDED_FOR=forwarded)) == counted


def test_an_unknown_person_takes_as_many_hashes_as_a_known_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    attempt(Client(), "nobody@example.com")
    nobody = len(hashed)
    attempt(Client(), cast.owner.email)
    assert (nobody, len(hashed) - nobody) == (1, 1)
    assert User.objects.filter(email=cast.owner.email).exists()
