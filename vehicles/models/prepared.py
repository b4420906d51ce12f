"""Questions that are put into SQL once and asked many times.

Django builds the SQL of a question anew each time it is asked, which for those with a dozen subqueries
takes ten times as long as the database's answer.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL


class _Slot:
    """The place of a value in a question that was put into SQL without it."""

    def __init__(self, name: str) -> None:
        self.name = name


def slot(name: str, field: models.Field) -> RawSQL:
    """Return the place of a value, of the kind that `field` holds, to be filled in when it is asked."""
    return RawSQL("%s", [_Slot(name)], output_field=field)


class Prepared:
    """A question with slots; it must be a `values_list`, whose columns come back in that order."""

    def __init__(self, queryset: models.QuerySet) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self._sql, self._params = compiler.as_sql()
        self._compiler = compiler
        self._converters = compiler.get_converters([expression for expression, *_ in compiler.select])

    def ask(self, values: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows for these values of the slots, which are the database's own kind (a field's
        `get_prep_value`)."""
        params = [values[each.name] if isinstance(each, _Slot) else each for each in self._params]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows = cursor.fetchall()
        yield from map(tuple, self._compiler.apply_converters(rows, self._converters))
