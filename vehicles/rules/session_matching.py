"""Which stored charge is which of those that were found anew, and what becomes of what people said."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from .charge_groups import MERGE

Limits = tuple[datetime, datetime | None]  # None: goes on
NOTE_LENGTH = 300
_BETWEEN_NOTES = " · "
_FAR = datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of a charge, and the energy that counts (kWh), said or known."""

    energy_kwh: float | None = None
    cost: Decimal | None = None
    note: str = ""
    counting_kwh: float | None = None


def shared(one: Limits, other: Limits) -> timedelta:
    """Return for how long two charges share their time, at most MERGE apart counting as next to each other.

    What is 0 or less is shared by chance only.
    """
    return min(one[1] or _FAR, other[1] or _FAR) - max(one[0], other[0]) + MERGE


def match(stored: Sequence[Limits], found: Sequence[Limits]) -> dict[int, int]:
    """Return for places in `found` the place in `stored` that is the same charge; the longest shared first.

    `found` are in order of time and do not overlap.
    """
    pairs = sorted(
        (-shared(limits, found[new]), old, new)
        for old, limits in enumerate(stored)
        for new in around(limits, found)
    )
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for _shared, old, new in pairs:
        if old not in taken and new not in matched:
            matched[new] = old
            taken.add(old)
    return matched


def around(limits: Limits, found: Sequence[Limits]) -> list[int]:
    """Return the places in `found` that share time with a charge."""
    place = bisect_left(found, limits[0] - MERGE, key=lambda each: each[1] or _FAR)
    places = []
    while place < len(found) and found[place][0] < (limits[1] or _FAR) + MERGE:
        if shared(limits, found[place]) > timedelta(0):
            places.append(place)
        place += 1
    return places


def united(said: Iterable[Said]) -> Said:
    """Return what people said of charges that have become one: costs and energies add up, notes follow."""
    parts = list(said)
    costs = [each.cost for each in parts if each.cost is not None]
    notes = list(dict.fromkeys(each.note for each in parts if each.note))
    energy = None
    if any(each.energy_kwh is not None for each in parts):
        counting = [each.counting_kwh for each in parts if each.counting_kwh is not None]
        energy = sum(counting) if counting else None
    return Said(
        energy_kwh=energy,
        cost=sum(costs, Decimal(0)) if costs else None,
        note=_BETWEEN_NOTES.join(notes)[:NOTE_LENGTH],
        counting_kwh=energy,
    )
