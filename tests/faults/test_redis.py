"""Redis, which counts failed sign-ins where REDIS_URL says so, dies and comes back."""

import re
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from django.test import Client

from tests import builders
from tests.faults import oracle
from tests.faults.home import Home, eventually, words_of
from tests.redis_server import RedisServer, lacking, running
from vehicles.models import CachedValue, Installation
from vehicles.rules.budget import CALLS_PER_HOUR

Measured = Callable[..., None]
AN_HOUR_A_SECOND = 3600
MOST_FAILURES = 20
GONE, BACK = "Redis does not answer", "Redis answers again"


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A server that this test alone uses, and may kill."""
    if reason := lacking():
        pytest.skip(reason)
    with running() as server:
        yield server


class Web:
    """The site as browsers see it, served by `manage.py run`."""

    def __init__(self, home: Home, redis: RedisServer) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{port}"
        self.log = home.folder / "log"
        home.program("run", log=self.log, REDIS_URL=redis.url, PORT=port)
        eventually(self._lives, "the site answers", seconds=90)
        signed_in = Client()
        signed_in.force_login(home.owner, backend="allauth.account.auth_backends.AuthenticationBackend")
        self._cookies = {"sessionid": signed_in.cookies["sessionid"].value}

    def _lives(self) -> bool:
        try:
            return requests.get(f"{self.url}/live", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def ready(self) -> dict[str, Any]:
        answer = requests.get(f"{self.url}/ready", timeout=30)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def page(self, path: str) -> str:
        """Return the words of a page, for somebody who is signed in."""
        answer = requests.get(self.url + path, cookies=self._cookies, timeout=30)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return words_of(answer.text)

    def sign_in(self, email: str, password: str) -> int:
        """Sign in with a browser that was never here before; return the status of the answer."""
        address = f"{self.url}/accounts/login/"
        with requests.Session() as browser:
            form = browser.get(address, timeout=30).text
            token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[0]
            fields = {"login": email, "password": password, "csrfmiddlewaretoken": token}
            return browser.post(address, fields, allow_redirects=False, timeout=30).status_code

    def said(self, words: str) -> int:
        return self.log.read_text().count(words)


@pytest.mark.fault("redis_gone")
def test_redis_is_gone_and_comes_back(
    home: Home, redis: RedisServer, measured: Measured, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]  # as the real site has
    home.owner.set_password(builders.PASSWORD)
    home.owner.save()
    Installation.objects.update(installer=home.owner)
    home.live_faster(AN_HOUR_A_SECOND)
    web = Web(home, redis)
    email = home.owner.email
    assert web.ready() == {"status": "ok", "redis": "ok"}
    assert web.sign_in(email, "not the password") == 200
    assert not CachedValue.objects.exists()

    redis.kill()
    gone_at, asked = home.now(), home.witness.questions()
    assert web.sign_in(email, builders.PASSWORD) == 302
    tries = [web.sign_in(email, "not the password") for _ in range(MOST_FAILURES + 1)]
    assert tries == [200] * MOST_FAILURES + [429]
    assert web.sign_in(email, builders.PASSWORD) == 429
    assert web.ready() == {"status": "ok", "redis": "does not answer"}
    assert "State of charge" in web.page("/")
    words = "Redis does not answer. Until it does, the database counts them."
    assert words in web.page("/installation/")
    eventually(lambda: home.busy() and home.answered_since(gone_at), "every car is read", seconds=90)
    assert home.witness.questions() > asked
    assert (web.said(GONE), web.said(BACK)) == (1, 0)

    redis.start()
    eventually(lambda: web.ready()["redis"] == "ok", "Redis is asked again")
    assert web.sign_in(email, builders.PASSWORD) == 302
    assert "Redis counts them." in web.page("/installation/")
    assert (web.said(GONE), web.said(BACK)) == (1, 1)
    home.stop_programs()
    assert home.witness.busiest_hour(home.login.email) <= CALLS_PER_HOUR
    oracle.assert_nothing_doubled(home.witness)
    measured(words, None, "the polls go on")
