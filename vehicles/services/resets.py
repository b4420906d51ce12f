"""Links by which a person sets a new password without the old one."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from ..models import User


class NobodyWithAddress(Exception):
    """Nobody here has this e-mail address, or their account is closed."""


def reset_path(email: str) -> str:
    """Return the path at which this person sets a new password, once, within three days.

    It ends earlier when the password changes. Raises NobodyWithAddress.
    """
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise NobodyWithAddress
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
