"""The first person and household of an installation, made once with the set-up code."""

import base64
import hmac

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from ..models import Household, Installation, Membership, Role, User


class AlreadyClaimed(Exception):
    """Somebody has made the first account already."""


def setup_code() -> str:
    """Return the code that proves who can read this machine's terminal, as XXXX-XXXX-XXXX.

    It is derived from SECRET_KEY, so that every process and every restart tells the same one and none
    need be stored.
    """
    digest = salted_hmac("vehicles.first_run", "set-up code", algorithm="sha256").digest()
    letters = base64.b32encode(digest)[:12].decode()
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))


def is_setup_code(typed: str) -> bool:
    """Whether this is the set-up code, however it is typed (case, spaces, dashes)."""
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    return hmac.compare_digest(plain.encode(), setup_code().replace("-", "").encode())


def announcement() -> str | None:
    """Return what to print at start while nobody has claimed the installation, else None."""
    if Installation.is_claimed():
        return None
    return f"First run: open the page and enter this set-up code: {setup_code()}"


def claim(*, email: str, password: str, name: str, household: str, time_zone: str) -> User:
    """Make the first person and their household, once; raises AlreadyClaimed.

    The singleton row goes in first, in the same transaction: of two parallel posts one fails here.
    """
    try:
        with transaction.atomic():
            claimed = Installation.objects.create(pk=Installation.SINGLETON)
            user = User.objects.create_user(email, password, name=name)
            claimed.installer = user
            claimed.save(update_fields=["installer"])
            home = Household.objects.create(name=household, time_zone=time_zone)
            Membership.objects.create(user=user, household=home, role=Role.OWNER)
    except IntegrityError:
        raise AlreadyClaimed from None
    return user


def name_installer(email: str) -> User:
    """Let the person with this address look after the server from now on; raises User.DoesNotExist."""
    user = User.objects.get(email__iexact=email.strip(), is_active=True)
    Installation.objects.update_or_create(pk=Installation.SINGLETON, defaults={"installer": user})
    return user
