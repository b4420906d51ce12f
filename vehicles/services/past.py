"""Reads what a vehicle told around a stretch of time, along the keys of the snapshots.

How far beyond the stretch is read follows from the rules: a state holds until the next reading, a drive
lies between two mileages, and what is older than `rules.past.HORIZON` says nothing any more. So a day
made alone is the same as a day made with its year.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import Max, QuerySet

from ..models import (
    BatterySnapshot,
    ChargeSession,
    ChargeState,
    CockpitSnapshot,
    HvacSnapshot,
    PlugState,
    SessionStatus,
    Snapshot,
    Vehicle,
)
from ..rules.drives import EXACT, Mileage, earliest_start
from ..rules.past import HORIZON, BatteryReading, ChargeTold, CockpitReading, HvacReading, Past

TABLES: tuple[type[Snapshot], ...] = (BatterySnapshot, CockpitSnapshot, HvacSnapshot)
PLUGGED = {PlugState.PLUGGED.value: True, PlugState.UNPLUGGED.value: False}
CHARGING = frozenset({ChargeState.CHARGING.value, ChargeState.V2G_CHARGING.value})
ROWS_AT_ONCE = 5000


class Reach(NamedTuple):
    """From when to when."""

    start: datetime
    end: datetime


def read(vehicle: Vehicle, start: datetime, end: datetime) -> Past:
    """Return what the vehicle told, enough that `rules.stretches.course` is exact from start to end."""
    wide = _to_next_readings(vehicle, Reach(start, end))
    cockpit = list(_cockpit(_rows(CockpitSnapshot, vehicle, _mileages_around(vehicle, wide))))
    return Past(
        battery=list(_battery(_rows(BatterySnapshot, vehicle, _with_drives(vehicle, wide, cockpit)))),
        cockpit=cockpit,
        hvac=list(
            _hvac(_rows(HvacSnapshot, vehicle, _rows_around(HvacSnapshot, vehicle, Reach(start, end))))
        ),
        charges=list(_charges(vehicle, wide)),
    )


def influence(vehicle: Vehicle, changed: Reach) -> Reach:
    """Return how far reaches what was told, or taken back, from `changed.start` to `changed.end`."""
    start, end = changed
    for table in TABLES:
        for before in (_before(table, vehicle, start), _before(table, vehicle, end)):
            # A run that something told later cut short, be it by months, or that now lasts longer.
            if before is not None:
                end = max(end, before.last_fetched_at)
        # A run that begins here, and that a correction of the same instant has put an end to.
        within = table.objects.filter(vehicle_id=vehicle.pk, reported_at__range=changed)
        end = max(end, within.aggregate(at=Max("last_fetched_at"))["at"] or end)
    last, after = _mileage_before(vehicle, start), _mileage_after(vehicle, changed.end)
    if last is not None and start - last.until <= HORIZON:
        told = _mileages(vehicle).filter(reported_at__range=changed).aggregate(km=Max("mileage_km"))["km"]
        highest = max(last.km, told or 0.0, (after.mileage_km or 0.0) if after is not None else 0.0)
        start = min(start, last.until, earliest_start(last, start, highest - last.km))
    if after is not None and after.reported_at - changed.end <= HORIZON:
        end = max(end, after.reported_at)
    end = max(end, min(_plug_holds_until(vehicle, changed.end), changed.end + HORIZON))
    return _to_next_readings(vehicle, _to_next_readings(vehicle, Reach(start, end)))


def next_mileage_at(vehicle: Vehicle, at: datetime) -> datetime | None:
    """Return when the first mileage from an instant on was told: it says what was driven since the last."""
    after = _mileage_after(vehicle, at)
    return None if after is None else after.reported_at


def first_and_last(vehicle: Vehicle) -> Reach | None:
    """Return from when to when anything is known of the vehicle, or None."""
    starts, ends = [], _ends(vehicle)
    for table in TABLES:
        rows = table.objects.filter(vehicle_id=vehicle.pk)
        starts += rows.order_by("reported_at", "correction").values_list("reported_at", flat=True)[:1]
    sessions = ChargeSession.objects.filter(vehicle_id=vehicle.pk).that_count()
    for begun, ended in sessions.order_by("started_at").values_list("started_at", "ended_at")[:1]:
        starts.append(begun)
        ends.append(ended or begun)
    return Reach(min(starts), max(ends)) if starts else None


def _ends(vehicle: Vehicle) -> list[datetime]:
    """Return the last instant of which each kind of history tells."""
    ends = []
    for table in TABLES:
        last = table.objects.filter(vehicle_id=vehicle.pk).order_by("-reported_at", "-correction").first()
        ends += [last.reported_at if last.has_car_time else last.last_fetched_at] if last else []
    sessions = ChargeSession.objects.filter(vehicle_id=vehicle.pk).that_count()
    for begun, ended in sessions.order_by("-started_at").values_list("started_at", "ended_at")[:1]:
        ends.append(ended or begun)
    return ends


def _plug_holds_until(vehicle: Vehicle, at: datetime) -> datetime:
    """Return until when what was told of the plug before `at` counts: the next reading, or the end of all."""
    after = _after(BatterySnapshot, vehicle, at)
    return after.reported_at if after is not None else max(_ends(vehicle), default=at)


def _before(table: type[Snapshot], vehicle: Vehicle, at: datetime) -> Snapshot | None:
    rows = table.objects.filter(vehicle_id=vehicle.pk, reported_at__lt=at)
    return rows.order_by("-reported_at", "-correction").first()


def _after(table: type[Snapshot], vehicle: Vehicle, at: datetime) -> Snapshot | None:
    """Return the first row at `at` or later."""
    rows = table.objects.filter(vehicle_id=vehicle.pk, reported_at__gte=at)
    return rows.order_by("reported_at", "correction").first()


def _to_next_readings(vehicle: Vehicle, reach: Reach) -> Reach:
    """Return the reach, widened to the battery's readings next to it, as far as these say anything."""
    before = _before(BatterySnapshot, vehicle, reach.start)
    after = _after(BatterySnapshot, vehicle, reach.end)
    start = before.reported_at if before is not None else reach.start
    end = after.reported_at if after is not None else reach.end
    return Reach(
        start if reach.start - start <= HORIZON else reach.start,
        end if end - reach.end <= HORIZON else reach.end,
    )


def _mileages(vehicle: Vehicle) -> QuerySet[CockpitSnapshot]:
    return CockpitSnapshot.objects.filter(vehicle_id=vehicle.pk, mileage_km__isnull=False)


def _mileage_before(vehicle: Vehicle, at: datetime) -> Mileage | None:
    row = _mileages(vehicle).filter(reported_at__lt=at).order_by("-reported_at", "-correction").first()
    return Mileage(row.reported_at, row.last_fetched_at, row.mileage_km or 0.0) if row is not None else None


def _mileage_after(vehicle: Vehicle, at: datetime) -> CockpitSnapshot | None:
    return _mileages(vehicle).filter(reported_at__gte=at).order_by("reported_at", "correction").first()


def _mileages_around(vehicle: Vehicle, reach: Reach) -> Reach:
    last, after = _mileage_before(vehicle, reach.start), _mileage_after(vehicle, reach.end)
    rows = _rows_around(CockpitSnapshot, vehicle, reach)
    return Reach(
        rows.start if last is None else min(last.at, rows.start),
        rows.end if after is None else max(after.reported_at, rows.end),
    )


def _rows_around(table: type[Snapshot], vehicle: Vehicle, reach: Reach) -> Reach:
    before, after = _before(table, vehicle, reach.start), _after(table, vehicle, reach.end)
    return Reach(
        reach.start if before is None else before.reported_at,
        reach.end if after is None else after.reported_at,
    )


def _with_drives(vehicle: Vehicle, reach: Reach, cockpit: list[CockpitReading]) -> Reach:
    """Return the reach, widened to the battery's readings around the drives that touch its ends."""
    start, end = reach
    told = [Mileage(each.at, each.until, each.mileage_km) for each in cockpit if each.mileage_km is not None]
    for last, following in pairwise(told):
        if not reach.start < following.at or following.at - last.until > HORIZON or following.km <= last.km:
            continue
        earliest = earliest_start(last, following.at, following.km - last.km)
        if earliest < reach.end:
            start = min(start, earliest)
            end = max(end, following.at)
    before, after = _before(BatterySnapshot, vehicle, start), _after(BatterySnapshot, vehicle, end)
    # One more, so that the last before it is known for what it is: a change or not.
    if before is not None:
        before = _before(BatterySnapshot, vehicle, before.reported_at) or before
    return Reach(
        start if before is None else before.reported_at,
        end if after is None else after.reported_at,
    )


def _rows(table: type[Snapshot], vehicle: Vehicle, reach: Reach) -> QuerySet[Any]:
    """Return the rows from the first to the last instant of the reach, corrections last."""
    return table.objects.filter(
        vehicle_id=vehicle.pk, reported_at__gte=reach.start, reported_at__lte=reach.end
    ).order_by("reported_at", "correction")


def _battery(rows: QuerySet[BatterySnapshot]) -> Iterator[BatteryReading]:
    """Yield the readings; of a run of equal ones its two ends."""
    held: BatteryReading | None = None
    until = None
    columns = rows.values_list(
        "reported_at",
        "last_fetched_at",
        "has_car_time",
        "state_of_charge",
        "range_km",
        "plug_state",
        "charge_state",
    )
    for at, fetched, timed, percent, range_km, plug, charge in columns.iterator(chunk_size=ROWS_AT_ONCE):
        if held is not None and held.at != at:
            yield held
            if until is not None and held.at < until < at:
                yield held._replace(at=until)
        held = BatteryReading(at, percent, range_km, PLUGGED.get(plug), charge in CHARGING)
        until = None if timed else fetched
    if held is not None:
        yield held
        if until is not None and held.at < until:
            yield held._replace(at=until)


def _cockpit(rows: QuerySet[CockpitSnapshot]) -> Iterator[CockpitReading]:
    held: CockpitReading | None = None
    columns = rows.values_list("reported_at", "last_fetched_at", "mileage_km", "fuel_l", "fuel_range_km")
    for row in columns.iterator(chunk_size=ROWS_AT_ONCE):
        reading = CockpitReading(*row)
        if held is not None and held.at != reading.at:
            yield held._replace(until=min(held.until, reading.at))
        held = reading
    if held is not None:
        yield held


def _hvac(rows: QuerySet[HvacSnapshot]) -> Iterator[HvacReading]:
    held: HvacReading | None = None
    columns = rows.values_list("reported_at", "last_fetched_at", "hvac_on", "outside_c", "has_car_time")
    for at, fetched, on, outside_c, timed in columns.iterator(chunk_size=ROWS_AT_ONCE):
        if held is not None and held.at != at:
            yield held._replace(until=min(held.until, at))
        held = HvacReading(at, at if timed else fetched, on, outside_c, timed)
    if held is not None:
        yield held


def _charges(vehicle: Vehicle, reach: Reach) -> Iterator[ChargeTold]:
    """Yield the charge sessions that touch the reach, or lie so near that they say what it was."""
    start, end = reach.start - 2 * EXACT, reach.end + 2 * EXACT
    sessions = ChargeSession.objects.filter(vehicle_id=vehicle.pk, started_at__lt=end)
    earliest = start - HORIZON
    still = sessions.that_count().filter(ended_at=None, started_at__lte=earliest)
    recent = sessions.filter(started_at__gt=earliest).exclude(ended_at__lte=start)
    for each in [*still, *recent.order_by("started_at", "pk")]:
        yield ChargeTold(
            start=each.started_at,
            end=each.ended_at,
            energy_kwh=each.known_energy_kwh,
            start_percent=each.start_percent,
            end_percent=each.end_percent,
            about=each.about,
            deleted=each.status == SessionStatus.DELETED,
            id=each.pk,
        )
