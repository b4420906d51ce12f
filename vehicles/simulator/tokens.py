"""Login tokens and JWTs of the played Gigya.

They are signed with the world's seed instead of being kept, so that a
simulator that is started again still knows the tokens it gave out.
"""

import base64
import hashlib
import hmac
import json
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

JWT_SECONDS = 900


class Tokens:
    """Makes and reads tokens; a revoked login's old tokens are no longer read."""

    def __init__(self, seed: int, ahead: Callable[[], float] = lambda: 0.0) -> None:
        """`ahead` returns by how many seconds the servers' clock is ahead of the machine's."""
        self._ahead = ahead
        self._key = f"renault-simulator-{seed}".encode()
        self._login_rounds: Counter[str] = Counter()
        self._jwt_rounds: Counter[str] = Counter()

    def login_token(self, email: str) -> str:
        text = _encode({"login": email, "round": self._login_rounds[email]})
        return f"st2.{text}.{self._signature(text)}"

    def login_of(self, token: str) -> str | None:
        """Return the e-mail that a login token stands for, or None."""
        claims = self._claims(token)
        if claims is None or claims.get("round") != self._login_rounds[claims["login"]]:
            return None
        return str(claims["login"])

    def jwt(self, email: str, person_id: str, seconds: int = JWT_SECONDS) -> str:
        """Return a JWT; its claims are in the real clock, which the client compares with."""
        now = int(self._now())
        head = _encode({"typ": "JWT", "alg": "HS256", "kid": "simulator"})
        body = _encode(
            {
                "iss": "https://fidm.gigya.com/jwt/simulator/",
                "sub": person_id,
                "iat": now,
                "exp": now + seconds,
                "login": email,
                "round": self._jwt_rounds[email],
                "data.personId": person_id,
                "data.gigyaDataCenter": "eu1.gigya.com",
            }
        )
        return f"{head}.{body}.{self._signature(body)}"

    def login_of_jwt(self, token: str) -> str | None:
        """Return the e-mail that a valid, unexpired JWT stands for, or None."""
        claims = self._claims(token)
        if claims is None or "exp" not in claims or claims["exp"] <= self._now():
            return None
        if claims.get("round") != self._jwt_rounds[claims["login"]]:
            return None
        return str(claims["login"])

    def revoke(self, email: str) -> None:
        """Make every login token and JWT of a login worthless."""
        self._login_rounds[email] += 1
        self.expire_jwt(email)

    def expire_jwt(self, email: str) -> None:
        self._jwt_rounds[email] += 1

    def _now(self) -> float:
        return time.time() + self._ahead()

    def _claims(self, token: str) -> dict[str, Any] | None:
        parts = token.split(".")
        if len(parts) != 3 or not hmac.compare_digest(parts[2], self._signature(parts[1])):
            return None
        claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(parts[1] + "=="))
        return claims

    def _signature(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]


def _encode(claims: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
