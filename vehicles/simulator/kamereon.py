"""The played Kamereon: who may ask, which path means what, and what is refused."""

import re
from collections.abc import Callable
from typing import Any

from . import errors
from .calls import Calls
from .exchange import Answer, Request
from .faults import Faults
from .garage import Garage
from .people import Account, Login
from .tokens import Tokens

_PERSON = re.compile(r"/commerce/v1/persons/([^/]+)")
_ACCOUNT = re.compile(r"/commerce/v1/accounts/([^/]+)/(.+)")
_LINK = re.compile(r"vehicles(?:/([^/]+)/(details|contracts))?")
_CAR = re.compile(
    r"kamereon/(?:(kca)/car-adapter/v(\d)/cars|(kcm)/v(\d)/vehicles|vehicles)/([^/]+)(?:/(.+))?"
)


class Kamereon:
    """Answers `/commerce/…` out of a garage; `calls` counts what each login asked."""

    def __init__(self, garage: Garage, tokens: Tokens, faults: Faults, calls: Calls) -> None:
        self._garage = garage
        self._tokens = tokens
        self._faults = faults
        self._calls = calls

    def login_of(self, request: Request) -> str | None:
        """Return the e-mail that a request's JWT stands for, None without a valid one."""
        return self._tokens.login_of_jwt(request.headers.get("x-gigya-id-token", ""))

    def answer(self, request: Request) -> Answer:
        email = self.login_of(request)
        login = self._garage.logins.get(email or "")
        if login is None or not request.headers.get("apikey"):
            return errors.unauthorized()
        if not request.query.get("country"):
            return errors.invalid_input("missing country", "/query/country", "must be given")
        now = self._garage.now()
        limit = self._faults.quota(login.email)
        if limit is not None and self._calls.in_last_hour(login.email, now) >= limit:
            return errors.over_quota()
        self._calls.count(login.email, now)
        return self._route(request, login)

    def _route(self, request: Request, login: Login) -> Answer:
        if found := _PERSON.fullmatch(request.path):
            return self._person(login) if found[1] == login.person_id else errors.forbidden()
        found = _ACCOUNT.fullmatch(request.path)
        if not found:
            return errors.no_such_address()
        account = next((a for a in login.accounts if a.id == found[1]), None)
        if account is None:
            return errors.forbidden()
        if link := _LINK.fullmatch(found[2]):
            return self._commerce(request, account, login, link[1], link[2])
        if car := _CAR.fullmatch(found[2]):
            adapter = f"{car[1]}{car[2]}" if car[1] else f"{car[3]}{car[4]}" if car[3] else "plain"
            return self._car(request, account, adapter, car[5], car[6] or "")
        return errors.no_such_address()

    def _person(self, login: Login) -> Answer:
        return Answer(
            200,
            {
                "personId": login.person_id,
                "type": "I",
                "country": login.country,
                "firstName": login.first_name,
                "emails": [{"emailType": "MAIN", "emailValue": login.email, "validityFlag": True}],
                "accounts": [
                    {
                        "accountId": account.id,
                        "accountType": account.type,
                        "accountStatus": "ACTIVE",
                        "country": login.country,
                        "personId": login.person_id,
                        "relationType": "OWNER",
                    }
                    for account in login.accounts
                ],
                "locale": login.locale,
            },
        )

    def _commerce(
        self, request: Request, account: Account, login: Login, vin: str | None, what: str | None
    ) -> Answer:
        if vin is None:
            links = [self._link(v, request) for v in account.vins if not self._faults.unlinked(v)]
            body = {"accountId": account.id, "country": login.country, "vehicleLinks": links}
            return Answer(200, body)
        if vin not in account.vins or self._faults.unlinked(vin):
            return errors.unlinked()
        if what == "contracts":
            return self._garage.contracts(vin)
        if self._faults.without_details(vin):
            return errors.not_found()
        return self._garage.details(vin, request.root_url)

    def _link(self, vin: str, request: Request) -> dict[str, Any]:
        link = self._garage.link(vin, request.root_url)
        return {**link, "vehicleDetails": None} if self._faults.without_details(vin) else link

    def _car(self, request: Request, account: Account, adapter: str, vin: str, what: str) -> Answer:
        if vin not in account.vins or self._faults.unlinked(vin):
            return errors.unlinked()
        form = self._faults.privacy(vin)
        if not what:
            return self._garage.adapter(vin, bool(form)) if adapter == "kca2" else errors.not_found()
        if form:
            return _PRIVACY.get(form, errors.privacy_on)()
        if request.method == "GET":
            return self._garage.read(vin, what, adapter, request.query)
        body = request.json()
        if not isinstance(body, dict):
            return errors.invalid_input("body", "/", "must be a JSON object")
        ignore = self._faults.ignores_command(vin)
        return self._garage.act(vin, what, adapter, body, ignore)


_PRIVACY: dict[str, Callable[[], Answer]] = {"on": errors.privacy_on, "403009": errors.privacy_by_code}
