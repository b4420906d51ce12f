"""The form for Renault's servers and keys of one locale."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ..models import ServerSettings
from ..models.servers import FIELDS

LABELS = {
    "gigya_root_url": _("Address of the sign-in server"),
    "gigya_api_key": _("Key for signing in"),
    "kamereon_root_url": _("Address of the cars' server"),
    "kamereon_api_key": _("Key for the cars' data"),
}
AT_HOME = ("127.0.0.1", "localhost", "::1")


class ServersForm(forms.ModelForm):
    """Four settings; an empty one means the built-in value, which stands beneath it."""

    class Meta:
        model = ServerSettings
        fields = list(FIELDS)
        labels = LABELS

    def __init__(self, *args: Any, built_in: dict[str, str], fixed: dict[str, str], **kwargs: Any) -> None:
        """`built_in` and `fixed` (by the environment) are by the client's names."""
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            key = name.replace("_", "-")
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
            if key in fixed:
                field.disabled = True
                field.help_text = _now("Set in the server's environment, which goes first.")
            else:
                known = built_in.get(key) or _now("asked from Renault's own list")
                field.help_text = _now("Built in: %(value)s") % {"value": known}

    def clean_gigya_root_url(self) -> str:
        return _address(self.cleaned_data["gigya_root_url"])

    def clean_kamereon_root_url(self) -> str:
        return _address(self.cleaned_data["kamereon_root_url"])

    def clean_gigya_api_key(self) -> str:
        return _key(self.cleaned_data["gigya_api_key"])

    def clean_kamereon_api_key(self) -> str:
        return _key(self.cleaned_data["kamereon_api_key"])


def _address(text: str) -> str:
    """Return an https address without its last slash; played servers on this machine may do without."""
    try:
        parts = urlsplit(text)
        plain_at_home = parts.scheme == "http" and parts.hostname in AT_HOME
        fine = not text or (parts.hostname and (parts.scheme == "https" or plain_at_home) and not parts.query)
    except ValueError:
        fine = False
    if not fine:
        raise ValidationError(_("Write an address that begins with https://, or leave it empty."))
    return text.rstrip("/")


def _key(text: str) -> str:
    if any(letter.isspace() for letter in text) or not text.isascii():
        raise ValidationError(_("A key has no spaces and no special letters. Copy it once more."))
    return text
