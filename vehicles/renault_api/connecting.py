"""How the client, an account and a vehicle come by their session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .credentials import CredentialStore
from .exceptions import InvalidInputError
from .renault_session import RenaultSession

if TYPE_CHECKING:
    import requests


def session_for(
    session: RenaultSession | None,
    websession: requests.Session | None,
    locale: str | None,
    country: str | None,
    locale_details: Mapping[str, str] | None,
    credential_store: CredentialStore | None,
) -> RenaultSession:
    """Return the session given, or a new one over the websession; raises InvalidInputError without either."""
    if session is not None:
        return session
    if websession is None:
        raise InvalidInputError("A session or a websession is needed.")
    return RenaultSession(websession, locale, country, locale_details, credential_store)
