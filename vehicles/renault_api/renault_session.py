"""One login at Renault: it signs in, keeps the JWT fresh, and builds what the servers answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar, overload
from urllib.parse import quote

from .credentials import LOGIN_TOKEN, CredentialStore
from .exceptions import InvalidInputError, RenaultException, UnauthorizedException
from .kamereon.contracts import KamereonVehicleContractsResponse
from .kamereon.details import KamereonVehicleDetailsResponse
from .kamereon.envelope import KamereonResponse, KamereonVehicleDataResponse, attributes_of, open_envelope
from .kamereon.person import KamereonPersonResponse, KamereonVehiclesResponse
from .servers import Servers
from .sign_in import SignIn
from .transport import Reply, Transport

if TYPE_CHECKING:
    import requests

    from .gigya import GigyaTfaEmail

# What the session can read and do without looking at a model's table, by adapter:
# its path, and for an action its version and type.
_ADAPTER_PATHS = {
    "kca": "kamereon/kca/car-adapter/v{version}/cars/{vin}",
    "kcm": "kamereon/kcm/v1/vehicles/{vin}",
}
_READ_VERSION_2 = frozenset(("", "battery-status"))
_ACTIONS = {
    ("kca", "actions/charge-mode"): (1, "ChargeMode"),
    ("kca", "actions/charging-start"): (1, "ChargingStart"),
    ("kca", "actions/hvac-start"): (1, "HvacStart"),
    ("kca", "actions/horn-lights"): (1, "HornLights"),
    ("kca", "actions/refresh-location"): (1, "RefreshLocation"),
    ("kca", "actions/charge-schedule"): (2, "ChargeSchedule"),
    ("kca", "actions/hvac-schedule"): (2, "HvacSchedule"),
    ("kcm", "charge/pause-resume"): (1, "ChargePauseResume"),
    ("kcm", "charge/schedule"): (1, "ChargeSchedule"),
    ("kcm", "charge/start"): (1, "ChargingStart"),
}
_CONTRACT_QUERY = {
    "brand": "RENAULT",
    "connectedServicesContracts": "true",
    "warranty": "true",
    "warrantyMaintenanceContracts": "true",
}
# Under which name a bare list is kept; elsewhere a list is an error.
_LIST_NAMES: Mapping[Any, str] = {
    KamereonResponse: "data",
    KamereonVehicleContractsResponse: "contractList",
}


class _Buildable(Protocol):
    @classmethod
    def from_raw(cls, raw: Mapping[str, Any]) -> Self: ...


_Built = TypeVar("_Built", bound=_Buildable)


class RenaultSession:
    """A login and everything that can be asked with it.

    Every call may raise NotAuthenticatedException, the children of
    TransportException, GigyaException and KamereonException, and nothing foreign.
    Calls may come from several threads. The caller closes the websession.
    """

    def __init__(
        self,
        websession: requests.Session,
        locale: str | None = None,
        country: str | None = None,
        locale_details: Mapping[str, str] | None = None,
        credential_store: CredentialStore | None = None,
    ) -> None:
        self.credentials = CredentialStore() if credential_store is None else credential_store
        self.transport = Transport(websession)
        # Asked before a request to the car server is sent once more by itself; False leaves it at that.
        self.may_repeat: Callable[[], bool] = lambda: True
        self._servers = Servers(
            self.transport, self.credentials, locale=locale, country=country, details=locale_details
        )
        self._sign_in = SignIn(self.transport, self._servers, self.credentials)

    # Signing in

    def login(self, login_id: str, password: str) -> None:
        """Sign in with e-mail and password.

        Raises InvalidCredentialsException, or PendingTwoFactorAuthenticationException
        where a code sent by e-mail is needed.
        """
        with self.transport.call():
            self._sign_in.login(login_id, password)

    @property
    def login_token(self) -> str | None:
        """The login token, to be stored sealed; None while nobody is signed in."""
        return self.credentials.get_value(LOGIN_TOKEN)

    def set_login_token(self, login_token: str) -> None:
        """Sign in with a login token that was kept."""
        self._sign_in.set_login_token(login_token)

    def get_two_factor_auth_emails(self) -> list[GigyaTfaEmail]:
        """Return the addresses that a code can be sent to."""
        with self.transport.call():
            return self._sign_in.get_emails()

    def request_two_factor_auth_code(self, email_id: str | None = None) -> None:
        """Have a code sent; the address may be left out where there is only one."""
        with self.transport.call():
            self._sign_in.request_code(email_id)

    def complete_two_factor_auth(self, code: str, *, remember_device: bool = True) -> None:
        """Sign in with the code; after an InvalidVerificationCodeException another may be tried."""
        with self.transport.call():
            self._sign_in.complete(code, remember_device=remember_device)

    @property
    def device_ids(self) -> dict[str, str]:
        """The ids (`gmid`, `ucid`) of the device that Renault trusts for about 30 days; empty if none."""
        return self._sign_in.device_ids

    def set_device_ids(self, device_ids: Mapping[str, str]) -> None:
        """Go on as the device that was kept; raises InvalidInputError if an id is missing."""
        self._sign_in.set_device_ids(device_ids)

    @property
    def pending_challenge(self) -> dict[str, Any] | None:
        """The challenge that waits for its code, for another process to go on with; None if none does.

        It can be written as JSON and holds the password: seal it before it is kept.
        """
        return self._sign_in.pending_challenge

    def restore_challenge(self, data: Mapping[str, Any]) -> None:
        """Go on with a challenge from `pending_challenge`; raises InvalidInputError if it is none."""
        self._sign_in.restore_challenge(data)

    # Asking

    def get_person(self) -> KamereonPersonResponse:
        """Return the person with their accounts."""
        with self.transport.call() as call:
            self._sign_in.get_jwt(call)
            path = f"/commerce/v1/persons/{_segment(self._sign_in.get_person_id())}"
            return self.http_request("GET", path, schema=KamereonPersonResponse)

    def get_account_vehicles(self, account_id: str) -> KamereonVehiclesResponse:
        """Return the vehicles of an account."""
        path = f"/commerce/v1/accounts/{_segment(account_id)}/vehicles"
        return self.http_request("GET", path, schema=KamereonVehiclesResponse)

    def get_vehicle_details(self, account_id: str, vin: str) -> KamereonVehicleDetailsResponse:
        """Return what a vehicle is."""
        path = f"/commerce/v1/accounts/{_segment(account_id)}/vehicles/{_segment(vin)}/details"
        return self.http_request("GET", path, schema=KamereonVehicleDetailsResponse)

    def get_vehicle_contracts(self, account_id: str, vin: str) -> KamereonVehicleContractsResponse:
        """Return a vehicle's contracts."""
        path = f"/commerce/v1/accounts/{_segment(account_id)}/vehicles/{_segment(vin)}/contracts"
        params = {**_CONTRACT_QUERY, "locale": self._servers.locale}
        return self._ask("GET", path, KamereonVehicleContractsResponse, params=params)

    def get_vehicle_data(
        self,
        account_id: str,
        vin: str,
        endpoint: str,
        params: Mapping[str, str] | None = None,
        *,
        adapter_type: str = "kca",
    ) -> KamereonVehicleDataResponse:
        """Read an endpoint ("" for the vehicle itself) at its usual place, whatever the model."""
        version = 2 if endpoint in _READ_VERSION_2 else 1
        path = _adapter_path(account_id, vin, endpoint, adapter_type, version)
        return self._ask("GET", path, KamereonVehicleDataResponse, params=params)

    def set_vehicle_action(
        self,
        account_id: str,
        vin: str,
        endpoint: str,
        attributes: Mapping[str, Any],
        *,
        adapter_type: str = "kca",
    ) -> KamereonVehicleDataResponse:
        """Send an action at its usual place, whatever the model; raises InvalidInputError if unknown."""
        if (adapter_type, endpoint) not in _ACTIONS:
            raise InvalidInputError(f"There is no action {endpoint} on adapter {adapter_type}.")
        version, kind = _ACTIONS[adapter_type, endpoint]
        path = _adapter_path(account_id, vin, endpoint, adapter_type, version)
        body = {"data": {"type": kind, "attributes": dict(attributes)}}
        return self._ask("POST", path, KamereonVehicleDataResponse, json=body)

    @overload
    def http_request(
        self, method: str, endpoint: str, json: Any = None, *, schema: None = None
    ) -> KamereonResponse: ...
    @overload
    def http_request(
        self, method: str, endpoint: str, json: Any = None, *, schema: type[_Built]
    ) -> _Built: ...
    def http_request(
        self, method: str, endpoint: str, json: Any = None, *, schema: type[Any] | None = None
    ) -> Any:
        """Send any request to the car server; `schema` is the type to build from the answer."""
        return self._ask(method, endpoint, schema or KamereonResponse, json=json)

    def _ask(
        self,
        method: str,
        path: str,
        schema: type[_Built],
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
    ) -> _Built:
        content = self.get_content(
            method, path, params=params, json=json, list_name=_LIST_NAMES.get(schema, "")
        )
        if schema is KamereonVehicleDataResponse:
            attributes_of(content)
        return schema.from_raw(content)

    def get_content(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        list_name: str = "",
    ) -> dict[str, Any]:
        """Return the object in the answer, as decoded.

        A refused JWT proves that nothing was done: then, whatever the method, the
        request is sent once more with a new one.
        """
        query = {"country": self._servers.country, **(params or {})}
        with self.transport.call() as call:
            with _before_sending():
                jwt = self._sign_in.get_jwt(call)
            try:
                return _opened(self._send(method, path, query, json, jwt), list_name)
            except UnauthorizedException:
                if not self.may_repeat():
                    raise
            with _before_sending():
                jwt = self._sign_in.get_jwt(call, refused=jwt)
            return _opened(self._send(method, path, query, json, jwt), list_name)

    def _send(self, method: str, path: str, query: Mapping[str, str], json: Any, jwt: str) -> Reply:
        headers = {
            "apikey": self._servers.get("kamereon-api-key"),
            "x-gigya-id_token": jwt,
            "Content-type": "application/vnd.api+json",
        }
        # The slash keeps a path from becoming part of the host's name.
        url = f"{self._servers.get('kamereon-root-url')}/{path.lstrip('/')}"
        return self.transport.send(
            method.upper(), url, params=query, headers=headers, json=json, may_repeat=self.may_repeat
        )


@contextmanager
def _before_sending() -> Iterator[None]:
    """Mark what goes wrong in here: the request that needs the JWT was not sent, or was turned away."""
    try:
        yield
    except RenaultException as error:
        error.nothing_sent = True
        raise


def _opened(reply: Reply, list_name: str) -> dict[str, Any]:
    return open_envelope(reply.status, reply.body, list_name=list_name)


def _segment(value: str) -> str:
    return quote(value, safe="")


def _adapter_path(account_id: str, vin: str, endpoint: str, adapter_type: str, version: int) -> str:
    if adapter_type not in _ADAPTER_PATHS:
        raise InvalidInputError(f"There is no adapter {adapter_type}.")
    place = _ADAPTER_PATHS[adapter_type].format(version=version, vin=_segment(vin))
    return f"/commerce/v1/accounts/{_segment(account_id)}/{place}" + (f"/{endpoint}" if endpoint else "")
