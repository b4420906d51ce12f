"""What an owner sets for a vehicle."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import Vehicle, VehicleStatus
from .zones import time_zone_choices


class VehicleForm(forms.ModelForm):
    """Name, place, time zone, usable capacity, positions, hidden, sold."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, help_text=_("Days and weeks of its charts follow this clock.")
    )
    usable_capacity_kwh = forms.FloatField(
        label=_("Usable battery capacity, kWh"),
        required=False,
        min_value=1,
        max_value=250,
        error_messages=dict.fromkeys(
            ("min_value", "max_value", "invalid"), _("Write a number from 1 to 250, or leave it empty.")
        ),
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}),
        help_text=_(
            "What the battery gives from 100\u202f% to empty, where you know it better. "
            "Energies that are worked out from the state of charge follow it, in the past too."
        ),
    )
    sold = forms.BooleanField(
        label=_("Sold"),
        required=False,
        help_text=_("It is no longer asked and leaves the garage; its history stays."),
    )

    class Meta:
        model = Vehicle
        fields = ["name", "order", "time_zone", "usable_capacity_kwh", "positions_on", "hidden"]
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

    field_order = ["name", "order", "time_zone", "usable_capacity_kwh", "positions_on", "hidden", "sold"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_household = _("As the household (%(zone)s)") % {"zone": self.instance.household.time_zone}
        zones = [("", of_household), *time_zone_choices()]
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]
        if not self.instance.charges:
            del self.fields["usable_capacity_kwh"]
        self.fields["sold"].initial = self.instance.status == VehicleStatus.SOLD

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not any(letter.isalnum() for letter in name):
            raise ValidationError(_("Give it a name with at least one letter or digit."))
        return name

    def settings(self) -> Mapping[str, Any]:
        """Return what was set, by the vehicle's columns, for `services.vehicles.change_settings`."""
        values = {name: self.cleaned_data[name] for name in self.fields if name != "sold"}
        if self.cleaned_data["sold"]:
            values["status"] = VehicleStatus.SOLD
        elif self.instance.status == VehicleStatus.SOLD:
            values["status"] = VehicleStatus.FOLLOWED
        return values
