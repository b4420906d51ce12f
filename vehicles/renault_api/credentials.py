"""What a login holds: its tokens, its device, and the servers it speaks to."""

import base64
import json
import math
import time
from collections.abc import Iterable, Iterator, MutableMapping

LOGIN_TOKEN = "gigya_login_token"  # noqa: S105 - a name, not a token
PERSON_ID = "gigya_person_id"
JWT = "gigya_jwt"
GMID = "gigya_gmid"
UCID = "gigya_ucid"
LOCALE = "locale"
COUNTRY = "country"
SERVER_KEYS = ("gigya-root-url", "gigya-api-key", "kamereon-root-url", "kamereon-api-key")

_KEPT = frozenset((LOCALE, COUNTRY, *SERVER_KEYS))
JWT_SECONDS = 900
_SKEW_SECONDS = 60


class Credential:
    """A value that never shows in a text about it."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value

    def has_expired(self) -> bool:
        """Return whether the value is of no use any more."""
        return False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Credential) and other.value == self.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class JWTCredential(Credential):
    """A JWT, counted as expired 60 seconds early because clocks differ.

    One whose `exp` claim cannot be read is taken to live 900 seconds from now.
    """

    __slots__ = ("expires_at",)

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.expires_at = _expiry(value)

    def has_expired(self) -> bool:
        """Return whether the JWT is too old to be sent."""
        return time.time() >= self.expires_at - _SKEW_SECONDS


def _expiry(jwt: str) -> float:
    """Return the `exp` claim in seconds since 1970."""
    try:
        claims = jwt.split(".")[1]
        decoded = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        expires_at = float(decoded["exp"])
    except (ValueError, KeyError, IndexError, TypeError, OverflowError, RecursionError):
        expires_at = math.nan
    return expires_at if math.isfinite(expires_at) else time.time() + JWT_SECONDS


class CredentialStore(MutableMapping[str, Credential]):
    """A mapping of name to `Credential`; a plain text put in becomes one."""

    def __init__(self) -> None:
        self._credentials: dict[str, Credential] = {}

    def __getitem__(self, name: str) -> Credential:
        return self._credentials[name]

    def __setitem__(self, name: str, credential: Credential | str) -> None:
        value = credential.value if isinstance(credential, Credential) else credential
        if not isinstance(value, str):
            raise TypeError(f"A credential is a text, not {type(value).__name__}.")
        kind = JWTCredential if name == JWT else Credential
        self._credentials[name] = credential if isinstance(credential, kind) else kind(value)

    def __delitem__(self, name: str) -> None:
        del self._credentials[name]

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._credentials))

    def __len__(self) -> int:
        return len(self._credentials)

    def get_value(self, name: str) -> str | None:
        """Return the value under the name, or None if there is none or it has expired."""
        credential = self._credentials.get(name)
        return None if credential is None or credential.has_expired() else credential.value

    def clear(self) -> None:
        """Forget everything but locale, country, servers and keys."""
        self.clear_keys([name for name in self if name not in _KEPT])

    def clear_keys(self, names: Iterable[str]) -> None:
        """Forget the named credentials; a name that is not there is no error."""
        for name in names:
            self._credentials.pop(name, None)

    def __repr__(self) -> str:
        return f"<CredentialStore: {', '.join(sorted(self)) or 'empty'}>"
