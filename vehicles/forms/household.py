"""What an owner sets for the household."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import Household
from .zones import time_zone_choices

LONGEST_DAYS = 3650


def _days(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=LONGEST_DAYS,
        error_messages=dict.fromkeys(
            ("min_value", "max_value", "invalid"), _("Write a whole number of days from 1 to 3650.")
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=help_text,
    )


class HouseholdForm(forms.ModelForm):
    """Name, time zone, and for how many days positions are kept, exactly and at all."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Days follow this clock, for vehicles that have none of their own.")
    )
    positions_fine_days = _days(
        _("Keep exact positions for (days)"),
        _("Where a vehicle stood longer ago is then known to about 100\u202fm only."),
    )
    positions_kept_days = _days(
        _("Keep positions for (days)"), _("What is older is deleted. Neither can be brought back.")
    )

    class Meta:
        model = Household
        fields = ["name", "time_zone", "positions_fine_days", "positions_kept_days"]
        labels = {"name": _("Name of your household")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zone_choices()  # type: ignore[attr-defined]

    def clean_positions_kept_days(self) -> int:
        kept = int(self.cleaned_data["positions_kept_days"])
        if kept < self.cleaned_data.get("positions_fine_days", 0):
            raise ValidationError(_("This cannot be less than the days above."))
        return kept


class NewHouseholdForm(forms.Form):
    """The name and the clock of a household that is made for others."""

    name = forms.CharField(label=_("Name of the household"), max_length=80)
    time_zone = forms.ChoiceField(label=_("Time zone"), initial="Europe/Paris")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zone_choices()  # type: ignore[attr-defined]
