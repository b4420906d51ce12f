"""What a person says of a charge: when, how much, what it cost."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..dates import date_format
from ..models import ChargeSession
from ..rules.charge_records import LONGEST
from ..rules.local_times import instants, left_out
from ..rules.readings import EARLIEST
from ..services.by_hand import Limits, Said
from .typed import NumberField, WallClockField

FIRST, SECOND = "0", "1"


class WallClockForm(forms.Form):
    """A form with times on the vehicle's clock.

    Where a clock shows a time twice, the form asks which of the two is meant, in a field of its own
    beside the time; it is not there otherwise.
    """

    TIMES: tuple[str, ...] = ()

    def __init__(self, *args: Any, zone: ZoneInfo, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now
        for name in self.TIMES:
            self._ask_which(name)

    def _ask_which(self, name: str) -> None:
        try:
            typed = self.fields[name].to_python(self[name].value())
        except ValidationError:
            return
        found = instants(typed, self.zone) if typed is not None else []
        if len(found) < 2:
            return
        words = (_("the first time (%(zone)s)"), _("the second time (%(zone)s)"))
        choices = [
            (key, text % {"zone": each.astimezone(self.zone).tzname()})
            for key, text, each in zip((FIRST, SECOND), words, found, strict=True)
        ]
        which = forms.ChoiceField(
            label=_("The clocks went back, and it was %(time)s twice. Which one?")
            % {"time": date_format(found[0].astimezone(self.zone), "H:i")},
            choices=choices,
            widget=forms.RadioSelect,
            required=False,
        )
        fields = list(self.fields.items())
        place = [key for key, _field in fields].index(name) + 1
        self.fields = dict([*fields[:place], (f"{name}_which", which), *fields[place:]])

    def _take_time(self, name: str, data: Mapping[str, Any]) -> datetime | None:
        """Return the instant of a typed time, or None with an error beside it."""
        local = data.get(name)
        if local is None:
            return None
        if (kept := self._kept(name, local)) is not None:
            return kept
        found = instants(local, self.zone)
        if not found:
            low, high = left_out(local, self.zone)
            self.add_error(
                name,
                _("This time did not exist: the clocks were put forward that day from %(low)s to %(high)s.")
                % {"low": date_format(low, "H:i"), "high": date_format(high, "H:i")},
            )
            return None
        if len(found) == 1:
            return self._believable(name, found[0])
        which = data.get(f"{name}_which")
        if which not in (FIRST, SECOND):
            self.add_error(f"{name}_which", _("Choose one of the two."))
            return None
        return self._believable(name, found[int(which)])

    def _kept(self, name: str, local: datetime) -> datetime | None:
        """Return the instant that was there before, seconds included, where nobody changed it."""
        before = self.initial.get(f"{name}_at")
        which = self.cleaned_data.get(f"{name}_which")
        if before is None or which not in (None, "", self.initial.get(f"{name}_which")):
            return None
        shown = before.astimezone(self.zone).replace(second=0, microsecond=0, tzinfo=None, fold=0)
        return before if shown == local else None

    def _believable(self, name: str, instant: datetime) -> datetime | None:
        if instant > self.now:
            self.add_error(name, _("This is still to come."))
        elif instant < EARLIEST:
            self.add_error(name, _("This is before any connected car."))
        else:
            return instant
        return None


def clock_values(name: str, instant: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Return the initial values of a form that show an instant on the vehicle's clock."""
    local = instant.astimezone(zone)
    return {
        name: local.replace(tzinfo=None, fold=0),
        f"{name}_which": str(local.fold),
        f"{name}_at": instant,
    }


class SaidForm(forms.Form):
    """Energy, cost and note of any charge; empty is what is known by itself."""

    energy = NumberField(label=gettext_lazy("Energy, kWh"), most=500)
    cost = NumberField(
        label=gettext_lazy("Cost"), most=9_999_999, help_text=gettext_lazy("In your own currency.")
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Where it was, for example. Everybody in the household sees it."),
    )

    def clean_note(self) -> str:
        return " ".join(str(self.cleaned_data["note"]).split())

    def said(self) -> Said:
        """Return what was typed."""
        energy = self.cleaned_data["energy"]
        cost = self.cleaned_data["cost"]
        return Said(
            energy_kwh=None if energy is None else float(energy),
            cost=None if cost is None else round(cost, 2),
            note=self.cleaned_data["note"],
        )


def said_values(session: ChargeSession) -> dict[str, Any]:
    """Return the initial values that show what was said of a charge."""
    return {"energy": session.energy_set_kwh, "cost": session.cost_set, "note": session.note_set}


class ChargeForm(WallClockForm, SaidForm):
    """A whole charge by hand: when, from how full to how full, and what there is to say of it."""

    TIMES = ("start", "end")

    start = WallClockField(label=gettext_lazy("Start"))
    end = WallClockField(label=gettext_lazy("End"))
    start_percent = NumberField(label=gettext_lazy("State of charge at the start, %"), most=100)
    end_percent = NumberField(label=gettext_lazy("State of charge at the end, %"), most=100)

    field_order = ["start", "end", "start_percent", "end_percent", "energy", "cost", "note"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = self._take_time("start", data), self._take_time("end", data)
        if start is not None and end is not None:
            if end <= start:
                self.add_error("end", _("It ends after it has begun."))
            elif end - start > LONGEST:
                self.add_error(
                    "end", _("No charge takes longer than %(days)s days.") % {"days": LONGEST.days}
                )
        first, last = data.get("start_percent"), data.get("end_percent")
        if first is not None and last is not None and last < first:
            self.add_error("end_percent", _("A charge does not end with less than it began with."))
        data["start_at"], data["end_at"] = start, end
        return data

    def limits(self) -> Limits:
        """Return the limits that were typed; for a valid form."""
        data = self.cleaned_data
        percents = [
            None if data[name] is None else float(data[name]) for name in ("start_percent", "end_percent")
        ]
        return Limits(data["start_at"], data["end_at"], *percents)


class SplitForm(WallClockForm):
    """Where one charge becomes two."""

    TIMES = ("at",)

    at = WallClockField(label=gettext_lazy("The second one begins at"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["at_at"] = self._take_time("at", data)
        return data


def middle(session: ChargeSession) -> datetime:
    """Return the minute in the middle of a charge that has ended."""
    end = session.ended_at or session.started_at
    between = session.started_at + (end - session.started_at) / 2
    return max(between.replace(second=0, microsecond=0), session.started_at + timedelta(seconds=1))
