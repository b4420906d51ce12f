"""Signing in: a login token, perhaps through a second factor, and from it a JWT for every request."""

import threading
from collections.abc import Mapping
from typing import Any

from .credentials import GMID, JWT, LOGIN_TOKEN, PERSON_ID, UCID, Credential, CredentialStore, JWTCredential
from .deadline import Call
from .exceptions import (
    InvalidInputError,
    NotAuthenticatedException,
    PendingTwoFactorAuthenticationException,
    RenaultException,
)
from .gigya import Gigya, GigyaTfaEmail, LoginTokenRefused
from .servers import Servers
from .transport import Transport

_DEVICE = {"gmid": GMID, "ucid": UCID}
_OF_A_LOGIN = (LOGIN_TOKEN, PERSON_ID, JWT)


class SignIn:
    """Holds the challenge that is open, if any, and lets one thread at a time fetch a JWT."""

    def __init__(self, transport: Transport, servers: Servers, store: CredentialStore) -> None:
        self._transport = transport
        self._servers = servers
        self._store = store
        self._jwt_lock = threading.Lock()
        self._challenge: dict[str, str] | None = None

    @property
    def _gigya(self) -> Gigya:
        return Gigya(self._transport, self._servers.get("gigya-root-url"), self._servers.get("gigya-api-key"))

    # A login

    def login(self, login_id: str, password: str) -> None:
        """Replace the login; a needed second factor opens a challenge and raises."""
        self._store.clear_keys(_OF_A_LOGIN)
        self._challenge = None
        try:
            token = self._gigya.login(login_id, password, self.device_ids)
        except PendingTwoFactorAuthenticationException as error:
            self._challenge = {"login_id": login_id, "password": password, "reg_token": error.reg_token}
            raise
        self.set_login_token(token)

    def set_login_token(self, login_token: str) -> None:
        self._store.clear_keys(_OF_A_LOGIN)
        self._store[LOGIN_TOKEN] = Credential(login_token)

    def _need_login_token(self) -> str:
        token = self._store.get_value(LOGIN_TOKEN)
        if not token:
            raise NotAuthenticatedException("Nobody is signed in: there is no login token.")
        return token

    def get_person_id(self) -> str:
        person_id = self._store.get_value(PERSON_ID)
        if not person_id:
            token = self._need_login_token()
            person_id = self._gigya.get_person_id(token)
            if self._store.get_value(LOGIN_TOKEN) == token:
                self._store[PERSON_ID] = Credential(person_id)
        return person_id

    def get_jwt(self, call: Call, *, refused: str | None = None) -> str:
        """Return a JWT other than the refused one; a fresh one is asked for by one thread only."""
        jwt = self._store.get_value(JWT)
        if jwt and jwt != refused:
            return jwt
        token = self._need_login_token()
        with call.holding(self._jwt_lock):
            return self._get_jwt_alone(token, refused)

    def _get_jwt_alone(self, token: str, refused: str | None) -> str:
        try:
            jwt = self._store.get_value(JWT)
            if not jwt or jwt == refused:
                jwt = self._gigya.get_jwt(token)
                if self._store.get_value(LOGIN_TOKEN) == token:  # nobody else has signed in meanwhile
                    self._store[JWT] = JWTCredential(jwt)
            return jwt
        except LoginTokenRefused:
            if self._store.get_value(LOGIN_TOKEN) == token:  # not one that was set meanwhile
                self._store.clear_keys(_OF_A_LOGIN)
            raise

    # The second factor

    @property
    def device_ids(self) -> dict[str, str]:
        found = {name: self._store.get_value(key) for name, key in _DEVICE.items()}
        return {name: value for name, value in found.items() if value}

    def set_device_ids(self, device_ids: Mapping[str, str]) -> None:
        for name, key in _DEVICE.items():
            value = device_ids.get(name)
            if not isinstance(value, str) or not value:
                raise InvalidInputError("Device ids have a gmid and a ucid.")
            self._store[key] = Credential(value)

    @property
    def pending_challenge(self) -> dict[str, Any] | None:
        return None if self._challenge is None else {**self._challenge, "device_ids": self.device_ids}

    def restore_challenge(self, data: Mapping[str, Any]) -> None:
        challenge = dict(data) if isinstance(data, Mapping) else {}
        device_ids = challenge.pop("device_ids", None)
        texts = all(isinstance(value, str) for value in challenge.values())
        if not texts or not {"login_id", "password", "reg_token"} <= challenge.keys():
            raise InvalidInputError("This is no challenge.")
        if device_ids:
            self.set_device_ids(device_ids)
        self._challenge = challenge

    def _open_challenge(self) -> dict[str, str]:
        """Return the challenge, begun at Gigya if it was not yet; raises RenaultException without one."""
        challenge = self._need_challenge()
        if len(self.device_ids) < len(_DEVICE):
            self.set_device_ids(self._gigya.new_device())
        if "assertion" not in challenge:
            challenge["assertion"] = self._gigya.start_challenge(challenge["reg_token"], self.device_ids)
        return challenge

    def _need_challenge(self) -> dict[str, str]:
        if self._challenge is None:
            raise RenaultException("No second factor is awaited; sign in first.")
        return self._challenge

    def get_emails(self) -> list[GigyaTfaEmail]:
        challenge = self._open_challenge()
        return self._gigya.get_emails(challenge["assertion"], self.device_ids)

    def request_code(self, email_id: str | None) -> None:
        challenge = self._open_challenge()
        if email_id is None:
            ids = [email.id for email in self.get_emails() if email.id]
            if len(ids) != 1:
                raise RenaultException("Renault has not exactly one address of yours: choose one.")
            email_id = ids[0]
        challenge["phv_token"] = self._gigya.send_code(
            challenge["assertion"], email_id, self._servers.language, self.device_ids
        )
        challenge.pop("proof", None)

    def complete(self, code: str, *, remember_device: bool) -> None:
        challenge = self._need_challenge()
        if "phv_token" not in challenge:
            raise RenaultException("No code was asked for yet.")
        challenge = self._open_challenge()
        assertion, device = challenge["assertion"], self.device_ids
        if "proof" not in challenge:  # there already if only what follows had failed
            challenge["proof"] = self._gigya.verify_code(assertion, challenge["phv_token"], code, device)
        self._gigya.finish_challenge(
            assertion, challenge["proof"], challenge["reg_token"], device, remember=remember_device
        )
        self.login(challenge["login_id"], challenge["password"])
