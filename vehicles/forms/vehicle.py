"""What an owner sets for a vehicle."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import Vehicle, VehicleStatus
from .zones import time_zone_choices


class VehicleForm(forms.ModelForm):
    """Name, place, time zone, positions, hidden, sold."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, help_text=_("Days and weeks of its charts follow this clock.")
    )
    sold = forms.BooleanField(
        label=_("Sold"),
        required=False,
        help_text=_("It is no longer asked and leaves the garage; its history stays."),
    )

    class Meta:
        model = Vehicle
        fields = ["name", "order", "time_zone", "positions_on", "hidden"]
        labels = {
            "name": _("Name"),
            "order": _("Place in the garage"),
            "positions_on": _("Keep positions"),
            "hidden": _("Hide from the garage"),
        }
        help_texts = {
            "order": _("1 comes first."),
            "positions_on": _(
                "Off, Renault is not asked where the car is. "
                "On, everybody in the household sees it on the card."
            ),
            "hidden": _("It is still asked, and its history goes on."),
        }

    field_order = ["name", "order", "time_zone", "positions_on", "hidden", "sold"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_household = _("As the household (%(zone)s)") % {"zone": self.instance.household.time_zone}
        zones = [("", of_household), *time_zone_choices()]
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]
        self.fields["sold"].initial = self.instance.status == VehicleStatus.SOLD

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not any(letter.isalnum() for letter in name):
            raise ValidationError(_("Give it a name with at least one letter or digit."))
        return name

    def save(self, commit: bool = True) -> Vehicle:
        vehicle = self.instance
        if self.cleaned_data["sold"]:
            vehicle.status = VehicleStatus.SOLD
        elif vehicle.status == VehicleStatus.SOLD:
            vehicle.status = VehicleStatus.FOLLOWED
        # A sold vehicle is due never; one that is taken back, at the next tick.
        return super().save(commit)
