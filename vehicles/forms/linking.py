"""The forms by which a Renault login is linked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..renault_api import get_locales

COUNTRIES = {
    "AT": _("Austria"),
    "AU": _("Australia"),
    "BE": _("Belgium"),
    "BG": _("Bulgaria"),
    "CH": _("Switzerland"),
    "CZ": _("Czechia"),
    "DE": _("Germany"),
    "DK": _("Denmark"),
    "ES": _("Spain"),
    "FI": _("Finland"),
    "FR": _("France"),
    "GB": _("United Kingdom"),
    "HR": _("Croatia"),
    "HU": _("Hungary"),
    "IE": _("Ireland"),
    "IT": _("Italy"),
    "LU": _("Luxembourg"),
    "MX": _("Mexico"),
    "NL": _("Netherlands"),
    "NO": _("Norway"),
    "PL": _("Poland"),
    "PT": _("Portugal"),
    "RO": _("Romania"),
    "RU": _("Russia"),
    "SE": _("Sweden"),
    "SI": _("Slovenia"),
    "SK": _("Slovakia"),
}


def locale_label(locale: str) -> str:
    """Return a locale as a person knows it: "France (fr)"."""
    language, _sep, country = locale.partition("_")
    return f"{COUNTRIES.get(country, country)} ({language})"


def locale_choices() -> list[tuple[str, str]]:
    """Return the locales that the client knows, by country."""
    return sorted(((locale, locale_label(locale)) for locale in get_locales()), key=lambda choice: choice[1])


def _password_field() -> forms.CharField:
    return forms.CharField(
        label=_("Renault password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Used once to sign in, and never stored."),
    )


class LinkForm(forms.Form):
    """Country, e-mail and password of a Renault login."""

    locale = forms.ChoiceField(
        label=_("Country and language"),
        help_text=_("The one that is set in Renault's own app."),
        initial="fr_FR",
    )
    email = forms.EmailField(
        label=_("Renault e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    password = _password_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["locale"].choices = locale_choices()  # type: ignore[attr-defined]


class SignInAgainForm(forms.Form):
    """The password of a login that is known."""

    password = _password_field()


class AddressForm(forms.Form):
    """To which address Renault mails the code."""

    address = forms.ChoiceField(label=_("Send the code to"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, addresses: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].choices = list(addresses)  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """The code from the e-mail."""

    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "pattern": "[0-9 ]*"}
        ),
    )


class VehiclesForm(forms.Form):
    """Which of the found vehicles to follow."""

    vehicles = forms.TypedMultipleChoiceField(
        label=_("Vehicles"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one vehicle at least.")},
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vehicles"].choices = list(choices)  # type: ignore[attr-defined]
