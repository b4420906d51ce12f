"""Figures and times as people type them: in their locale's way, on the vehicle's clock."""

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext_lazy as _

_SPACES = re.compile(r"[\s\u00a0\u202f']")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")
ON_PAGE = "%Y-%m-%dT%H:%M"


def number(text: str) -> Decimal:
    """Return the number somebody typed, with a comma or a point; raises ValueError.

    Of two different signs the last parts the decimals. A comma before three digits groups thousands where
    the locale writes them so; any other single sign parts the decimals.
    """
    bare = _SPACES.sub("", text)
    if "," in bare and "." in bare:
        group = "," if bare.rindex(".") > bare.rindex(",") else "."
        bare = bare.replace(group, "")
    elif _THOUSANDS.fullmatch(bare) and formats.get_format("DECIMAL_SEPARATOR") == ".":
        bare = bare.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)", bare):
        raise ValueError(text)
    try:
        return Decimal(bare.replace(",", "."))
    except InvalidOperation:
        raise ValueError(text) from None


class NumberField(forms.Field):
    """A number of 0 or more, None where nothing was typed."""

    widget = forms.TextInput

    def __init__(self, *, most: int, unit: str = "", **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.most, self.unit = most, unit
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "maxlength": 16})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, float | Decimal | int):
            return value
        text = f"{Decimal(str(round(value, 3))).normalize():f}"
        return text.replace(".", formats.get_format("DECIMAL_SEPARATOR"))

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            typed = number(text)
        except ValueError:
            example = formats.number_format(Decimal("12.5"), 1)
            raise ValidationError(
                _("Write a number such as %(example)s."), params={"example": example}
            ) from None
        if not 0 <= typed <= self.most:
            raise ValidationError(
                _("Write a number from 0 to %(most)s."), params={"most": formats.number_format(self.most)}
            )
        return typed


class WallClockInput(forms.DateTimeInput):
    """The browser's own chooser of a day and a time; a text where it has none."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=ON_PAGE)


class WallClockField(forms.Field):
    """A day and a time as the vehicle's clock shows them: a naive datetime, to the minute."""

    widget = WallClockInput

    def prepare_value(self, value: Any) -> Any:
        return value.strftime(ON_PAGE) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        text = str(value or "").strip()
        if not text:
            return None
        typed = _from_iso(text) or _from_locale(text)
        if typed is None or typed.tzinfo is not None:
            example = formats.date_format(datetime(2026, 3, 21, 18, 30), "SHORT_DATETIME_FORMAT")  # noqa: DTZ001
            raise ValidationError(
                _("Write a day and a time such as %(example)s."), params={"example": example}
            )
        return typed.replace(second=0, microsecond=0)


def _from_iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if re.search(r"\d[T ]\d", text) else None
    except ValueError:
        return None


def _from_locale(text: str) -> datetime | None:
    for pattern in formats.get_format("DATETIME_INPUT_FORMATS"):
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007
        except ValueError:
            continue
    return None
