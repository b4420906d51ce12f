"""How allauth behaves here: accounts by invitation only, second factors sealed, what counts as proof."""

import base64
import logging
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .fields import SealBroken, seal, unseal
from .views.attempts import Attempt, forgive
from .views.client_address import client_address

log = logging.getLogger(__name__)

MFA_IDENTITY = "mfa"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth passes it
        return False

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Return how a person proves who they are: an app's code is a second step, never alone."""
        ways = {each["id"]: each for each in super().get_reauthentication_methods(user)}
        passkey = ways.get("mfa_reauthenticate:webauthn")
        if passkey:
            passkey["description"] = _("Use a passkey")
        return [way for way in (ways.get("reauthenticate"), passkey) if way]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before the password is hashed; beyond the limit it is answered with a 429."""
        self._attempt = Attempt(request, credentials.get("email", ""))

    def _rollback_login_failed_rl_usage(self) -> None:
        self._attempt.take_back()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        forgive(request, credentials.get("email", ""))

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A new password ends the wait that failures with the old one brought."""
        super().set_password(user, password)
        forgive(self.request, user.email)  # type: ignore[attr-defined]

    def validation_error(self, code: str, *args: Any) -> Exception:
        """Too many codes are answered like too many passwords."""
        if code == "too_many_login_attempts":
            raise ImmediateHttpResponse(respond_429(self.request))
        return super().validation_error(code, *args)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are sealed with the token keys."""

    def encrypt(self, text: str) -> str:
        return seal(text, identity=MFA_IDENTITY)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; where it does not open, one that nobody knows, so that no code fits it."""
        try:
            return unseal(encrypted_text, identity=MFA_IDENTITY)
        except SealBroken as error:
            log.error("A second factor: %s", error)
            return base64.b32encode(secrets.token_bytes(20)).decode()
