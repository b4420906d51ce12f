"""Brings the rows of a window's charge sessions to what the rule has found; writes only what changed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ..models import ChargeRecord, ChargeSession, EnergySource, SessionStatus, Vehicle
from ..rules.charge_sessions import Session
from ..rules.session_matching import Limits, Said, around, match, shared, united
from .evidence import Window

Sources = ChargeSession.records.through
SHORTEST = timedelta(minutes=1)
CHUNK = 400


@dataclass(slots=True)
class Written:
    """What was changed: the times it touches, and whether an energy that Renault told came or went."""

    stretches: list[tuple[datetime, datetime]] = field(default_factory=list)
    told_energy: bool = False


def write(vehicle: Vehicle, window: Window, found: Sequence[Session], now: datetime) -> Written:
    """Make the stored sessions of a window those that were found; call it in a transaction."""
    return _Rows(vehicle, window, now).write(found)


def said_of(row: ChargeSession) -> Said:
    """Return what a person said of a session."""
    return Said(row.energy_set_kwh, row.cost_set, row.note_set, row.known_energy_kwh)


def say(row: ChargeSession, said: Said) -> None:
    """Put what a person said into a session; the caller saves it."""
    row.energy_set_kwh, row.cost_set, row.note_set = said.energy_kwh, said.cost, said.note


class _Rows:
    def __init__(self, vehicle: Vehicle, window: Window, now: datetime) -> None:
        self.vehicle = vehicle
        self.now = now
        self.written = Written()
        self.said_anew: set[int] = set()  # ids of Python's objects: new rows have no other
        rows = ChargeSession.objects.filter(vehicle=vehicle)
        if window.low is not None:
            rows = rows.filter(started_at__gte=window.low)
        if window.high is not None:
            rows = rows.filter(started_at__lt=window.high)
        stored = list(rows.order_by("started_at", "pk"))
        self.drawn = {row.pk: row for row in stored if row.status != SessionStatus.DERIVED}
        self.derived = [row for row in stored if row.status == SessionStatus.DERIVED]
        self.sources: dict[int, set[int]] = {row.pk: set() for row in stored}
        ids = list(self.sources)
        for place in range(0, len(ids), CHUNK):
            pairs = Sources.objects.filter(chargesession_id__in=ids[place : place + CHUNK])
            for session_id, record_id in pairs.values_list("chargesession_id", "chargerecord_id"):
                self.sources[session_id].add(record_id)

    def write(self, found: Sequence[Session]) -> Written:
        record_ids = _record_ids(self.vehicle, found)
        wanted = {id(each): {record_ids[source] for source in each.sources} for each in found}
        free = [each for each in found if each.drawn is None]
        limits: list[Limits] = [(each.started_at, each.ended_at) for each in free]
        matched = match([(row.started_at, row.ended_at) for row in self.derived], limits)
        targets = [
            self.derived[matched[place]] if place in matched else ChargeSession(vehicle=self.vehicle)
            for place in range(len(free))
        ]
        kept = set(matched.values())
        self._let_go([row for place, row in enumerate(self.derived) if place not in kept], targets, limits)
        changes = [(row, each) for row, each in zip(targets, free, strict=True)]
        changes += [(self.drawn[each.drawn], each) for each in found if each.drawn is not None]
        # Those that ended come first: only one may go on at any time.
        for row, each in sorted(changes, key=lambda change: change[1].ended_at is None):
            self._bring(row, each, wanted[id(each)])
        return self.written

    def _let_go(
        self, rows: Sequence[ChargeSession], targets: Sequence[ChargeSession], limits: Sequence[Limits]
    ) -> None:
        """Remove the rows whose charge was not found, and keep what a person said of them."""
        for row in rows:
            mine = (row.started_at, row.ended_at)
            places = sorted(around(mine, limits), key=lambda place: shared(mine, limits[place]))
            self._touch(row)
            if not row.is_edited:
                row.delete()
            elif places:
                self._hand_over(row, targets[places[-1]])
                row.delete()
            else:
                row.status = SessionStatus.BY_HAND
                row.ended_at = row.ended_at or row.started_at + SHORTEST
                row.save()

    def _hand_over(self, row: ChargeSession, target: ChargeSession) -> None:
        say(target, united([said_of(target), said_of(row)]))
        target.edited_by, target.edited_at = row.edited_by, row.edited_at
        self.said_anew.add(id(target))

    def _bring(self, row: ChargeSession, session: Session, sources: set[int]) -> None:
        columns: dict[str, Any] = {**asdict(session.facts), "from_readings": session.from_readings}
        if session.drawn is None:
            columns.update(started_at=session.started_at, ended_at=session.ended_at, about=session.about)
        is_new = row.pk is None
        if is_new or id(row) in self.said_anew or any(getattr(row, key) != columns[key] for key in columns):
            if not is_new:
                self._touch(row)
            for name, value in columns.items():
                setattr(row, name, value)
            row.save()
            self._touch(row)
        if self.sources.get(row.pk, set()) != sources:
            row.records.set(sources)

    def _touch(self, row: ChargeSession) -> None:
        self.written.stretches.append((row.started_at, row.ended_at or max(self.now, row.started_at)))
        self.written.told_energy |= row.energy_source == EnergySource.TOLD


def _record_ids(vehicle: Vehicle, found: Sequence[Session]) -> dict[tuple[str, str], int]:
    """Return the ids of the records that the sessions were made of, by key and digest."""
    keys = sorted({key for each in found for key, _digest in each.sources})
    ids: dict[tuple[str, str], int] = {}
    for place in range(0, len(keys), CHUNK):
        rows = ChargeRecord.objects.filter(vehicle=vehicle, natural_key__in=keys[place : place + CHUNK])
        ids.update({(key, digest): pk for pk, key, digest in rows.values_list("pk", "natural_key", "digest")})
    return ids
