"""Changes the token keys while web and worker go on.

1. A new key goes in front of the key file; from then on every process seals with it and opens with all.
2. Every stored secret is sealed anew, each by a conditional UPDATE, so that a newer one is not undone.
3. When all of that is done, the old keys leave the file.
"""

import os
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from ..fields import reseal, token_keys
from ..models import LoginChallenge, RenaultLogin

SEALED_COLUMNS: tuple[tuple[Any, str], ...] = (
    (RenaultLogin, "login_token"),
    (RenaultLogin, "device_ids"),
    (LoginChallenge, "sealed"),
)


def keys_are_in_environment() -> bool:
    return bool(settings.TOKEN_KEYS)


def rotate() -> int:
    """Seal everything with a new key and return how many secrets.

    Raises SealBroken where one of them does not open; then every key is kept.
    """
    if not keys_are_in_environment():
        _write([settings.MAKE_TOKEN_KEY(), *token_keys()])
    resealed = _reseal_all()
    _reseal_all()  # what was sealed with the old key while the first round went on
    if not keys_are_in_environment():
        _write(token_keys()[:1])
    return resealed


def _reseal_all() -> int:
    return sum(_reseal_column(model, column) for model, column in SEALED_COLUMNS) + _reseal_second_factors()


def _reseal_column(model: Any, column: str) -> int:
    done = 0
    for pk, sealed in model.objects.exclude(**{column: None}).values_list("pk", column):
        done += model.objects.filter(pk=pk, **{column: sealed}).update(**{column: reseal(sealed)})
    return done


def _reseal_second_factors() -> int:
    """Seal anew what allauth keeps for authenticator apps and recovery codes."""
    done = 0
    for authenticator in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN):
        for name in ("secret", "seed"):
            if name in authenticator.data:
                authenticator.data[name] = reseal(authenticator.data[name])
                done += 1
        authenticator.save(update_fields=["data"])
    return done


def _write(keys: list[str]) -> None:
    """Replace the key file in one step, readable by its owner only."""
    path = Path(settings.TOKEN_KEYS_FILE)
    fresh = path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write("\n".join(keys) + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
