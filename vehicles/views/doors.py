"""Locks and doors in words."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ..models import LockSnapshot
from .cards import told_at
from .figures import Age, age_of


@dataclass(frozen=True, slots=True)
class Door:
    """One door with its state in words."""

    label: str
    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Doors:
    """The lock and the doors that were told; without a summary, `reason` says why nothing is known."""

    summary: str
    tone: str
    doors: list[Door]
    reason: str
    age: Age


def doors_of(snapshot: LockSnapshot | None, reason: str, now: datetime, zone: ZoneInfo) -> Doors:
    """Return locks and doors as the newest snapshot tells them."""
    age = age_of(
        told_at(snapshot), now, zone, by_our_clock=snapshot is not None and not snapshot.has_car_time
    )
    if snapshot is None:
        return Doors("", "unknown", [], reason, age)
    labels = {
        "driver_door": _("Driver"),
        "passenger_door": _("Passenger"),
        "rear_left_door": _("Rear left"),
        "rear_right_door": _("Rear right"),
        "hatch": _("Boot"),
    }
    told = {label: getattr(snapshot, column) for column, label in labels.items()}
    doors = [Door(label, _door(word), _tone(word)) for label, word in told.items() if word]
    summary, tone = _summary(snapshot.lock, doors)
    return Doors(summary, tone, doors, "", age)


def _door(word: str) -> str:
    return {"open": _("open"), "opened": _("open"), "closed": _("closed")}.get(word, word)


def _tone(word: str) -> str:
    return {"closed": "parked", "open": "attention", "opened": "attention"}.get(word, "unknown")


def _summary(lock: str, doors: list[Door]) -> tuple[str, str]:
    """Say lock and doors in one line, what is open first."""
    locked = {"locked": _("Locked"), "unlocked": _("Unlocked"), "": _("Lock not told")}.get(lock, lock)
    opened = [door for door in doors if door.tone == "attention"]
    if opened:
        return _("%(locked)s, %(count)s open") % {"locked": locked, "count": len(opened)}, "attention"
    if doors and all(door.tone == "parked" for door in doors):
        locked = _("%(locked)s, all closed") % {"locked": locked}
    return locked, "charging" if lock == "locked" else "parked" if lock == "unlocked" else "unknown"
