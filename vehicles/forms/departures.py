"""Departure programs as a form: the car's own ones, and room for one more."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..rules.departures import (
    BOTH,
    CHARGE,
    MOST,
    PRECONDITIONING,
    TYPES,
    Departure,
    DepartureFault,
    flaws_of_departures,
)
from .day_times import TimeOfDayField


def departure_field(index: int, what: str) -> str:
    """Return the name of a field of the program at this place: active, time, type, days, remove."""
    return f"d{index}-{what}"


class DeparturesForm(forms.Form):
    """The programs; `departures` holds what was written once the form has been checked."""

    def __init__(self, data: QueryDict | None = None, *, shown: Sequence[Departure]) -> None:
        super().__init__(data)
        self.shown = list(shown)
        self.departures = tuple(shown)
        for index, departure in enumerate(self.shown):
            self._add_fields(index, departure)
        if len(self.shown) < MOST:
            self._add_fields(len(self.shown), None)

    @property
    def rows(self) -> range:
        """The places of all programs, the empty one for a new program at the end."""
        return range(min(len(self.shown) + 1, max(MOST, len(self.shown))))

    def _add_fields(self, index: int, departure: Departure | None) -> None:
        labels = {
            CHARGE: pgettext("what for", "Charge"),
            PRECONDITIONING: _("Warm up"),
            BOTH: _("Charge and warm up"),
        }
        types = [(each, labels[each]) for each in TYPES]
        if departure is not None and departure.type not in TYPES:
            types.append((departure.type, departure.type))
        fields: dict[str, forms.Field] = {
            "active": forms.BooleanField(label=_("Active"), required=False),
            "time": TimeOfDayField(label=_("Leaves at"), required=False),
            "type": forms.ChoiceField(label=_("What for"), choices=types),
            "days": forms.MultipleChoiceField(
                label=_("Days"),
                required=False,
                choices=[(str(day), WEEKDAYS_ABBR[day]) for day in range(7)],
                widget=forms.CheckboxSelectMultiple,
            ),
        }
        fields["time"].widget.attrs["step"] = 60
        if departure is not None:
            fields["remove"] = forms.BooleanField(label=_("Take this program away"), required=False)
            fields["active"].initial = departure.active
            fields["time"].initial = departure.time
            fields["type"].initial = departure.type
            fields["days"].initial = [str(day) for day in sorted(departure.days)]
        for what, field in fields.items():
            self.fields[departure_field(index, what)] = field

    def clean(self) -> dict[str, Any]:
        kept: list[tuple[int, Departure]] = []
        for index in self.rows:
            departure = self._departure(index)
            if departure is not None:
                kept.append((index, departure))
        self.departures = tuple(departure for _index, departure in kept)
        for flaw in flaws_of_departures(self.departures):
            self.add_error(departure_field(kept[flaw.index][0], flaw.field), _WORDS[flaw.fault]())
        return self.cleaned_data

    def _departure(self, index: int) -> Departure | None:
        written = {
            what: self.cleaned_data.get(departure_field(index, what))
            for what in ("active", "time", "type", "days", "remove")
        }
        is_new = index >= len(self.shown)
        name = departure_field(index, "time")
        if written["remove"] or (is_new and not any(written[what] for what in ("active", "time", "days"))):
            return None
        if written["time"] is None:
            if name not in self.errors:
                self.add_error(name, _("Say when you leave."))
            return None
        return Departure(
            time=written["time"],
            days=frozenset(int(day) for day in written["days"] or ()),
            type=written["type"] or CHARGE,
            active=bool(written["active"]),
            place=None if is_new else self.shown[index].place,
        )


_WORDS = {
    DepartureFault.NO_DAY: lambda: _("This program is active and has no day. Give it one, or switch it off."),
    DepartureFault.DOUBLED: lambda: _("Another active program leaves at this time on one of these days."),
    DepartureFault.TOO_MANY: lambda: _("Cars keep five programs at most."),
}
