"""Statements that are put into SQL once and run many times.

Django makes the SQL of a statement anew each time it is run, which takes several times as long as sending
it and reading what comes back. Here the ORM makes it once, with slots for the values, so that what runs is
always what the models say. What is kept is never changed afterwards: all threads may share it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.constants import OnConflict
from django.db.models.expressions import RawSQL
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.transaction import TransactionManagementError


class _Slot:
    """The place of a value in a statement that was put into SQL without it."""

    def __init__(self, name: str, field: models.Field) -> None:
        self.name = name
        # A whole number goes as it is; anything else as its column wants it.
        self.to_database: Callable[[Any, Any], Any] | None = (
            None if isinstance(field, models.BigIntegerField) else field.get_db_prep_save
        )


def slot(name: str, field: models.Field) -> RawSQL:
    """Return the place of a value, of the kind that `field` holds, to be filled in later."""
    return RawSQL("%s", [_Slot(name, field)], output_field=field)


def key_slot(name: str) -> RawSQL:
    """Return the place of a row's number."""
    return slot(name, models.BigIntegerField())


def key_slots(number: int) -> list[RawSQL]:
    """Return the places of so many rows' numbers, which `in_key_slots` fills."""
    return [key_slot(f"key {place}") for place in range(number)]


def in_key_slots(keys: Iterable[int]) -> dict[str, Any]:
    """Return the numbers by the names of those places."""
    return {f"key {place}": key for place, key in enumerate(keys)}


def time_slot(name: str) -> RawSQL:
    """Return the place of an instant that is held against, or put into, a column of datetimes."""
    return slot(name, models.DateTimeField())


@dataclass(frozen=True, slots=True)
class Filled:
    """A statement with the values of this time, ready to be run."""

    statement: "_Statement"
    params: list[Any]


def together(*filled: Filled) -> list[Any]:
    """Run statements one after the other and return what each brings, as its own `ask` or `run` would.

    PostgreSQL gets them at one go, which is one way to the server and back; each sees what those before it
    did and waited for. Outside of a transaction they are not one whole.
    """
    database = connections[DEFAULT_DB_ALIAS]
    for each in filled:
        if each.statement.locks and not database.in_atomic_block:
            raise TransactionManagementError("A lock needs a transaction that it lasts for.")
    if len(filled) > 1 and _takes_several(database):
        sql = ";\n".join(each.statement.sql for each in filled)
        with database.cursor() as cursor:
            cursor.execute(sql, [value for each in filled for value in each.params])
            told = [filled[0].statement.taken(cursor)]
            for each in filled[1:]:
                cursor.nextset()
                told.append(each.statement.taken(cursor))
            return told
    told = []
    with database.cursor() as cursor:
        for each in filled:
            cursor.execute(each.statement.sql, each.params)
            told.append(each.statement.taken(cursor))
    return told


def _takes_several(database: Any) -> bool:
    on_server = database.settings_dict["OPTIONS"].get("server_side_binding")  # then each goes alone
    return database.vendor == "postgresql" and not on_server


class _Statement:
    """SQL with slots in its parameters."""

    sql: str
    locks = False
    _params: list[Any]

    def filled(self, values: Mapping[str, Any]) -> Filled:
        """Return it with these values of its slots, in Python's own kinds."""
        database = connections[DEFAULT_DB_ALIAS]
        return Filled(
            self,
            [
                each
                if not isinstance(each, _Slot)
                else values[each.name]
                if each.to_database is None
                else each.to_database(values[each.name], database)
                for each in self._params
            ],
        )

    def taken(self, cursor: Any) -> Any:
        """Return what a cursor has that ran it."""
        raise NotImplementedError


class Prepared(_Statement):
    """A question with slots: a `values_list`, whose columns come back in that order, or one for objects."""

    def __init__(self, queryset: models.QuerySet) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        self.sql, self._params = sql, list(params)
        self.locks = queryset.query.select_for_update
        self._compiler = compiler
        self._converters = compiler.get_converters([expression for expression, *_ in compiler.select])
        self._is_of_objects = issubclass(queryset._iterable_class, ModelIterable)
        if self._is_of_objects:
            self._model = queryset.model
            own = compiler.klass_info["select_fields"]
            self._own = slice(own[0], own[-1] + 1)
            self._columns = [column[0].target.attname for column in compiler.select[self._own]]
            self._annotations = compiler.annotation_col_map or {}
            self._related = get_related_populators(compiler.klass_info, compiler.select, queryset.db)

    def ask(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the rows, or the objects, for these values of the slots.

        A question that locks its rows raises TransactionManagementError outside of a transaction.
        """
        (found,) = together(self.filled(values))
        return list(found)

    def first(self, values: Mapping[str, Any]) -> Any:
        """Return the first of them, or None where there is none."""
        return next(iter(self.ask(values)), None)

    def taken(self, cursor: Any) -> list[Any]:
        rows = cursor.fetchall()
        if self._converters:
            rows = self._compiler.apply_converters(rows, self._converters)
        return [self._object(row) for row in rows] if self._is_of_objects else [tuple(row) for row in rows]

    def _object(self, row: Sequence[Any]) -> models.Model:
        found: models.Model = self._model.from_db(DEFAULT_DB_ALIAS, self._columns, row[self._own])
        for each in self._related:
            each.populate(row, found)
        for name, place in self._annotations.items():
            setattr(found, name, row[place])
        return found


class PreparedUpdate(_Statement):
    """An UPDATE with slots, of the rows of a queryset."""

    def __init__(self, queryset: models.QuerySet, **changes: Any) -> None:
        query = queryset.query.chain(UpdateQuery)
        query.add_update_values(changes)
        query.clear_ordering(force=True)
        sql, params = query.get_compiler(connection=connection).as_sql()
        self.sql, self._params = sql, list(params)

    def run(self, values: Mapping[str, Any]) -> int:
        """Run it with these values of the slots, and return how many rows it found."""
        (count,) = together(self.filled(values))
        return int(count)

    def taken(self, cursor: Any) -> int:
        return int(cursor.rowcount)


class PreparedInsert(_Statement):
    """An INSERT of so many rows of a table at once.

    `columns` are named by their attributes. With `update` the rows that are there already, by the columns
    of `unique`, get those columns; with `keep` they are left as they are.
    """

    def __init__(
        self,
        table: type[models.Model],
        columns: Sequence[str],
        rows: int,
        *,
        keep: bool = False,
        unique: Sequence[str] = (),
        update: Sequence[str] = (),
        returning: str = "",
    ) -> None:
        by_column = {field.attname: field for field in table._meta.concrete_fields}
        fields = [by_column[name] for name in columns]
        query = InsertQuery(
            table,
            on_conflict=OnConflict.UPDATE if update else OnConflict.IGNORE if keep else None,
            update_fields=[by_column[name] for name in update],
            unique_fields=[by_column[name] for name in unique],
        )
        places = [
            table(**{field.attname: slot(f"{row} {field.attname}", field) for field in fields})
            for row in range(rows)
        ]
        query.insert_values(fields, places)
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = [by_column[returning]] if returning else None
        ((sql, params),) = compiler.as_sql()
        self.sql, self._params, self._returning = sql, list(params), bool(returning)

    def filled_with(self, rows: Sequence[Sequence[Any]]) -> Filled:
        """Return it with these rows, their values in the order of the columns."""
        database = connections[DEFAULT_DB_ALIAS]
        values = [value for row in rows for value in row]
        return Filled(
            self,
            [
                value if each.to_database is None else each.to_database(value, database)
                for each, value in zip(self._params, values, strict=True)
            ],
        )

    def run(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """Write these rows and return what was asked to be told of them, in their order."""
        (told,) = together(self.filled_with(rows))
        return list(told)

    def taken(self, cursor: Any) -> list[Any]:
        return [row[0] for row in cursor.fetchall()] if self._returning else []
