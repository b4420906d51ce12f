"""allauth's forms for signing in, passwords and addresses, in the words of all other pages.

What they ask and check is allauth's; only labels are ours, and what stands in an empty field is left away.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as allauth
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

E_MAIL = _("E-mail")
PASSWORD = _("Password")
AGAIN = _("Password again")


class OwnWords(forms.Form):
    """A form whose fields are called as `words` says."""

    words: ClassVar[Mapping[str, Promise | str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in self.words.items():
            self.fields[name].label = words
            self.fields[name].widget.attrs.pop("placeholder", None)


class LoginForm(OwnWords, allauth.LoginForm):
    words = {"login": E_MAIL, "password": PASSWORD}


class AddEmailForm(OwnWords, allauth.AddEmailForm):
    words = {"email": E_MAIL}


class ResetPasswordForm(OwnWords, allauth.ResetPasswordForm):
    words = {"email": E_MAIL}


class ChangePasswordForm(OwnWords, allauth.ChangePasswordForm):
    words = {"oldpassword": _("Password until now"), "password1": _("New password"), "password2": AGAIN}


class SetPasswordForm(OwnWords, allauth.SetPasswordForm):
    words = {"password1": PASSWORD, "password2": AGAIN}


class ResetPasswordKeyForm(OwnWords, allauth.ResetPasswordKeyForm):
    words = {"password1": _("New password"), "password2": AGAIN}


class ReauthenticateForm(OwnWords, allauth.ReauthenticateForm):
    words = {"password": PASSWORD}
