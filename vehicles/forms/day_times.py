"""Times of day and lengths as people write them, in minutes for us."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_CLOCK = re.compile(r"([01]?\d|2[0-4])[:.h]([0-5]\d)(?::00)?")
_LENGTH = re.compile(r"(\d{1,3})(?:[:h]([0-5]?\d))?h?(?:min|m)?")
_SPACES = re.compile(r"\s")


class ClockInput(forms.TextInput):
    """The browser's own chooser of a time, in steps of a quarter hour."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"step": 900, **(attrs or {})})


class LengthInput(forms.TextInput):
    """A short line; browsers have no chooser of lengths."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        shape = {"size": 5, "maxlength": 12, "placeholder": _("h:mm"), "autocomplete": "off"}
        super().__init__({**shape, **(attrs or {})})


class TimeOfDayField(forms.Field):
    """A time of day, in minutes since midnight; None where nothing was written."""

    widget = ClockInput

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 60:02}:{value % 60:02}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        text = _SPACES.sub("", str(value or ""))
        if not text:
            return None
        match = _CLOCK.fullmatch(text)
        if match is None or int(match[1]) == 24:
            raise ValidationError(_("Write a time such as 22:30."))
        return int(match[1]) * 60 + int(match[2])


class LengthField(forms.Field):
    """A length of time, in minutes, written "5" or "5:30" for hours; None where nothing was written."""

    widget = LengthInput

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 60}:{value % 60:02}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        text = _SPACES.sub("", str(value or "")).lower()
        if not text:
            return None
        match = _LENGTH.fullmatch(text)
        if match is None:
            raise ValidationError(_("Write hours and minutes such as 5:30."))
        return int(match[1]) * 60 + int(match[2] or 0)
