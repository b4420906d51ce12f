"""Keeps what Renault's lists tell: charges, and its own histories of charges and of the cabin's heating.

Each row is kept raw and masked, each once; a total that grows replaces the one that was told before.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ..models import ChargeRecord, ToldRow, Vehicle
from ..renault_api.redact import mask_answer
from ..rules import charge_records
from ..rules.charge_records import Record
from . import stale

CHUNK = 400


def rows_of(raw: Any, name: str = "") -> list[Mapping[str, Any]]:
    """Return the rows in an answer's attributes: those of that name, else of every list there is."""
    if isinstance(raw, Mapping):
        named = raw.get(name)
        lists = (
            [named] if isinstance(named, list) else [each for each in raw.values() if isinstance(each, list)]
        )
    else:
        lists = [raw] if isinstance(raw, list) else []
    return [row for rows in lists for row in rows if isinstance(row, Mapping)]


def store_charges(vehicle: Vehicle, rows: Iterable[Mapping[str, Any]], fetched_at: datetime) -> int:
    """Keep the rows of Renault's list of charges, and return how many were not known.

    The sessions from the first new one on are due to be made anew (services/archive.py).
    """
    told: dict[tuple[str, str], tuple[Record, Any]] = {}
    for row in rows:
        masked = mask_answer(dict(row))
        record = charge_records.read(masked)
        if record is not None:
            told[record.key, record.digest] = record, masked
    with transaction.atomic():
        Vehicle.objects.select_for_update().filter(pk=vehicle.pk).first()
        known = _known(vehicle, {key for key, _digest in told})
        new = {source: value for source, value in told.items() if source not in known}
        ChargeRecord.objects.bulk_create(
            [
                ChargeRecord(
                    vehicle=vehicle,
                    natural_key=record.key,
                    digest=record.digest,
                    started_at=record.start,
                    ended_at=record.end,
                    raw=masked,
                    first_fetched_at=fetched_at,
                )
                for record, masked in new.values()
            ],
            batch_size=CHUNK,
        )
        if firsts := [record.first for record, _masked in new.values() if record.is_believable]:
            stale.mark(vehicle, min(firsts))
    return len(new)


def _known(vehicle: Vehicle, keys: Iterable[str]) -> set[tuple[str, str]]:
    wanted = sorted(keys)
    known: set[tuple[str, str]] = set()
    for place in range(0, len(wanted), CHUNK):
        rows = ChargeRecord.objects.filter(vehicle=vehicle, natural_key__in=wanted[place : place + CHUNK])
        known.update(rows.values_list("natural_key", "digest"))
    return known


def store_rows(vehicle: Vehicle, kind: str, rows: Iterable[Mapping[str, Any]], fetched_at: datetime) -> int:
    """Keep the rows of one of Renault's histories, and return how many were new or told otherwise."""
    told = {_key(row): mask_answer(dict(row)) for row in rows}
    with transaction.atomic():
        Vehicle.objects.select_for_update().filter(pk=vehicle.pk).first()
        mine = ToldRow.objects.filter(vehicle=vehicle, kind=kind)
        known = dict(mine.filter(key__in=list(told)).values_list("key", "raw"))
        mine.filter(key__in=[key for key in known if known[key] == told[key]]).update(
            last_fetched_at=fetched_at
        )
        changed = {
            key: raw
            for key, raw in told.items()
            if key not in known or (known[key] != raw and not _shrank(known[key], raw))
        }
        ToldRow.objects.bulk_create(
            [
                ToldRow(
                    vehicle=vehicle,
                    kind=kind,
                    key=key,
                    raw=raw,
                    first_fetched_at=fetched_at,
                    last_fetched_at=fetched_at,
                )
                for key, raw in changed.items()
            ],
            update_conflicts=True,
            unique_fields=["vehicle", "kind", "key"],
            update_fields=["raw", "last_fetched_at"],
            batch_size=CHUNK,
        )
    return len(changed)


def _shrank(before: Any, after: Any) -> bool:
    """Whether a total is told smaller than before: Renault has begun to forget, and we do not."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return False
    totals = [
        (before[name], after[name])
        for name in before.keys() & after.keys()
        if all(isinstance(each[name], int | float) for each in (before, after))
    ]
    return any(new < old for old, new in totals) and all(new <= old for old, new in totals)


def _key(row: Mapping[str, Any]) -> str:
    """Return the row's day or month as told, else a digest of it."""
    for name in ("day", "month"):
        value = row.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()[:64]
    text = json.dumps(mask_answer(dict(row)), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
