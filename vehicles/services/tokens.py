"""Personal access tokens: made, used, revoked.

A token holds 160 random bits; the database holds its SHA-256 only. A slow hash would add nothing: there is
nothing to guess.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from .. import clock
from ..models import AccessToken, ChangeKind, Membership, User
from . import changes

MOST = 20
NOTED_EVERY = timedelta(minutes=5)
_START = "rwt_"
_PREFIX_BYTES, _SECRET_BYTES = 4, 20


class TooManyTokens(Exception):
    """The person has as many tokens as they may have."""


class NotValid(Exception):
    """The token has run out, was revoked, or never was."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token with its text, which is known at this moment only."""

    token: AccessToken
    text: str


def make(membership: Membership, *, name: str, scope: str, lasts: timedelta) -> NewToken:
    """Make a token; raises TooManyTokens beyond 20 of one member."""
    now = clock.machine_now()
    prefix = _START + secrets.token_hex(_PREFIX_BYTES)
    text = f"{prefix}_{secrets.token_hex(_SECRET_BYTES)}"
    with transaction.atomic():
        # Two posts at the same moment count one after the other.
        Membership.objects.select_for_update().get(pk=membership.pk)
        if AccessToken.objects.filter(membership=membership).valid_at(now).count() >= MOST:
            raise TooManyTokens
        made = AccessToken.objects.create(
            membership=membership,
            name=name.strip(),
            prefix=prefix,
            token_hash=_hash(text),
            scope=scope,
            made_at=now,
            expires_at=now + lasts,
        )
        changes.note(membership.household, membership.user, ChangeKind.TOKEN_MADE, token=made.name)
    return NewToken(made, text)


def revoke(token: AccessToken, by: User) -> None:
    """End a token at once."""
    with transaction.atomic():
        changes.note(token.membership.household, by, ChangeKind.TOKEN_REVOKED, token=token.name)
        token.delete()


def use(text: str) -> AccessToken:
    """Return the valid token of this text, with its person; raises NotValid.

    That it was used is written every five minutes at most.
    """
    now = clock.machine_now()
    valid = AccessToken.objects.valid_at(now).select_related("membership__user", "membership__household")
    token = valid.filter(token_hash=_hash(text)).first()
    if token is None:
        raise NotValid
    if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
