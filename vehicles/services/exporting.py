"""A household as one ZIP file, made while it is sent: JSON to be brought in again, CSV to be looked at.

Rows are read a few thousand at once along their keys, so that ten years need no more memory than a day, and
nobody's download holds up the database.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from .. import clock
from ..models import ChangeKind, Household, User, Vehicle, VehiclePicture, VehicleStatus
from ..rules.csv_cells import cell
from . import changes
from .household_tables import TABLES, Table

FORMAT = 1
ROWS_AT_ONCE = 2000
Row = tuple[Any, ...]


class _Pipe(io.RawIOBase):
    """What the ZIP is written to; each piece is handed on at once."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def take(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def export(household: Household, by: User) -> Iterator[bytes]:
    """Note who takes everything out, and return the pieces of the file."""
    changes.note(household, by, ChangeKind.EXPORTED)
    return _pieces(household, _words(household))  # in the language of who asks


def _pieces(household: Household, words: str) -> Iterator[bytes]:
    pipe = _Pipe()
    counts: dict[str, int] = {}
    vehicles = list(
        Vehicle.objects.filter(household=household)
        .exclude(status=VehicleStatus.LEAVING)
        .values_list("pk", flat=True)
    )
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", words)
        for table in TABLES:
            counts[table.name] = 0
            for _written in _json_file(archive, table, household, vehicles, counts):
                yield pipe.take()
            for _written in _csv_file(archive, table, household, vehicles):
                yield pipe.take()
        for picture in VehiclePicture.objects.filter(vehicle__in=vehicles).exclude(content=None):
            archive.writestr(f"pictures/{picture.pk}", bytes(picture.content or b""))
            yield pipe.take()
        about = {"format": FORMAT, "made_at": clock.machine_now().isoformat(), "counts": counts}
        archive.writestr("manifest.json", json.dumps(about, indent=2))
    yield pipe.take()


def _json_file(
    archive: zipfile.ZipFile,
    table: Table,
    household: Household,
    vehicles: list[int],
    counts: dict[str, int],
) -> Iterator[None]:
    """Write a list of objects, one a line."""
    names = [column.attname for column in table.columns]
    with archive.open(f"json/{table.name}.json", "w", force_zip64=True) as out:
        out.write(b"[")
        for rows in batches(table, household, vehicles):
            lines = [_json_text(dict(zip(names, row, strict=True))) for row in rows]
            start = ",\n" if counts[table.name] else "\n"
            out.write((start + ",\n".join(lines)).encode())
            counts[table.name] += len(rows)
            yield
        out.write(b"\n]\n")
    yield


def _csv_file(
    archive: zipfile.ZipFile, table: Table, household: Household, vehicles: list[int]
) -> Iterator[None]:
    with archive.open(f"csv/{table.name}.csv", "w", force_zip64=True) as out:
        out.write(b"\xef\xbb\xbf")  # by which spreadsheets know UTF-8
        out.write(_csv_text([[column.attname for column in table.columns]]))
        for rows in batches(table, household, vehicles):
            out.write(_csv_text([cell(value) for value in row] for row in rows))
            yield
    yield


def _csv_text(rows: Iterable[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _json_text(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=_as_json)


def _as_json(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def batches(table: Table, household: Household, vehicles: list[int]) -> Iterator[list[Row]]:
    """Yield the household's rows of a table, some thousand at once, along its key."""
    names = [column.attname for column in table.columns]
    rows = table.model._base_manager.order_by("pk")
    if len(table.model._meta.pk_fields) > 1:
        # One vehicle after the other: its rows lie beside each other.
        for vehicle in vehicles:
            yield from _along_the_key(rows.filter(vehicle_id=vehicle), names)
        return
    if table.model is Vehicle:
        rows = rows.filter(pk__in=vehicles)
    elif table.of.endswith("vehicle__household"):
        rows = rows.filter(**{f"{table.of.removesuffix('__household')}__in": vehicles})
    else:
        rows = rows.filter(**{table.of: household.pk})
    yield from _along_the_key(rows, names)


def _along_the_key(rows: models.QuerySet, names: list[str]) -> Iterator[list[Row]]:
    last: Any = None
    while True:
        some = rows if last is None else _after(rows, last)
        found = list(some.values_list("pk", *names)[:ROWS_AT_ONCE])
        if found:
            yield [row[1:] for row in found]
        if len(found) < ROWS_AT_ONCE:
            return
        last = found[-1][0]


def _after(rows: models.QuerySet, last: Any) -> models.QuerySet:
    """Return the rows after a key.

    Of a key of several columns the second bounds the search: what Django makes of the whole comparison is
    no range to a database, which would walk over everything before once more for each batch.
    """
    keys = rows.model._meta.pk_fields
    if len(keys) > 1:
        rows = rows.filter(**{f"{keys[1].attname}__gte": last[1]})
    return rows.filter(pk__gt=last)


def _words(household: Household) -> str:
    return _(
        "Everything of the household “%(household)s”, but passwords, sign-ins and other secrets.\n\n"
        "csv/ is for spreadsheets: each column's unit is the end of its name, times carry their zone.\n"
        "json/ holds the same, for programs. “manage.py import_household FILE” brings it into another\n"
        "renault-web. pictures/ holds each vehicle's picture, by the vehicle's number.\n"
    ) % {"household": household.name}
