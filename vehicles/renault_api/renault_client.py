"""The first thing a program makes: from it come the accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .connecting import session_for
from .credentials import CredentialStore
from .kamereon.person import KamereonPersonResponse
from .renault_account import RenaultAccount
from .renault_session import RenaultSession

if TYPE_CHECKING:
    import requests


class RenaultClient:
    """A person at Renault; raises as RenaultSession does."""

    def __init__(
        self,
        session: RenaultSession | None = None,
        websession: requests.Session | None = None,
        locale: str | None = None,
        country: str | None = None,
        locale_details: Mapping[str, str] | None = None,
        credential_store: CredentialStore | None = None,
    ) -> None:
        self._session = session_for(session, websession, locale, country, locale_details, credential_store)

    @property
    def session(self) -> RenaultSession:
        """The login behind the person."""
        return self._session

    def get_person(self) -> KamereonPersonResponse:
        """Return the person with their accounts."""
        return self._session.get_person()

    def get_api_account(self, account_id: str) -> RenaultAccount:
        """Return an account; nothing is asked."""
        return RenaultAccount(account_id, session=self._session)

    def get_api_accounts(self) -> list[RenaultAccount]:
        """Return the person's accounts, those without cars among them."""
        accounts = self.get_person().accounts or []
        return [self.get_api_account(account.accountId) for account in accounts if account.accountId]
