"""The four tyres: their pressures, and what the car itself thinks of them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import TyrePressureSnapshot
from .cards import told_at
from .figures import UNKNOWN, Age, age_of, quantity

# Pressure changes by weeks, and cars tell it after a drive only.
OLD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wheel:
    """One tyre; `key` is its place on the plan."""

    key: str
    label: str
    text: str
    verdict: str
    tone: str


@dataclass(frozen=True, slots=True)
class Tyres:
    """All four; without wheels, `reason` says why nothing is known."""

    wheels: list[Wheel]
    summary: str
    tone: str
    reason: str
    age: Age


def tyres_of(snapshot: TyrePressureSnapshot | None, reason: str, now: datetime, zone: ZoneInfo) -> Tyres:
    """Return the tyres as the newest snapshot tells them."""
    at = told_at(snapshot)
    age = age_of(at, now, zone, by_our_clock=snapshot is not None and not snapshot.has_car_time)
    if snapshot is None or at is None:
        return Tyres([], "", "unknown", reason, age)
    labels = {
        "front_left": _("Front left"),
        "front_right": _("Front right"),
        "rear_left": _("Rear left"),
        "rear_right": _("Rear right"),
    }
    wheels = [_wheel(snapshot, key, label) for key, label in labels.items()]
    summary, tone = _summary(wheels)
    return Tyres(wheels, summary, tone, "", replace(age, stale=now - at > OLD))


def _wheel(snapshot: TyrePressureSnapshot, key: str, label: str) -> Wheel:
    pressure, status = getattr(snapshot, f"{key}_mbar"), getattr(snapshot, f"{key}_status")
    text = UNKNOWN if pressure is None else quantity(pressure / 1000, "bar", 1)
    verdict, tone = _verdict(status)
    return Wheel(key.replace("_", "-"), label, text, verdict, tone)


def _verdict(status: int | None) -> tuple[str, str]:
    """Return the car's verdict in words, and its tone; only 0 is known to be good."""
    if status is None:
        return _("no verdict"), "unknown"
    if status == 0:
        return _("good"), "charging"
    return _("the car warns (code %(code)s)") % {"code": status}, "attention"


def _summary(wheels: list[Wheel]) -> tuple[str, str]:
    warned = sum(wheel.tone == "attention" for wheel in wheels)
    if warned:
        text = ngettext(
            "The car warns of %(count)s tyre. Check its pressure before the next drive.",
            "The car warns of %(count)s tyres. Check their pressure before the next drive.",
            warned,
        )
        return text % {"count": warned}, "attention"
    if all(wheel.tone == "charging" for wheel in wheels):
        return _("The car finds all four good."), "charging"
    return _("The car gives no verdict on all four."), "unknown"
