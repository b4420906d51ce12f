"""What people set for themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import User
from .zones import time_zone_choices


class YouForm(forms.ModelForm):
    """Name and theme, language, units and time zone; `rows` are the fields as the page lays them out."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_(
            "For what belongs to no vehicle, such as invitations, logs and sign-ins. "
            "A vehicle's days, charges and plans always follow its own clock."
        ),
    )

    class Meta:
        model = User
        fields = [
            "name",
            "theme",
            "language",
            "distance_unit",
            "consumption_unit",
            "temperature_unit",
            "pressure_unit",
            "time_zone",
        ]
        labels = {
            "name": _("Name"),
            "theme": _("Theme"),
            "language": _("Language"),
            "distance_unit": _("Distances"),
            "consumption_unit": _("Consumption"),
            "temperature_unit": _("Temperatures"),
            "pressure_unit": _("Tyre pressure"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [("", _("As the household")), *time_zone_choices()]
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        names = [
            ["name"],
            ["language", "theme"],
            ["distance_unit", "consumption_unit"],
            ["temperature_unit", "pressure_unit"],
            ["time_zone"],
        ]
        return [[self[name] for name in row] for row in names]
