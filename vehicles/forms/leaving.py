"""The questions before something goes for good."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import Household


class UnlinkForm(forms.Form):
    """Whether what was collected through a login stays."""

    KEEP, DELETE = "keep", "delete"

    history = forms.ChoiceField(
        label=_("What was collected"),
        choices=[
            (KEEP, _("Keep it. The vehicles stay in the garage with their last figures.")),
            (DELETE, _("Delete it, with the vehicles. It cannot be brought back.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )

    def deletes(self) -> bool:
        return bool(self.cleaned_data["history"] == self.DELETE)


class DeleteHouseholdForm(forms.Form):
    """The household's name, typed, so that no slip deletes it."""

    name = forms.CharField(
        label=_("Name of the household"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Write it as it stands above."),
        error_messages={"required": _("Write its name, if you mean it. Nothing was deleted.")},
    )

    def __init__(self, *args: Any, of: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of

    def clean_name(self) -> str:
        typed = str(self.cleaned_data["name"])
        if " ".join(typed.split()).casefold() != " ".join(self.of.name.split()).casefold():
            raise ValidationError(_("That is not its name. Nothing was deleted."))
        return typed


class DeleteAccountForm(forms.Form):
    """A tick, so that no slip deletes an account."""

    sure = forms.BooleanField(
        label=_("Yes, delete my account"),
        error_messages={"required": _("Tick this if you mean it. Nothing was deleted.")},
    )
