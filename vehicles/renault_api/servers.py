"""Finds the servers and keys that a session speaks to, at the first moment they are needed."""

import threading
from collections.abc import Mapping

from . import locales
from .credentials import COUNTRY, LOCALE, SERVER_KEYS, Credential, CredentialStore
from .exceptions import InvalidInputError, RenaultException
from .json_text import NotJson, parse
from .transport import Transport


class Servers:
    """The four server settings, the locale and the country, kept in the session's credential store.

    What the caller gives goes before the environment, that before the table, and that
    before Renault's configuration.
    """

    def __init__(
        self,
        transport: Transport,
        store: CredentialStore,
        *,
        locale: str | None,
        country: str | None,
        details: Mapping[str, str] | None,
    ) -> None:
        self._transport = transport
        self._store = store
        self._lock = threading.Lock()
        if locale:
            self._set_locale(locales.normalise(locale))
        if country:
            store[COUNTRY] = Credential(country)
        for key in SERVER_KEYS:
            if details and details.get(key):
                store[key] = Credential(details[key])

    def _set_locale(self, locale: str) -> None:
        if self._store.get_value(LOCALE) not in (locale, None):
            self._store.clear_keys((*SERVER_KEYS, COUNTRY))
        self._store[LOCALE] = Credential(locale)

    @property
    def locale(self) -> str:
        """Return the locale ("fr_FR"); raises RenaultException if none was given."""
        locale = self._store.get_value(LOCALE)
        if not locale:
            raise RenaultException("No locale was given.")
        return locale

    @property
    def language(self) -> str:
        """Return the first part of the locale, English if there is none."""
        return (self._store.get_value(LOCALE) or "en").partition("_")[0]

    @property
    def country(self) -> str:
        """Return the country ("FR"), taken from the locale if not given; raises RenaultException."""
        return self._store.get_value(COUNTRY) or locales.country_of(self.locale)

    def get(self, key: str) -> str:
        """Return one of the four settings, an address without its last slash; raises RenaultException."""
        value = self._store.get_value(key)
        if not value:
            self._find()
            value = self._store.get_value(key) or ""
        return value.rstrip("/") if key.endswith("url") else value

    def _find(self) -> None:
        with self._transport.call() as call, call.holding(self._lock):
            missing = [key for key in SERVER_KEYS if not self._store.get_value(key)]
            for known in (locales.from_environment, self._from_table, self._from_bucket):
                if not missing:
                    break
                settings = known()
                for key in missing:
                    if settings.get(key):
                        self._store[key] = Credential(settings[key])
                missing = [key for key in missing if key not in self._store]
            if missing:
                raise RenaultException(f"Renault does not tell its servers for locale {self.locale}.")

    def _from_table(self) -> Mapping[str, str]:
        return locales.LOCALES.get(self.locale, {})

    def _from_bucket(self) -> Mapping[str, str]:
        locale = self.locale
        if not locales.is_locale(locale):
            raise InvalidInputError("A locale looks like fr_FR.")
        reply = self._transport.send("GET", locales.BUCKET_URL.format(locale=locale))
        try:
            return locales.from_bucket(parse(reply.body) if reply.status == 200 else None)
        except NotJson:
            return {}
