"""What the log of commands is narrowed down to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Command, CommandKind, CommandState, Vehicle

# States as people look for them.
STATES = {
    "under-way": (_("Under way"), (CommandState.QUEUED, CommandState.SENDING, CommandState.ACCEPTED)),
    "done": (_("Done"), (CommandState.CONFIRMED,)),
    "asks": (_("Waits for your word"), (CommandState.UNKNOWN,)),
    "unconfirmed": (_("Not confirmed"), (CommandState.UNCONFIRMED,)),
    "not-done": (
        _("Refused, not sent, too late or called off"),
        (CommandState.REFUSED, CommandState.FAILED, CommandState.EXPIRED, CommandState.CANCELLED),
    ),
}


class CommandFilterForm(forms.Form):
    """By state, by what was asked, by person."""

    state = forms.ChoiceField(label=_("How it went"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False)
    who = forms.ChoiceField(label=_("Who"), required=False)

    def __init__(self, *args: Any, vehicle: Vehicle, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="filter-%s", **kwargs)
        names = Command.objects.filter(vehicle=vehicle).order_by("asked_by_name")
        people = names.values_list("asked_by_name", flat=True).distinct()
        any_of = [("", _("All"))]
        self.fields["state"].choices = any_of + [(key, words) for key, (words, _states) in STATES.items()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = any_of + list(CommandKind.choices)  # type: ignore[attr-defined]
        self.fields["who"].choices = any_of + [(name, name) for name in people]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """Return what the query is filtered by; a choice that there is not counts as none."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        found: dict[str, Any] = {}
        if data.get("state"):
            found["state__in"] = STATES[data["state"]][1]
        if data.get("kind"):
            found["kind"] = data["kind"]
        if data.get("who"):
            found["asked_by_name"] = data["who"]
        return found
