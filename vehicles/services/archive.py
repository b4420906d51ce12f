"""Makes the charge sessions of a vehicle from all that is known, and keeps them so.

1. Whoever stores a reading or a record notes from when on the sessions are stale (`stale.mark`).
2. `bring_up_to_date` makes them anew from the last clear boundary before that instant, so that a few days
   are read and not ten years. A rebuild of everything gives the same rows, some months at a time.
3. What the rule finds is matched with the rows by overlap: a charge keeps its row, and what a person said
   of it, when more becomes known.
4. Rows are written only where they changed, and their days' summaries are due. All of one window is one
   transaction, with the vehicle locked.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from .. import clock
from ..models import Archive, ChargeSession, EnergySource, SessionStatus, Vehicle
from ..rules import capacities, charge_facts
from ..rules.charge_sessions import sessions
from . import evidence, lists, session_rows, stale, summaries
from .evidence import Window
from .session_rows import Written

DAYS_AT_ONCE = timedelta(days=90)
MOMENT = timedelta(seconds=1)


def rebuild(vehicle: Vehicle, progress: Callable[[float], None] = lambda _share: None) -> None:
    """Make all sessions of a vehicle anew; `progress` gets shares from 0 to 1."""
    now = clock.now()
    first = evidence.earliest(vehicle)
    if first is not None:
        stale.mark(vehicle, first)
        while (reached := _make_stale(vehicle, now)) is not None:
            progress(min(1.0, max(0.0, (reached - first) / max(now - first, MOMENT))))
    progress(1.0)


def rebuild_around(vehicle: Vehicle, start: datetime, end: datetime) -> None:
    """Make anew the sessions that what a person drew from start to end can have changed."""
    now = clock.now()
    low = evidence.boundary_before(vehicle, start)
    high = evidence.boundary_after(vehicle, end)
    _make(vehicle, Window(low, None if high is None or high > now else high), now)
    _reckon(vehicle)


def bring_up_to_date(
    vehicles: Sequence[Vehicle] | None = None,
    limit: timedelta | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> bool:
    """Make anew what is stale, of these vehicles or of all, and return whether nothing is left.

    After `limit` no further part is begun; what is left is made the next time.
    """
    now = clock.now()
    stop = None if limit is None else monotonic() + limit.total_seconds()
    archives = Archive.objects.select_related("vehicle__household")
    if vehicles is not None:
        archives = archives.filter(vehicle__in=vehicles)
    _close_the_silent(vehicles, now)
    for archive in archives:
        if archive.stale_from is None and _capacity(archive).kwh != archive.used_capacity_kwh:
            _reckon(archive.vehicle)
    for archive in archives.filter(stale_from__isnull=False):
        while stop is None or monotonic() < stop:
            if _make_stale(archive.vehicle, now) is None:
                break
        else:
            return False
    return True


def bring_up_to_date_of(login_id: int, limit: timedelta) -> bool:
    """Do the same for the vehicles of one login."""
    return bring_up_to_date(list(Vehicle.objects.filter(account__login=login_id)), limit)


def _close_the_silent(vehicles: Sequence[Vehicle] | None, now: datetime) -> None:
    """Have those charges made anew that go on, and whose car no longer says so."""
    going_on = ChargeSession.objects.filter(ended_at=None, status=SessionStatus.DERIVED)
    if vehicles is not None:
        going_on = going_on.filter(vehicle__in=vehicles)
    for session in going_on.select_related("vehicle"):
        if not evidence.is_charging_still(session.vehicle, now):
            stale.mark(session.vehicle, session.started_at)


def _make_stale(vehicle: Vehicle, now: datetime) -> datetime | None:
    """Make anew the first months of what is stale; return from when on the rest is, or None."""
    with transaction.atomic():
        archive = _locked(vehicle)
        since = archive.stale_from
        if since is None:
            return None
        high = None
        if since + DAYS_AT_ONCE < now:
            high = evidence.boundary_after(vehicle, since + DAYS_AT_ONCE)
        if high is not None and high > now:
            high = None
        written = _make(vehicle, Window(evidence.boundary_before(vehicle, since), high), now)
        Archive.objects.filter(pk=vehicle.pk).update(stale_from=high)
        if written.told_energy or _capacity(archive).kwh != archive.used_capacity_kwh:
            _reckon(vehicle)
        if written.stretches:
            lists.replan(vehicle, now)
    return high


def _locked(vehicle: Vehicle) -> Archive:
    """Return the vehicle's archive, with the vehicle kept from whoever stores for it."""
    Vehicle.objects.select_for_update(of=("self",)).filter(pk=vehicle.pk).first()
    archive, _created = Archive.objects.get_or_create(vehicle=vehicle)
    return archive


def _capacity(archive: Archive) -> capacities.Capacity:
    vehicle = archive.vehicle
    return capacities.that_counts(vehicle.usable_capacity_kwh, vehicle.model_code, archive.capacity_kwh)


def _make(vehicle: Vehicle, window: Window, now: datetime) -> Written:
    """Make the sessions of a window anew."""
    with transaction.atomic():
        archive = _locked(vehicle)
        inputs = evidence.inputs(vehicle, window, _capacity(archive).kwh)
        written = session_rows.write(vehicle, window, sessions(inputs, now), now)
        summaries.mark(vehicle, written.stretches)
    return written


def _reckon(vehicle: Vehicle) -> None:
    """Estimate the capacity anew, and the energies that follow from the one that counts."""
    with transaction.atomic():
        archive = _locked(vehicle)
        _estimate(archive)
        capacity_kwh = _capacity(archive).kwh
        if capacity_kwh == archive.used_capacity_kwh:
            return
        archive.used_capacity_kwh = capacity_kwh
        archive.save(update_fields=["used_capacity_kwh"])
        summaries.mark_all(vehicle)  # they say what was used by the same capacity
        if capacity_kwh is not None:
            _reckon_energies(vehicle, capacity_kwh)
        elif (first := evidence.earliest(vehicle)) is not None:
            stale.mark(vehicle, first)  # only the readings can tell now


def _estimate(archive: Archive) -> None:
    told = ChargeSession.objects.filter(
        vehicle_id=archive.pk,
        energy_source=EnergySource.TOLD,
        start_percent_set=None,
        end_percent_set=None,
    ).that_count()
    found = capacities.estimate(told.values_list("start_percent", "end_percent", "energy_kwh"))
    columns = {
        "capacity_kwh": found and found.median_kwh,
        "capacity_low_kwh": found and found.low_kwh,
        "capacity_high_kwh": found and found.high_kwh,
        "capacity_charges": found.charges if found else 0,
    }
    if any(getattr(archive, name) != value for name, value in columns.items()):
        for name, value in columns.items():
            setattr(archive, name, value)
        archive.save(update_fields=list(columns))


def _reckon_energies(vehicle: Vehicle, capacity_kwh: float) -> None:
    changed = []
    for row in ChargeSession.objects.filter(vehicle=vehicle).exclude(energy_source=EnergySource.TOLD):
        energy = charge_facts.energy_by_percent(row.start_percent, row.end_percent, capacity_kwh)
        source = EnergySource.STATE_OF_CHARGE.value
        if energy is not None and (row.energy_kwh, row.energy_source) != (energy, source):
            row.energy_kwh, row.energy_source = energy, source
            changed.append(row)
    ChargeSession.objects.bulk_update(changed, ["energy_kwh", "energy_source"], batch_size=200)
    summaries.mark(vehicle, [(row.started_at, row.ended_at or row.started_at) for row in changed])
