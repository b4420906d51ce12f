"""Brings a household in from a file that `exporting` made: all of it or, where anything is wrong, nothing.

Numbers of rows are given anew. What was left out of the file as a secret is made anew or stays empty: people
have no password, Renault logins want signing in, invitations open nothing. Nothing that was under way is
sent to a car by a copy of the household.
"""

import json
import secrets
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction

from .. import clock
from ..models import (
    Command,
    CommandState,
    Household,
    Installation,
    Invitation,
    LoginState,
    OfferBack,
    RenaultLogin,
    User,
    VehiclePicture,
)
from .exporting import FORMAT
from .household_tables import TABLES, Table

ROWS_AT_ONCE = 2000
Values = dict[str, Any]


class NotOurs(Exception):
    """The file cannot be brought in; the text says why and what to do."""


@dataclass(slots=True)
class Imported:
    household: Household
    emails: list[str]
    counts: dict[str, int]


@dataclass(slots=True)
class _Import:
    archive: zipfile.ZipFile
    # The new number of each row by its old one, of tables to which others refer.
    numbers: dict[type[models.Model], dict[int, int]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    later: dict[int, int] = field(default_factory=dict)  # commands that give another one's programs back


def import_household(file: Path, said: Callable[[str, int], None] = lambda _name, _rows: None) -> Imported:
    """Bring the household in and return what came; raises NotOurs. `said` hears of each table's rows."""
    with _opened(file) as archive:
        about = _about(archive)
        run = _Import(archive)
        with transaction.atomic():
            for table in TABLES:
                _bring(run, table)
                said(table.name, run.counts[table.name])
            for command, gives_back in run.later.items():
                Command.objects.filter(pk=command).update(gives_back=run.numbers[Command][gives_back])
            if about["counts"] != run.counts:
                different = sorted(
                    name for name, count in about["counts"].items() if run.counts.get(name) != count
                )
                raise NotOurs(f"The file does not hold what it says it does: {', '.join(different)}.")
            household = Household.objects.get(pk__in=run.numbers[Household].values())
            _claim(household)
    emails = household.members.order_by("pk").values_list("email", flat=True)
    return Imported(household, list(emails), run.counts)


def _claim(household: Household) -> None:
    """Close the first-run page; where nobody looks after the server yet, the first owner does."""
    claimed, made = Installation.objects.get_or_create(pk=Installation.SINGLETON)
    owner = household.memberships.filter(role="owner").order_by("pk").first()
    if made and owner is not None:
        claimed.installer_id = owner.user_id
        claimed.save(update_fields=["installer"])


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except OSError as error:
        raise NotOurs(f"{file} cannot be read: {error.strerror}.") from None
    except (zipfile.BadZipFile, EOFError):
        raise NotOurs(f"{file} is damaged or no export of renault-web. Download it again.") from None


def _about(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        about = json.loads(archive.read("manifest.json"))
        made_by, _counts = int(about["format"]), dict(about["counts"])
    except (KeyError, ValueError, TypeError):
        raise NotOurs("This is no whole export of renault-web: it has no manifest.json.") from None
    if made_by > FORMAT:
        raise NotOurs("This file was made by a newer renault-web. Update this one first.")
    return dict(about)


def _bring(run: _Import, table: Table) -> None:
    run.counts[table.name] = 0
    batch: list[tuple[Values, Values]] = []
    for row in _rows(run, table):
        batch.append((row, _values(run, table, row)))
        if len(batch) == ROWS_AT_ONCE:
            _store(run, table, batch)
            batch = []
    _store(run, table, batch)


def _rows(run: _Import, table: Table) -> Iterator[Values]:
    """Yield the rows of a table, read a line at a time."""
    name = f"json/{table.name}.json"
    try:
        with run.archive.open(name) as lines:
            for number, line in enumerate(lines, 1):
                text = line.decode().strip().rstrip(",")
                if text in ("[", "]", "[]", ""):
                    continue
                try:
                    yield dict(json.loads(text))
                except (ValueError, TypeError):
                    raise NotOurs(f"{name} is damaged in line {number}. Download the file again.") from None
    except KeyError:
        raise NotOurs(f"The file holds no {name}.") from None


def _values(run: _Import, table: Table, row: Values) -> Values:
    """Return the columns of a row as they are here."""
    columns = {column.attname: column for column in table.columns}
    if unknown := sorted(row.keys() - columns.keys()):
        names = ", ".join(unknown)
        raise NotOurs(f"{table.name} has columns that are not known here: {names}. Update renault-web first.")
    values: Values = {}
    for name, told in row.items():
        if name != "id":
            values[name] = _value(run, table, columns[name], told)
    return ANEW.get(table.model, lambda _run, values, _row: values)(run, values, row)


def _value(run: _Import, table: Table, column: models.Field, told: Any) -> Any:
    if told is None:
        return None
    if isinstance(column, models.ForeignKey):
        if column.related_model is table.model:
            return None  # written when all rows have their numbers
        known = run.numbers.get(column.related_model, {})  # type: ignore[arg-type]
        if told not in known and not column.null:
            raise NotOurs(f"A row of {table.name} belongs to nothing in the file.")
        return known.get(told)
    try:
        return column.to_python(told)
    except (ValidationError, ValueError, TypeError):
        raise NotOurs(f"{table.name} holds {told!r}, which is no {column.name}.") from None


def _store(run: _Import, table: Table, batch: list[tuple[Values, Values]]) -> None:
    """Store some rows, each as it was in the file and as it is here."""
    if not batch:
        return
    objects = [table.model(**values) for _row, values in batch]
    try:
        made = _people(objects) if table.model is User else table.model._base_manager.bulk_create(objects)
    except (DatabaseError, ValueError) as error:
        raise NotOurs(f"{table.name} cannot be stored: {error}") from None
    run.counts[table.name] += len(made)
    numbers = run.numbers.setdefault(table.model, {})
    for (told, values), row in zip(batch, made, strict=True):
        if "id" in told:
            numbers[told["id"]] = row.pk
        if told.get("gives_back_id") is not None:
            run.later[row.pk] = told["gives_back_id"]
        _keep_dates(table, row, values)


def _keep_dates(table: Table, row: models.Model, values: Values) -> None:
    """Put back the dates that Django sets to the present, whatever the file says."""
    kept = {
        column.attname: values[column.attname]
        for column in table.columns
        if getattr(column, "auto_now_add", False) and column.attname in values
    }
    if kept:
        table.model._base_manager.filter(pk=row.pk).update(**kept)


def _people(users: list[Any]) -> list[User]:
    """Return the people: those who have an account here already are who they are."""
    found = []
    for user in users:
        known = User.objects.filter(email__iexact=user.email).first()
        if known is None:
            user.set_unusable_password()
            user.save()
        found.append(known or user)
    return found


def _login(_run: _Import, values: Values, _row: Values) -> Values:
    return {**values, "state": LoginState.NEEDS_SIGN_IN, "cooling_until": None, "last_error": ""}


def _invitation(_run: _Import, values: Values, _row: Values) -> Values:
    is_open = values.get("used_at") is None and values.get("revoked_at") is None
    revoked_at = clock.machine_now() if is_open else values.get("revoked_at")
    return {**values, "token_hash": secrets.token_hex(32), "revoked_at": revoked_at}


def _picture(run: _Import, values: Values, row: Values) -> Values:
    name = f"pictures/{row['vehicle_id']}"
    content = run.archive.read(name) if name in run.archive.NameToInfo else None
    return {**values, "content": content}


def _command(_run: _Import, values: Values, _row: Values) -> Values:
    """Return a command that is over: what had not been told a car is called off, the rest is not known."""
    over = {
        CommandState.QUEUED: CommandState.CANCELLED,
        CommandState.SENDING: CommandState.UNKNOWN,
        CommandState.ACCEPTED: CommandState.UNCONFIRMED,
    }
    state = CommandState(values["state"])
    if state in over:
        settled_at = None if over[state] == CommandState.UNKNOWN else clock.now()
        values |= {"state": over[state], "settled_at": settled_at}
    if values.get("offer_back") == OfferBack.AFTER_CHARGE:
        values["offer_back"] = OfferBack.BY_PRESS
    return {**values, "key": uuid.uuid4()}


ANEW: dict[type[models.Model], Callable[[_Import, Values, Values], Values]] = {
    RenaultLogin: _login,
    Invitation: _invitation,
    VehiclePicture: _picture,
    Command: _command,
}
