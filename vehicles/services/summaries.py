"""Keeps the daily summaries up to date.

1. Whoever stores a reading or changes a charge marks the days it belongs to as due (`mark`).
2. `bring_up_to_date` (each minute) takes the due days of a vehicle, some weeks at a time, in order. It
   locks the vehicle, so that nothing is stored meanwhile and two workers take turns.
3. It widens them to the days whose figures hang on theirs (`past.influence`): a drive across midnight,
   a loss over a night, a car that is found where it stood.
4. It makes these days from what was told around them (`past.read`), writes those that changed, and takes
   the marks away in the same transaction.
`rebuild` makes all days of a vehicle by the same steps, some months at a time.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime, timedelta

from django.db import transaction

from ..models import DailySummary, SummaryDue, Vehicle
from ..rules.calendar_days import ONE_DAY, Days, day_of, days_between
from ..rules.days import Day, summarise
from . import past
from .capacity import capacity_of
from .past import Reach

DAYS_AT_ONCE = 28
DAYS_OF_A_REBUILD = 92
FIGURES = tuple(field.name for field in fields(Day))


def mark(vehicle: Vehicle, stretches: Iterable[tuple[datetime, datetime]]) -> None:
    """Have the summaries of the days made anew that these stretches of time touch."""
    mark_days(vehicle, days_of(vehicle, stretches))


def days_of(vehicle: Vehicle, stretches: Iterable[tuple[datetime, datetime]]) -> set[date]:
    """Return the vehicle's days that these stretches of time touch."""
    zone = vehicle.zone
    return {on for start, end in stretches for on in days_between(day_of(start, zone), day_of(end, zone))}


def mark_days(vehicle: Vehicle, days: Iterable[date]) -> None:
    """Have the summaries of these days, of the vehicle's own calendar, made anew."""
    due = [SummaryDue(vehicle_id=vehicle.pk, on=on) for on in sorted(days)]
    SummaryDue.objects.bulk_create(due, ignore_conflicts=True, batch_size=400)


def mark_all(vehicle: Vehicle) -> None:
    """Have all summaries of a vehicle made anew by the worker, because its clock or its capacity changes."""
    known = past.first_and_last(vehicle)
    days = set(DailySummary.objects.filter(vehicle_id=vehicle.pk).values_list("on", flat=True))
    if known is not None:
        # On another clock the first and the last readings may belong to the day beside.
        days |= days_of(vehicle, [(known.start - ONE_DAY, known.end + ONE_DAY)])
    mark_days(vehicle, days)


def bring_up_to_date(limit: timedelta | None = None, monotonic: Callable[[], float] = time.monotonic) -> int:
    """Make what is due, for no longer than `limit`, and return how many due days were made."""
    stop = None if limit is None else monotonic() + limit.total_seconds()
    made = 0
    for vehicle_id in list(SummaryDue.objects.order_by().values_list("vehicle_id", flat=True).distinct()):
        while stop is None or monotonic() < stop:
            done = _make_due(vehicle_id)
            made += done
            if not done:
                break
    return made


def _make_due(vehicle_id: int) -> int:
    """Make the first due days of a vehicle that follow each other, and return how many."""
    with transaction.atomic():
        vehicle = _locked(vehicle_id)
        marks = SummaryDue.objects.filter(vehicle_id=vehicle_id).order_by("on")
        days = _in_a_row(list(marks.values_list("on", flat=True)[:DAYS_AT_ONCE]))
        if not days:
            return 0
        _make_with_neighbours(vehicle, days)
    return len(days)


def _make_with_neighbours(vehicle: Vehicle, days: Sequence[date]) -> None:
    """Make days that follow each other and those whose figures hang on them, and take their marks away."""
    of = Days(days, vehicle.zone)
    wide = past.influence(vehicle, Reach(of.start, of.end))
    first = min(day_of(wide.start, vehicle.zone), days[0] - ONE_DAY)
    last = max(day_of(wide.end, vehicle.zone), days[-1] + ONE_DAY)
    _make(vehicle, days_between(first, last))
    # However much later: what was driven some time since is counted on the day that tells of it.
    told_at = past.next_mileage_at(vehicle, of.end)
    if told_at is not None and (told_on := day_of(told_at, vehicle.zone)) > last:
        _make(vehicle, [told_on])
    SummaryDue.objects.filter(vehicle_id=vehicle.pk, on__range=(days[0], days[-1])).delete()


def _in_a_row(days: Sequence[date]) -> list[date]:
    """Return the first days as far as no day is left out."""
    row = list(days[:1])
    for day in days[1:]:
        if day != row[-1] + ONE_DAY:
            break
        row.append(day)
    return row


def _locked(vehicle_id: int) -> Vehicle:
    """Return the vehicle, kept from whoever stores for it until the transaction ends."""
    return Vehicle.objects.select_for_update(of=("self",)).select_related("household").get(pk=vehicle_id)


def _make(vehicle: Vehicle, dates: Sequence[date]) -> None:
    """Make these days, which follow each other, and write what changed."""
    days = Days(dates, vehicle.zone)
    found = summarise(
        past.read(vehicle, days.start, days.end), days, capacity_of(vehicle).kwh, plugs_in=vehicle.charges
    )
    rows = DailySummary.objects.filter(vehicle_id=vehicle.pk, on__range=(dates[0], dates[-1]))
    stored = {row["on"]: Day(**{name: row[name] for name in FIGURES}) for row in rows.values("on", *FIGURES)}
    changed = {on: day for on, day in found.items() if stored.get(on) != day}
    outdated = [on for on in stored if on in changed or on not in found]
    if outdated:
        rows.filter(on__in=outdated).delete()
    DailySummary.objects.bulk_create(
        [DailySummary(vehicle_id=vehicle.pk, on=on, **asdict(day)) for on, day in changed.items()]
    )


def rebuild(vehicle: Vehicle, progress: Callable[[float], None] = lambda _share: None) -> int:
    """Make all summaries of a vehicle anew and return how many it has; `progress` gets shares of 0 to 1."""
    known = past.first_and_last(vehicle)
    summaries = DailySummary.objects.filter(vehicle_id=vehicle.pk)
    if known is None:
        summaries.delete()
        SummaryDue.objects.filter(vehicle_id=vehicle.pk).delete()
        progress(1.0)
        return 0
    days = days_between(day_of(known.start, vehicle.zone), day_of(known.end, vehicle.zone))
    summaries.exclude(on__range=(days[0], days[-1])).delete()
    for place in range(0, len(days), DAYS_OF_A_REBUILD):
        part = days[place : place + DAYS_OF_A_REBUILD]
        with transaction.atomic():
            _make_with_neighbours(_locked(vehicle.pk), part)
        progress((place + len(part)) / len(days))
    return summaries.count()
