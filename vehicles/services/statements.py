"""The statements that every poll runs, each put into SQL once by the ORM (models/prepared.py).

What is rare is asked for in the ordinary way, where it is needed. Names of slots are those of the columns
they are held against or put into; "…_before" is what a column must hold for a row to be changed.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from django.db.models import Count, Q, Subquery
from django.db.models.functions import Coalesce, Least

from ..models import (
    Archive,
    Command,
    CommandState,
    RenaultCall,
    RenaultLogin,
    Snapshot,
    SummaryDue,
    Vehicle,
    VehicleEndpoint,
    VehicleStatus,
)
from ..models.prepared import Filled, Prepared, PreparedInsert, PreparedUpdate, key_slot, slot, time_slot

# So many rows of one table are written by a statement that is kept; a longer past is imported otherwise.
FEW = 4

# The login


@cache
def take_login() -> PreparedUpdate:
    """Take a login for a poll, where no other process is at it by `machine_now`."""
    free = Q(polling_until=None) | Q(polling_until__lt=time_slot("machine_now"))
    logins = RenaultLogin.objects.filter(free, pk=key_slot("login"))
    return PreparedUpdate(logins, polling_until=time_slot("polling_until"), queued_until=None)


@cache
def leave_login() -> PreparedUpdate:
    """Let others poll the login."""
    return PreparedUpdate(RenaultLogin.objects.filter(pk=key_slot("login")), polling_until=None)


# What a poll has no use for, of a vehicle and its household: read where it is asked for after all.
NOT_TO_POLL = (
    "name",
    "order",
    "hidden",
    "brand",
    "model_label",
    "registration_number",
    "usable_capacity_kwh",
    "positions_coarse_to",
    "positions_gone_to",
    "papers_due_at",
    "created_at",
    "household__name",
    "household__off_peak",
    "household__positions_fine_days",
    "household__positions_kept_days",
    "household__leaving_at",
    "household__created_at",
)


@cache
def followed() -> Prepared:
    """Find the vehicles that are polled through a login, with account, login and household."""
    vehicles = Vehicle.objects.filter(account__login=key_slot("login"), status=VehicleStatus.FOLLOWED)
    return Prepared(vehicles.select_related("account__login", "household").defer(*NOT_TO_POLL))


@cache
def locked_login() -> Prepared:
    """Find how a login stands, and keep it from others until the transaction ends."""
    logins = RenaultLogin.objects.select_for_update().only("state", "cooling_until")
    return Prepared(logins.filter(pk=key_slot("login")))


@cache
def calls_since() -> Prepared:
    """Find the instants of a login's calls after `at`."""
    calls = RenaultCall.objects.filter(login=key_slot("login"), at__gt=time_slot("at"))
    return Prepared(calls.values_list("at"))


@cache
def number_of_calls_since() -> Prepared:
    """Count a login's calls after `at`; no row where there are none."""
    calls = RenaultCall.objects.filter(login=key_slot("login"), at__gt=time_slot("at"))
    return Prepared(calls.values("login").annotate(number=Count("pk")).values_list("number"))


@lru_cache(maxsize=64)
def count_calls(number: int) -> PreparedInsert:
    """Count so many calls, and tell their keys."""
    return PreparedInsert(RenaultCall, ("login_id", "at"), number, returning="id")


# The vehicle


@cache
def set_due() -> PreparedUpdate:
    """Write when a vehicle is due next."""
    return PreparedUpdate(Vehicle.objects.filter(pk=key_slot("vehicle")), due_at=time_slot("due_at"))


@lru_cache(maxsize=64)
def set_standing(columns: tuple[str, ...], *, looked: bool) -> PreparedUpdate:
    """Write these columns of a vehicle, where nobody has moved its time or asked for a look meanwhile.

    With `looked` a look had been asked for before.
    """
    look = {"look_asked_at": time_slot("look_asked_at_before") if looked else None}
    vehicles = Vehicle.objects.filter(pk=key_slot("vehicle"), due_at=time_slot("due_at_before"), **look)
    return PreparedUpdate(vehicles, **{name: slot(name, Vehicle._meta.get_field(name)) for name in columns})


@cache
def accepted_commands() -> Prepared:
    """Find a vehicle's commands whose effect nothing has shown yet."""
    return Prepared(Command.objects.filter(vehicle=key_slot("vehicle"), state=CommandState.ACCEPTED))


# Its switches, what its figures mean, and its calendar.
TO_STORE = (
    "energy",
    "power_in_watts",
    "positions_on",
    "positions_coarse_to",
    "positions_gone_to",
    "time_zone",
    "household__time_zone",
)


@cache
def locked_vehicle() -> Prepared:
    """Find what storing must know of a vehicle, and keep it from others until the transaction ends."""
    locked = Vehicle.objects.select_for_update(of=("self",)).select_related("household")
    return Prepared(locked.filter(pk=key_slot("vehicle")).only(*TO_STORE))


@lru_cache(maxsize=64)
def _endpoints(vehicles: int) -> Prepared:
    keys = [key_slot(f"vehicle {place}") for place in range(vehicles)]
    return Prepared(VehicleEndpoint.objects.filter(vehicle__id__in=keys))


def endpoints_of(vehicle_ids: Sequence[int]) -> Filled:
    """Find the endpoints of these vehicles, one at least."""
    return _endpoints(len(vehicle_ids)).filled(
        {f"vehicle {place}": key for place, key in enumerate(vehicle_ids)}
    )


@lru_cache(maxsize=64)
def note_endpoints(columns: tuple[str, ...], number: int) -> PreparedInsert:
    """Write what so many endpoints answered, old and new ones alike."""
    unique = ("vehicle_id", "endpoint")
    return PreparedInsert(VehicleEndpoint, (*unique, *columns), number, unique=unique, update=columns)


@cache
def mark_stale() -> PreparedUpdate:
    """Have a vehicle's charges made anew from `stale_from` on, or from earlier where that is so already."""
    since = time_slot("stale_from")
    archives = Archive.objects.filter(vehicle=key_slot("vehicle"))
    return PreparedUpdate(archives, stale_from=Least(Coalesce("stale_from", since), since))


@lru_cache(maxsize=FEW)
def mark_days(number: int) -> PreparedInsert:
    """Have so many days summed up anew; those that are marked already stay so."""
    return PreparedInsert(SummaryDue, ("vehicle_id", "on"), number, keep=True)


# The history

ROW = ("reported_at", "correction", "has_car_time", "first_fetched_at", "last_fetched_at")


def _told(table: type[Snapshot], *, at: str) -> Any:
    return slot(at, table._meta.get_field("reported_at"))


@lru_cache(maxsize=16)
def rows_at(table: type[Snapshot]) -> Prepared:
    """Find what was told for one instant: the columns of ROW, then the readings."""
    rows = table.objects.filter(vehicle_id=key_slot("vehicle"), reported_at=_told(table, at="at"))
    return Prepared(rows.values_list(*ROW, *table.READINGS))


@lru_cache(maxsize=16)
def rows_at_and_last_run(table: type[Snapshot]) -> Prepared:
    """Find the same, and the last run that began until then."""
    mine = table.objects.filter(vehicle_id=key_slot("vehicle"))
    before = mine.filter(has_car_time=False, reported_at__lte=_told(table, at="at"))
    last = Subquery(before.order_by("-reported_at").values("reported_at")[:1])
    rows = mine.filter(Q(reported_at=_told(table, at="at")) | Q(has_car_time=False, reported_at=last))
    return Prepared(rows.values_list(*ROW, *table.READINGS))


@lru_cache(maxsize=16)
def newest_run(table: type[Snapshot]) -> Prepared:
    """Find the newest run: its time, its correction, its end."""
    runs = table.objects.filter(vehicle_id=key_slot("vehicle"), has_car_time=False)
    newest = runs.order_by("-reported_at", "-correction")
    return Prepared(newest.values_list("reported_at", "correction", "last_fetched_at")[:1])


@lru_cache(maxsize=16)
def move_end(table: type[Snapshot]) -> PreparedUpdate:
    """Move the end of a run on."""
    rows = table.objects.filter(
        vehicle_id=key_slot("vehicle"),
        reported_at=_told(table, at="at"),
        correction=slot("correction", table._meta.get_field("correction")),
    )
    end = slot("last_fetched_at", table._meta.get_field("last_fetched_at"))
    return PreparedUpdate(rows, last_fetched_at=end)


@lru_cache(maxsize=16 * FEW)
def add_rows(table: type[Snapshot], number: int) -> PreparedInsert:
    """Add so many rows: the vehicle, the columns of ROW, the readings."""
    return PreparedInsert(table, ("vehicle_id", *ROW, *table.READINGS), number)
