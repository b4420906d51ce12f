"""A played world for each test, and callers that speak to it over real HTTP."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from vehicles.simulator import LOGINS, PASSWORD, Server, World, serve

START = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
BORN = datetime(2026, 2, 20, tzinfo=UTC)

ZOE_40, ZOE_50, RENAULT_5 = "VF1PLAYEDZE400001", "VF1PLAYEDZE500002", "VF1PLAYEDR5500003"
MEGANE, SPRING = "VF1PLAYEDME600004", "UU1PLAYEDSP270005"
CAPTUR, AUSTRAL, DUSTER = "VF1PLAYEDCA200006", "VF1PLAYEDAU200007", "UU1PLAYEDDU300008"
OWNER = {vin: (login, account) for login in LOGINS for account in login.accounts for vin in account.vins}


class Caller:
    """Signs in and asks, as an app does."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.web = requests.Session()
        self.jwts: dict[str, str] = {}
        self.tokens: dict[str, str] = {}

    def gigya(self, call: str, **sent: Any) -> dict[str, Any]:
        url = f"{self.server.url}/accounts.{call}"
        if "tfa" in call or call == "webSdkBootstrap":
            answer = self.web.get(url, params={"APIKey": "key", **sent}, timeout=5)
        else:
            answer = self.web.post(url, data={"ApiKey": "key", **sent}, timeout=5)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/javascript")
        return answer.json()

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Sign in with a password, and with a code where one is asked for."""
        answer = self.gigya("login", loginID=email, password=password)
        if answer["errorCode"] == 403101:
            self.pass_challenge(email, answer["regToken"])
            answer = self.gigya("login", loginID=email, password=password)
        self.tokens[email] = answer["sessionInfo"]["cookieValue"]
        self.new_jwt(email)

    def pass_challenge(self, email: str, reg_token: str, temp_device: str = "false") -> None:
        self.gigya("webSdkBootstrap")
        init = self.gigya("tfa.initTFA", regToken=reg_token, provider="gigyaEmail", mode="verify")
        proof = {"gigyaAssertion": init["gigyaAssertion"]}
        emails = self.gigya("tfa.email.getEmails", **proof)["emails"]
        sent = self.gigya("tfa.email.sendVerificationCode", **proof, emailID=emails[0]["id"], lang="fr")
        done = self.gigya(
            "tfa.email.completeVerification",
            **proof,
            phvToken=sent["phvToken"],
            code=self.server.control.code(email),
        )
        self.gigya(
            "tfa.finalizeTFA",
            **proof,
            providerAssertion=done["providerAssertion"],
            regToken=reg_token,
            tempDevice=temp_device,
        )

    def new_jwt(self, email: str) -> None:
        answer = self.gigya("getJWT", login_token=self.tokens[email], expiration="900")
        self.jwts[email] = answer["id_token"]

    def ask(
        self, email: str, path: str, method: str = "GET", json: Any = None, **query: str
    ) -> requests.Response:
        return self.web.request(
            method,
            f"{self.server.url}/commerce/v1{path}",
            params={"country": "FR", **query},
            headers={"apikey": "key", "x-gigya-id_token": self.jwts.get(email, "none")},
            json=json,
            timeout=5,
        )

    def car(
        self, vin: str, path: str, method: str = "GET", json: Any = None, **query: str
    ) -> requests.Response:
        """Ask or tell a car; `path` is what follows `kamereon/` with `{vin}` in it."""
        login, account = OWNER[vin]
        if login.email not in self.jwts:
            self.sign_in(login.email)
        path = f"/accounts/{account.id}/kamereon/{path.replace('{vin}', vin)}"
        return self.ask(login.email, path, method, json, **query)

    def read(self, vin: str, endpoint: str, version: int | None = None, **query: str) -> requests.Response:
        if endpoint.startswith("ev/"):
            return self.car(vin, f"kcm/v1/vehicles/{{vin}}/{endpoint}", **query)
        version = version or (2 if endpoint == "battery-status" else 1)
        return self.car(vin, f"kca/car-adapter/v{version}/cars/{{vin}}/{endpoint}", **query)

    def attributes(self, vin: str, endpoint: str, **query: str) -> dict[str, Any]:
        answer = self.read(vin, endpoint, **query)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        return body if endpoint.startswith("ev/") else body["data"]["attributes"]

    def tell(self, vin: str, path: str, kind: str, **attributes: Any) -> requests.Response:
        adapter = "kcm/v1/vehicles" if path.startswith("charge/") else "kca/car-adapter/v1/cars"
        if path in ("actions/charge-schedule", "actions/hvac-schedule"):
            adapter = "kca/car-adapter/v2/cars"
        body = {"data": {"type": kind, "attributes": attributes}}
        return self.car(vin, f"{adapter}/{{vin}}/{path}", "POST", body)

    def error(self, answer: requests.Response) -> str:
        return answer.json()["errors"][0]["errorCode"]


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(World(7, BORN, START, speed=0)) as running:
        yield running


@pytest.fixture
def caller(server: Server) -> Iterator[Caller]:
    calling = Caller(server)
    yield calling
    calling.web.close()


@pytest.fixture
def at_home(server: Server) -> Callable[[str, float], None]:
    """Return a way to bring the world to an evening at which a car stands plugged in at home."""

    def bring(vin: str, soc: float) -> None:
        world = server.simulator.garage.world  # type: ignore[attr-defined]
        for _ in range(400):
            car = world.car(vin)
            if not car.driving and car.place == "home":
                break
            server.control.advance(900)
        server.control.nudge(vin, soc=soc, plugged=True)

    return bring
