"""The form that makes the first account."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..services import first_run
from .account import NewAccountForm
from .zones import time_zone_choices


class FirstRunForm(NewAccountForm):
    """The set-up code, the household, and the first person."""

    code = forms.CharField(
        label=_("Set-up code"),
        max_length=20,
        help_text=_("It stands where the server was started; “manage.py setup_code” prints it again."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    household = forms.CharField(label=_("Name of your household"), max_length=80)
    time_zone = forms.ChoiceField(label=_("Time zone"), initial="Europe/Paris")
    field_order = ["code", "household", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zone_choices()  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not first_run.is_setup_code(code):
            raise ValidationError(_("That is not the set-up code. Look where the server was started."))
        return code
