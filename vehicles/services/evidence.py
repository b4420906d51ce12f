"""Reads what is known of a vehicle's charges in a time, for `rules.charge_sessions`, and where to cut."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from ..models import (
    BatterySnapshot,
    ChargeRecord,
    ChargeSession,
    CockpitSnapshot,
    SessionStatus,
    Vehicle,
    VehicleEndpoint,
)
from ..rules import ages, charge_records
from ..rules.charge_groups import Span
from ..rules.charge_readings import BatteryReading, MileageReading, in_order
from ..rules.charge_records import LONGEST, Record
from ..rules.charge_sessions import Drawn, Inputs
from ..rules.charge_windows import BEFORE, boundaries

FIRST_LOOK = timedelta(days=2)
WIDER = 4  # times as far, where no boundary was found
BATTERY = (
    "state_of_charge",
    "plug_state",
    "charge_state",
    "available_energy_kwh",
    "charge_power_kw",
    "admissible_power_kw",
)


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the history between two boundaries, `low` and `high`; None is its very beginning or end."""

    low: datetime | None = None
    high: datetime | None = None

    def has(self, at: datetime) -> bool:
        return (self.low is None or at >= self.low) and (self.high is None or at < self.high)


def inputs(vehicle: Vehicle, window: Window, capacity_kwh: float | None) -> Inputs:
    """Return all that the sessions of a window are made of."""
    low = None if window.low is None else window.low - BEFORE
    readings = _battery(vehicle, low, window.high)
    if window.low is not None:
        readings = [each for each in readings if each.at >= window.low or not each.charging]
    return Inputs(
        records=[each for each in _records(vehicle, window.low, window.high) if window.has(each.first)],
        readings=readings,
        mileages=_mileages(vehicle, low, window.high),
        drawn=[each for each in _drawn(vehicle, window.low, window.high) if window.has(each.start)],
        capacity_kwh=capacity_kwh,
        measures_power=vehicle.power_in_watts,
    )


def boundary_before(vehicle: Vehicle, at: datetime) -> datetime | None:
    """Return the last clear boundary before an instant, or None: then all that came before belongs to it."""
    look = FIRST_LOOK
    while True:
        start = at - look
        cuts = boundaries(in_order(_battery(vehicle, start, at)), _spans(vehicle, start, at), start)
        if earlier := [cut for cut in cuts if cut < at]:
            return earlier[-1]
        if not _any_before(vehicle, start):
            return None
        look *= WIDER


def boundary_after(vehicle: Vehicle, at: datetime, look: timedelta = FIRST_LOOK) -> datetime | None:
    """Return the first clear boundary after an instant, or None where there is none until today."""
    while True:
        end = at + look
        cuts = boundaries(in_order(_battery(vehicle, at, end)), _spans(vehicle, at, end), at)
        if later := [cut for cut in cuts if at < cut < end]:
            return later[0]
        if not _any_after(vehicle, end):
            return None
        look *= WIDER


def earliest(vehicle: Vehicle) -> datetime | None:
    """Return the first instant of which anything is known, or None."""
    firsts: list[datetime | None] = [
        BatterySnapshot.objects.filter(vehicle_id=vehicle.pk)
        .order_by("reported_at", "correction")
        .values_list("reported_at", flat=True)
        .first(),
        *(
            ChargeRecord.objects.filter(vehicle=vehicle)
            .exclude(**{name: None})
            .order_by(name)
            .values_list(name, flat=True)
            .first()
            for name in ("started_at", "ended_at")
        ),
        ChargeSession.objects.filter(vehicle=vehicle)
        .order_by("started_at")
        .values_list("started_at", flat=True)
        .first(),
    ]
    return min((first for first in firsts if first is not None), default=None)


def is_charging_still(vehicle: Vehicle, now: datetime) -> bool:
    """Whether the last that the car told is that it charges, and that is not too long ago."""
    rows = BatterySnapshot.objects.filter(vehicle_id=vehicle.pk).order_by("-reported_at", "-correction")
    newest = rows.values_list("reported_at", flat=True).first()
    if newest is None:
        return False
    last = in_order(_battery(vehicle, newest, None))[-1]
    return ages.is_charging_still(last.charging, last.until, now)


def _any_before(vehicle: Vehicle, at: datetime) -> bool:
    return (
        BatterySnapshot.objects.filter(vehicle_id=vehicle.pk, reported_at__lt=at).exists()
        or _record_rows(vehicle, None, at).exists()
        or ChargeSession.objects.filter(vehicle=vehicle).drawn().filter(started_at__lt=at).exists()
    )


def _any_after(vehicle: Vehicle, at: datetime) -> bool:
    return (
        BatterySnapshot.objects.filter(vehicle_id=vehicle.pk, reported_at__gte=at).exists()
        or _record_rows(vehicle, at, None).exists()
        or ChargeSession.objects.filter(vehicle=vehicle).drawn().filter(ended_at__gte=at).exists()
    )


def _spans(vehicle: Vehicle, start: datetime, end: datetime) -> list[Span]:
    """Return the times that records and drawn intervals claim, which touch the time from start to end."""
    claimed: Iterable[Record | Drawn] = [*_records(vehicle, start, end), *_drawn(vehicle, start, end)]
    spans = [
        (each.start, each.end) if isinstance(each, Drawn) else (each.first, each.last) for each in claimed
    ]
    return [span for span in spans if span[1] >= start]


def _between(rows: Any, start: datetime | None, end: datetime | None) -> Any:
    if start is not None:
        rows = rows.filter(reported_at__gte=start)
    return rows if end is None else rows.filter(reported_at__lte=end)


def _with_last_before(rows: Any, start: datetime | None, end: datetime | None) -> Any:
    """Return the rows of a time, and the last before it: that may be a run which reaches into it."""
    if start is not None:
        before = rows.filter(reported_at__lt=start).order_by("-reported_at", "-correction")
        start = before.values_list("reported_at", flat=True).first() or start
    return _between(rows, start, end).order_by("reported_at", "correction")


def _battery(vehicle: Vehicle, start: datetime | None, end: datetime | None) -> list[BatteryReading]:
    rows = BatterySnapshot.objects.filter(vehicle_id=vehicle.pk)
    told = list(
        _with_last_before(rows, start, end).values_list(
            "has_car_time", "reported_at", "last_fetched_at", *BATTERY
        )
    )
    readings = [BatteryReading(at, at if timed else until, *rest) for timed, at, until, *rest in told]
    if told and not told[-1][0]:
        readings[-1] = _lengthened(vehicle, readings[-1])
    return [each for each in readings if start is None or each.until >= start]


def _lengthened(vehicle: Vehicle, last: BatteryReading) -> BatteryReading:
    """Return a run with the end it has reached, where that waits with its endpoint to be written."""
    later = BatterySnapshot.objects.filter(vehicle_id=vehicle.pk, has_car_time=False, reported_at__gt=last.at)
    records = VehicleEndpoint.objects.filter(vehicle_id=vehicle.pk, endpoint="battery-status")
    until = records.values_list("run_until", flat=True).first()
    return last if until is None or until <= last.until or later.exists() else replace(last, until=until)


def _mileages(vehicle: Vehicle, start: datetime | None, end: datetime | None) -> list[MileageReading]:
    rows = CockpitSnapshot.objects.filter(vehicle_id=vehicle.pk, mileage_km__isnull=False)
    columns = ("reported_at", "last_fetched_at", "mileage_km")
    return [MileageReading(*row) for row in _with_last_before(rows, start, end).values_list(*columns)]


def _record_rows(vehicle: Vehicle, start: datetime | None, end: datetime | None) -> Any:
    """Return the records that may claim any of the time; those that tell their end only, by that."""
    rows = ChargeRecord.objects.filter(vehicle=vehicle)
    if start is not None:
        rows = rows.filter(
            Q(started_at__gte=start - LONGEST) | Q(started_at=None, ended_at__gte=start - LONGEST)
        )
    if end is not None:
        rows = rows.filter(Q(started_at__lte=end) | Q(started_at=None, ended_at__lte=end))
    return rows.exclude(started_at=None, ended_at=None)


def _records(vehicle: Vehicle, start: datetime | None, end: datetime | None) -> list[Record]:
    found = []
    for key, digest, raw in _record_rows(vehicle, start, end).values_list("natural_key", "digest", "raw"):
        record = charge_records.read(raw)
        if record is not None and record.is_believable:
            # As it was stored: databases write numbers in their own way.
            found.append(replace(record, key=key, digest=digest, sources=((key, digest),)))
    return found


def _drawn(vehicle: Vehicle, start: datetime | None, end: datetime | None) -> list[Drawn]:
    rows = ChargeSession.objects.filter(vehicle=vehicle).drawn()
    if start is not None:
        rows = rows.filter(ended_at__gte=start)
    if end is not None:
        rows = rows.filter(started_at__lte=end)
    return [
        Drawn(
            id=row.pk,
            start=row.started_at,
            end=row.ended_at,
            deleted=row.status == SessionStatus.DELETED,
            start_percent=row.start_percent_set,
            end_percent=row.end_percent_set,
        )
        for row in rows
    ]
