"""Sealed columns: nothing in plain, nothing opened by the wrong key or in the wrong row."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from tests import builders
from vehicles.fields import SealBroken, seal, token_keys, unseal
from vehicles.models import RenaultLogin
from vehicles.services import token_keys as keys


def test_a_sealed_secret_opens_where_it_belongs() -> None:
    sealed = seal("st2.secret", identity="login:1:login_token")
    assert "secret" not in sealed
    assert unseal(sealed, identity="login:1:login_token") == "st2.secret"


def test_a_sealed_secret_copied_to_another_row_does_not_open() -> None:
    with pytest.raises(SealBroken, match="another row"):
        unseal(seal("secret", identity="login:1:login_token"), identity="login:2:login_token")


def test_a_wrong_key_is_said_and_the_secret_is_not_in_the_text(settings: Any) -> None:
    sealed = seal("secret", identity="x")
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(SealBroken, match="Put back the key file") as caught:
        unseal(sealed, identity="x")
    assert sealed not in str(caught.value)


@pytest.mark.parametrize("damage", [b"garbage", b"", b"\xff\xfe\x00"])
def test_a_damaged_key_file_is_said_and_left_as_it_is(damage: bytes, settings: Any, tmp_path: Path) -> None:
    settings.TOKEN_KEYS, settings.TOKEN_KEYS_FILE = [], tmp_path / "token_keys"
    sealed = seal("secret", identity="x")
    settings.TOKEN_KEYS_FILE.write_bytes(damage)
    for attempt in (lambda: unseal(sealed, identity="x"), lambda: seal("other", identity="x")):
        with pytest.raises(SealBroken, match="token_keys"):
            attempt()
    assert settings.TOKEN_KEYS_FILE.read_bytes() == damage


@pytest.mark.django_db
def test_a_plain_text_cannot_be_stored_in_a_sealed_column() -> None:
    login = builders.login(builders.household())
    login.login_token = "st2.plain"
    with pytest.raises(ValueError, match="sealed texts only"):
        login.save()


@pytest.mark.django_db
def test_rotating_seals_everything_anew_and_drops_the_old_key(settings: Any, tmp_path: Path) -> None:
    settings.TOKEN_KEYS = []
    settings.TOKEN_KEYS_FILE = tmp_path / "token_keys"
    login = builders.login(builders.household())
    login.login_token = seal("st2.secret", identity="login:1")
    login.save()
    old_keys = token_keys()
    assert keys.rotate() == 1
    assert len(token_keys()) == 1
    assert token_keys() != old_keys
    assert (tmp_path / "token_keys").stat().st_mode & 0o777 == 0o600
    assert unseal(RenaultLogin.objects.get().login_token or "", identity="login:1") == "st2.secret"


@pytest.mark.django_db
def test_rotating_with_a_secret_that_does_not_open_keeps_every_key(settings: Any, tmp_path: Path) -> None:
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
    login = builders.login(builders.household())
    login.login_token = seal("st2.secret", identity="login:1")
    login.save()
    sealed = login.login_token
    settings.TOKEN_KEYS = []
    settings.TOKEN_KEYS_FILE = tmp_path / "token_keys"
    before = token_keys()
    with pytest.raises(SealBroken):
        keys.rotate()
    assert before[0] in token_keys()
    assert RenaultLogin.objects.get().login_token == sealed


def test_second_factor_secrets_are_sealed() -> None:
    from vehicles.adapters import MFAAdapter

    adapter = MFAAdapter()
    sealed = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert adapter.decrypt(sealed) == "JBSWY3DPEHPK3PXP"


def test_a_second_factor_that_does_not_open_fits_no_code_instead_of_breaking_the_page(settings: Any) -> None:
    from vehicles.adapters import MFAAdapter

    adapter = MFAAdapter()
    sealed = adapter.encrypt("JBSWY3DPEHPK3PXP")
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
    assert len({adapter.decrypt(sealed) for _ in range(3)}) == 3
