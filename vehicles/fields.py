"""The encrypted field: sealing is explicit, and what is not sealed cannot be stored.

A sealed text is a Fernet token over {"for": identity, "text": secret}. The identity names the row and
the column, so that a sealed text copied to another row does not open there. Keys are a list of their
own, the newest first (TOKEN_KEYS, or the file that is made in DATA_DIR); SECRET_KEY has no part in it.
"""

import json
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

from .secrets_on_disk import SecretFileError, read_or_make

_SEALED_STARTS = "gAAAAA"  # version byte and the high bytes of the time, in base64


class SealBroken(Exception):
    """A sealed text does not open: the key is not the one it was sealed with, or it belongs elsewhere."""


def token_keys() -> list[str]:
    """Return the keys, the newest first; the first call makes one where there is none.

    The file is read each time: it is a few bytes, and a rotation is seen by every running process.
    """
    if settings.TOKEN_KEYS:
        return list(settings.TOKEN_KEYS)
    return read_or_make(Path(settings.TOKEN_KEYS_FILE), settings.MAKE_TOKEN_KEY).split()


def _cipher() -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in token_keys()])
    except (ValueError, OSError, SecretFileError):
        raise SealBroken(
            "The token keys cannot be read. Put back the file token_keys in DATA_DIR (or TOKEN_KEYS) that "
            "belongs to this database; nothing was overwritten."
        ) from None


def seal(secret: str, *, identity: str) -> str:
    """Return the secret sealed for the row and column that `identity` names; raises SealBroken."""
    return _cipher().encrypt(json.dumps({"for": identity, "text": secret}).encode()).decode()


def unseal(sealed: str, *, identity: str) -> str:
    """Return the secret; raises SealBroken where the key or the identity is not the right one."""
    try:
        content = json.loads(_cipher().decrypt(sealed.encode()))
    except InvalidToken:
        raise SealBroken(
            "A stored secret does not open with the present token keys. Put back the key file or TOKEN_KEYS "
            "that belong to this database; nothing was overwritten."
        ) from None
    if content["for"] != identity:
        raise SealBroken("A stored secret belongs to another row; nothing was overwritten.")
    return str(content["text"])


def opens(sealed: str) -> bool:
    """Whether a sealed text opens with the present keys; what it holds is not told."""
    try:
        _cipher().decrypt(sealed.encode())
    except (InvalidToken, SealBroken):
        return False
    return True


def reseal(sealed: str) -> str:
    """Return the same content sealed with the newest key; raises SealBroken."""
    try:
        return _cipher().rotate(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken(
            "A stored secret does not open with the present token keys; nothing was overwritten."
        ) from None


class SealedField(models.TextField):
    """A text column that takes sealed texts only."""

    def get_prep_value(self, value: Any) -> Any:
        if value is not None and not str(value).startswith(_SEALED_STARTS):
            raise ValueError(f"{self.name} takes sealed texts only: call seal() first.")
        return super().get_prep_value(value)
