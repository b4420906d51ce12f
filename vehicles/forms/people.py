"""The forms about who belongs to a household and what they may do."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Level, Membership, Role, Vehicle

ROLE_HELP = _(
    "Owners decide about people, logins and vehicles. Drivers tell the cars what to do. Viewers look."
)


class InviteForm(forms.Form):
    """The role of whoever gets the link, and which vehicles they see."""

    role = forms.ChoiceField(
        label=_("As"),
        choices=Role.choices[::-1],
        initial=Role.DRIVER,
        widget=forms.RadioSelect,
        help_text=ROLE_HELP,
    )
    email = forms.EmailField(
        label=_("For whom"),
        required=False,
        help_text=_("Their e-mail address, so that you know later whose link this is."),
    )
    vehicles = forms.MultipleChoiceField(
        label=_("Only these vehicles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of them, later ones too. Owners always see all."),
    )

    def __init__(self, *args: Any, of: Iterable[Vehicle], mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vehicles"].choices = [(str(each.pk), each.name) for each in of]  # type: ignore[attr-defined]
        if mail:
            self.fields["email"].help_text = _("The link is mailed to this address, and shown to you too.")
        if not self.fields["vehicles"].choices:  # type: ignore[attr-defined]
            del self.fields["vehicles"]

    def vehicle_ids(self) -> list[int]:
        return [int(value) for value in self.cleaned_data.get("vehicles", [])]


class MemberForm(forms.Form):
    """A member's role, and for each vehicle what differs from it."""

    role = forms.ChoiceField(
        label=_("Role"), choices=Role.choices, widget=forms.RadioSelect, help_text=ROLE_HELP
    )

    def __init__(self, *args: Any, member: Membership, vehicles: Iterable[Vehicle], **kwargs: Any) -> None:
        grants = {grant.vehicle_id: grant for grant in member.grants.all()}
        self.vehicles = list(vehicles)
        super().__init__(*args, **kwargs)
        self.initial["role"] = member.role
        for vehicle in self.vehicles:
            grant = grants.get(vehicle.pk)
            self.fields[f"level_{vehicle.pk}"] = forms.ChoiceField(
                label=vehicle.name,
                required=False,
                choices=[("", _("As the role says")), *Level.choices],
                initial=grant.level if grant else "",
            )
            if vehicle.positions_on:
                self.fields[f"positions_{vehicle.pk}"] = forms.BooleanField(
                    label=_("Sees where %(vehicle)s is") % {"vehicle": vehicle.name},
                    required=False,
                    initial=grant is None or grant.positions is not False,
                )

    def level(self, vehicle: Vehicle) -> str:
        return str(self.cleaned_data[f"level_{vehicle.pk}"])

    def positions(self, vehicle: Vehicle) -> bool | None:
        """Return False where positions are kept from the member, None where nothing is said."""
        seen = self.cleaned_data.get(f"positions_{vehicle.pk}")
        return False if seen is False else None
