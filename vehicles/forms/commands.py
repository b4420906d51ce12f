"""What a person gives with a command: a temperature, a time."""

import uuid
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .. import reader
from ..models import CommandKind, Vehicle
from ..quantities import set_temperature
from ..rules.command_arguments import COLDEST_C, STEP_C, WARMEST_C, cabin_steps_c


class CommandForm(forms.Form):
    """One button and its one-time key; most commands need no more."""

    kind = forms.CharField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, vehicle: Vehicle, kind: str, **kwargs: Any) -> None:
        self.vehicle = vehicle
        initial = {"kind": kind, "key": uuid.uuid4(), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, auto_id=f"{kind}-%s", **kwargs)

    def arguments(self) -> dict[str, Any]:
        """Return what goes with the command; of a valid form."""
        return {}

    @property
    def send_at(self) -> datetime | None:
        """When the car shall begin, None for now; of a valid form."""
        return self.cleaned_data.get("at")


class TimedForm(CommandForm):
    """A command that may be given a time on the car's clock."""

    at = forms.DateTimeField(
        label=_("At a time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": _("Give a day and a time, such as 2026-11-24 07:30.")},
    )

    def clean_at(self) -> datetime | None:
        """Return the time on the car's own clock; one that a change of clocks leaves out is refused."""
        given = self.cleaned_data["at"]
        if given is None:
            return None
        local = given.replace(tzinfo=self.vehicle.zone)
        if local.astimezone(UTC).astimezone(self.vehicle.zone).replace(tzinfo=None) != given.replace(
            tzinfo=None
        ):
            raise ValidationError(_("The clocks go forward then, and leave this time out. Choose another."))
        return local.astimezone(UTC)


class StartChargeForm(TimedForm):
    give_back = forms.BooleanField(
        label=_("Switch my departure programs on again by itself after the charge"), required=False
    )

    def arguments(self) -> dict[str, Any]:
        return {"give_back": self.cleaned_data["give_back"]}


class CabinForm(TimedForm):
    """The temperature is sent in degrees Celsius, in whatever unit it is shown."""

    temperature_c = forms.FloatField(
        min_value=COLDEST_C,
        max_value=WARMEST_C,
        step_size=STEP_C,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value", "step_size"),
            _("Choose 16 to 26 °C, in half degrees."),
        ),
    )

    field_order = ["kind", "key", "temperature_c", "at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, unit = self.fields["temperature_c"], reader.unit("°C")
        field.label = _("Temperature, %(unit)s") % {"unit": unit.name}
        if not unit.metric:
            # The car's half degrees are no round figures there: they are chosen, not written.
            field.widget = forms.Select(
                choices=[(f"{each:g}", set_temperature(each)) for each in cabin_steps_c()]
            )

    def arguments(self) -> dict[str, Any]:
        return {"temperature_c": self.cleaned_data["temperature_c"]}


FORMS: dict[str, type[CommandForm]] = {
    CommandKind.START_CHARGE: StartChargeForm,
    CommandKind.STOP_CHARGE: CommandForm,
    CommandKind.START_PRECONDITIONING: CabinForm,
    CommandKind.STOP_PRECONDITIONING: CommandForm,
    CommandKind.HORN: CommandForm,
    CommandKind.LIGHTS: CommandForm,
    CommandKind.REFRESH_POSITION: CommandForm,
}
