"""What stands beside the planner: charge mode, limits, the clock of the car's schedules, off-peak hours."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..models import Household, Vehicle
from ..rules.schedules import DAY, QUARTER, WireClock
from .day_times import TimeOfDayField

LOWEST, HIGHEST = range(15, 46, 5), range(55, 101, 5)


class ChargeModeForm(forms.Form):
    """By the plan, or at once."""

    mode = forms.ChoiceField(
        label=_("When it charges"),
        choices=[
            ("schedule_mode", _("By the plan")),
            ("always_charging", _("As soon as it is plugged in")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )


def _percent(levels: range) -> list[tuple[int, str]]:
    return [(level, f"{level}\u202f%") for level in levels]


class ChargeLimitsForm(forms.Form):
    """Minimum and target charge; cars take steps of five."""

    target = forms.TypedChoiceField(
        label=_("Target charge"),
        coerce=int,
        choices=_percent(HIGHEST),
        help_text=_("It stops charging here."),
    )
    minimum = forms.TypedChoiceField(
        label=_("Minimum charge"),
        coerce=int,
        choices=_percent(LOWEST),
        help_text=_("Below this it charges at once, whatever the plan says."),
    )


class WireClockForm(forms.ModelForm):
    """By which clock the car means the times of its schedules."""

    wire_clock = forms.ChoiceField(
        label=_("Which is right?"),
        choices=[(WireClock.UTC.value, ""), (WireClock.LOCAL.value, "")],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )

    class Meta:
        model = Vehicle
        fields = ["wire_clock"]


class OffPeakForm(forms.Form):
    """The hours of cheap electricity, twice a day at most; the second line may stay empty."""

    start_1 = TimeOfDayField(label=_("From"), required=False)
    end_1 = TimeOfDayField(label=_("Until"), required=False)
    start_2 = TimeOfDayField(label=_("And from"), required=False)
    end_2 = TimeOfDayField(label=_("Until"), required=False)

    def __init__(self, data: Any = None, *, household: Household) -> None:
        super().__init__(data)
        self.household = household
        for number, (start, minutes) in enumerate(household.off_peak, 1):
            self.fields[f"start_{number}"].initial = start
            self.fields[f"end_{number}"].initial = (start + minutes) % DAY

    def clean(self) -> dict[str, Any]:
        for number in (1, 2):
            for name in (f"start_{number}", f"end_{number}"):
                other = name.replace("start", "end") if "start" in name else name.replace("end", "start")
                value = self.cleaned_data.get(name)
                if value is None and self.cleaned_data.get(other) is not None and name not in self.errors:
                    self.add_error(name, ValidationError(gettext("Say both times, or leave both empty.")))
                elif value is not None and value % QUARTER:
                    self.add_error(
                        name, ValidationError(gettext("Cars take quarter hours only: :00, :15, :30 or :45."))
                    )
        return self.cleaned_data

    def settings(self) -> Mapping[str, Any]:
        """Return what was set, for `services.households.change_settings`; none where nothing was written."""
        pairs = [(self.cleaned_data[f"start_{n}"], self.cleaned_data[f"end_{n}"]) for n in (1, 2)]
        return {
            "off_peak": [[start, (end - start) % DAY or DAY] for start, end in pairs if start is not None]
        }
