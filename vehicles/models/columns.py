"""Columns that take little room: instants in 4 bytes, figures in 4, states in 2. See docs/adr/0009.

Python sees aware datetimes, floats and words; the database sees whole numbers and short floats.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BigIntegerField, F, Func
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.utils.dateparse import parse_datetime

# Four bytes reach from 1951 to 2088 around it.
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
BEGINNING_EPOCH = int(BEGINNING.timestamp())
SECOND = timedelta(seconds=1)
FIRST, LAST = -(2**31), 2**31 - 1


class InstantField(models.Field):
    """An aware datetime in UTC to the second, stored as seconds since the beginning of 2020.

    What is finer than a second is cut off. A naive datetime raises ValueError, and so does storing one
    that lies outside of 1951 to 2088.
    """

    description = "Instant, to the second"
    empty_strings_allowed = False

    def get_internal_type(self) -> str:
        return "IntegerField"

    def to_python(self, value: Any) -> datetime | None:
        """Return the instant of an aware datetime or of its ISO 8601 text."""
        if value is None:
            return None
        told = parse_datetime(value) if isinstance(value, str) else value
        if not isinstance(told, datetime) or told.tzinfo is None:
            raise ValidationError("%(value)s is no instant.", code="invalid", params={"value": value})
        return told.astimezone(UTC).replace(microsecond=0)

    def from_db_value(self, value: int | None, *_: Any) -> datetime | None:
        return None if value is None else BEGINNING + timedelta(seconds=value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if isinstance(value, str):
            value = self.to_python(value)
        if not isinstance(value, datetime):
            return value  # None, or an expression
        if value.tzinfo is None:
            raise ValueError(f"{self.name} takes aware datetimes only: {value} has no zone.")
        return (value - BEGINNING) // SECOND

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        seconds = super().get_db_prep_save(value, connection)
        if isinstance(seconds, int) and not FIRST <= seconds <= LAST:
            raise ValueError(f"{self.name} cannot hold {value}: it lies too far away.")
        return seconds

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else value.isoformat()


class _RoundedUp:
    """For comparisons in which the second that has begun does not count."""

    def get_prep_lookup(self) -> Any:
        if isinstance(self.rhs, datetime) and self.rhs.microsecond:  # type: ignore[has-type]
            self.rhs = self.rhs.replace(microsecond=0) + SECOND
        return super().get_prep_lookup()  # type: ignore[misc]


@InstantField.register_lookup
class InstantGreaterThanOrEqual(_RoundedUp, GreaterThanOrEqual):
    """From an instant on."""


@InstantField.register_lookup
class InstantLessThan(_RoundedUp, LessThan):
    """Before an instant."""


class RealField(models.FloatField):
    """A float of 4 bytes on PostgreSQL: six digits come back as they went in.

    SQLite keeps 8 bytes, or fewer where the figure is a whole number.
    """

    def db_type(self, connection: Any) -> str:  # noqa: ARG002
        return "real"


class CodedField(models.Field):
    """One of few words, stored as a small number.

    `codes` gives each word its number, for good: it only ever grows. Any other word raises ValueError. A
    number that this version does not know, from a newer one, reads as the empty word.
    """

    description = "One of few words"
    # Another list of words is no other column.
    non_db_attrs = (*models.Field.non_db_attrs, "codes")

    def __init__(self, *args: Any, codes: Mapping[str, int], **kwargs: Any) -> None:
        self.codes = dict(codes)
        self._words = {number: word for word, number in self.codes.items()}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "codes": self.codes}

    def get_internal_type(self) -> str:
        return "SmallIntegerField"

    def from_db_value(self, value: int | None, *_: Any) -> str | None:
        return None if value is None else self._words.get(value, "")

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if value is None or hasattr(value, "resolve_expression"):
            return value
        if value not in self.codes:
            raise ValueError(f"{self.name} has no code for {value!r}.")
        return self.codes[value]


class ShortForeignKey(models.ForeignKey):
    """A foreign key of 4 bytes, to a table that will not have two thousand million rows."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002
        return "integer"


class EpochSeconds(Func):
    """An instant as whole seconds since 1970, worked out by the database.

    Takes columns of instants and of datetimes; ten years need no datetime objects.
    """

    output_field = BigIntegerField()

    def _is_instant(self) -> bool:
        return isinstance(self.get_source_expressions()[0].output_field, InstantField)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = (
            f"(%(expressions)s + {BEGINNING_EPOCH})"
            if self._is_instant()
            else "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)"
        )
        return super().as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = (
            f"(%(expressions)s + {BEGINNING_EPOCH}::bigint)"
            if self._is_instant()
            else "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
        )
        return super().as_sql(compiler, connection, template=template, **context)


def epoch_seconds(name: str) -> EpochSeconds:
    """Return the expression of a column's instants as seconds since 1970."""
    return EpochSeconds(F(name))
