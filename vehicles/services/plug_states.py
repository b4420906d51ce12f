"""Since when a vehicle's plug state is what it is."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Case, Field, OuterRef, QuerySet, Subquery, When

from ..models import BatterySnapshot, Vehicle
from ..models.prepared import Prepared, key_slot, slot

STATE: Field = BatterySnapshot._meta.get_field("plug_state")
TIME: Field = BatterySnapshot._meta.get_field("reported_at")


def plug_state_since(current: Mapping[int, str], earliest: datetime) -> dict[int, datetime]:
    """Return since when each vehicle's plug state is what it is, where it changed after `earliest`.

    `current` holds the plug states of now by vehicle id. It is the car's time of the first snapshot
    after the last one that said otherwise: two steps into the key of each vehicle.
    """
    if not current:
        return {}
    last_other, first_after = _questions(len(current))
    changed = dict(last_other.ask(_values(current, earliest)))
    if not changed:
        return {}  # and PostgreSQL cannot tell of what kind nothing but NULL is
    # Asked for as many vehicles as before: after no instant there is none.
    at = {key: changed.get(key) for key in current}
    return dict(first_after.ask(_values(at, earliest)))


def _values(known: Mapping[int, Any], earliest: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {"earliest": earliest}
    for place, (key, value) in enumerate(known.items()):
        values |= {f"vehicle {place}": key, f"known {place}": value}
    return values


@lru_cache(maxsize=32)
def _questions(vehicles: int) -> tuple[Prepared, Prepared]:
    """Return two questions for so many vehicles, each with something known of it.

    The first: when the plug state was last another than the one known. The second: when the first snapshot
    after the instant known was.
    """
    mine = BatterySnapshot.objects.filter(vehicle_id=OuterRef("pk"), reported_at__gte=slot("earliest", TIME))
    differing = mine.exclude(plug_state=OuterRef("known")).order_by("-reported_at")
    after = mine.filter(reported_at__gt=OuterRef("known")).order_by("reported_at")
    return _first_of(differing, STATE, vehicles), _first_of(after, TIME, vehicles)


def _first_of(snapshots: QuerySet, field: Field, vehicles: int) -> Prepared:
    """Return the question for the time of the first of `snapshots`, which refers to `known`."""
    keys = [key_slot(f"vehicle {place}") for place in range(vehicles)]
    known = Case(
        *(When(pk=key, then=slot(f"known {place}", field)) for place, key in enumerate(keys)),
        output_field=field,
    )
    times = Subquery(snapshots.values("reported_at")[:1])
    rows = Vehicle.objects.filter(pk__in=keys).annotate(known=known).annotate(at=times).exclude(at=None)
    return Prepared(rows.values_list("pk", "at"))
