"""What the owner has set in a car: when it may charge and warm up, and how full it gets."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from .cars import CarRow
from .zone import DAY_NAMES, local_day, local_instant, utc_instant, zulu

SLOTS = 5


class Window(NamedTuple):
    """When a charge may run, in seconds since 1970."""

    start: float
    end: float


@dataclass
class Settings:
    """The settings as the wire spells them; `mode` is always or scheduled."""

    mode: str = "always"
    charge_schedules: list[dict[str, Any]] = field(default_factory=list)
    hvac_mode: str = "scheduled"
    hvac_schedules: list[dict[str, Any]] = field(default_factory=list)
    soc_min: int = 20
    soc_target: int = 80
    soc_changed_at: float = 0.0
    ev: dict[str, Any] = field(default_factory=dict)
    changed_at: float = 0.0


def first_settings(row: CarRow, at: float) -> Settings:
    """Return what the owner had set when the world was born."""
    settings = Settings(soc_changed_at=at, changed_at=at)
    day = None
    if row.schedule:
        day = {"startTime": clock_text(row.schedule.start), "duration": row.schedule.minutes}
        settings.mode = "scheduled"
    settings.charge_schedules = [{"id": 1, "activated": True, **dict.fromkeys(DAY_NAMES, day)}] if day else []
    settings.charge_schedules += _empty_slots(len(settings.charge_schedules))
    warm = {DAY_NAMES[n]: {"readyAtTime": "T06:00Z"} for n in row.warms_up_at}
    settings.hvac_schedules = [{"id": 1, "activated": bool(warm), **warm}, *_empty_slots(1)]
    if row.model.schedules == "ev-settings":
        settings.ev = _ev_settings(row, at)
    return settings


def _empty_slots(taken: int) -> list[dict[str, Any]]:
    return [{"id": number, "activated": False} for number in range(taken + 1, SLOTS + 1)]


def _ev_settings(row: CarRow, at: float) -> dict[str, Any]:
    start, minutes = (row.schedule.start, row.schedule.minutes) if row.schedule else (0, 480)
    return {
        "lastSettingsUpdateTimestamp": zulu(at),
        "delegatedActivated": False,
        "chargeModeRq": "SCHEDULED" if row.schedule else "ALWAYS",
        "chargeTimeStart": f"{start // 60:02d}:{start % 60:02d}",
        "chargeDuration": minutes,
        "preconditioningTemperature": 20.0,
        "preconditioningHeatedStrgWheel": False,
        "preconditioningHeatedRightSeat": False,
        "preconditioningHeatedLeftSeat": False,
        "programs": [
            _program("CHARGE", "07:00", DAY_NAMES),
            _program("PRECONDITIONING", "08:15", DAY_NAMES[:5]),
        ],
    }


def _program(kind: str, departs: str, days: tuple[str, ...]) -> dict[str, Any]:
    marked = {f"programActivation{name.capitalize()}": name in days for name in DAY_NAMES}
    return {
        "programActivationStatus": True,
        "programType": kind,
        "programDepartureTime": departs,
        **marked,
    }


def clock_text(minutes: int) -> str:
    """Return minutes since midnight as schedules write them: `T23:30Z`."""
    return f"T{minutes // 60 % 24:02d}:{minutes % 60:02d}Z"


def minutes_of(text: str) -> int:
    """Return the minutes since midnight of `T23:30Z` or `23:30`; raises ValueError for other texts."""
    hours, _, minutes = text.removeprefix("T").removesuffix("Z").partition(":")
    return int(hours) * 60 + int(minutes)


def charge_windows(row: CarRow, settings: Settings, at: float) -> list[Window] | None:
    """Return the windows from `at` on in which the car may charge, in order; None means always."""
    if row.model.schedules == "ev-settings":
        return _ev_windows(settings, at)
    if row.model.schedules == "none" or settings.mode == "always":
        return None
    place = utc_instant if row.model.schedules == "utc" else local_instant
    windows = []
    today = local_day(at)
    for ahead in range(-1, 8):
        day = today + timedelta(days=ahead)
        for schedule in settings.charge_schedules:
            entry = schedule.get(DAY_NAMES[day.weekday()]) if schedule.get("activated") else None
            if entry:
                start = place(day, minutes_of(entry["startTime"]))
                windows.append(Window(start, start + entry["duration"] * 60))
    return sorted(w for w in windows if w.end > at) or None


def _ev_windows(settings: Settings, at: float) -> list[Window] | None:
    ev = settings.ev
    running = any(p.get("programActivationStatus") for p in ev.get("programs", []))
    if ev.get("chargeModeRq") != "SCHEDULED" or not running:
        return None
    today = local_day(at)
    start, seconds = minutes_of(ev.get("chargeTimeStart") or "00:00"), int(ev.get("chargeDuration") or 0) * 60
    days = (today + timedelta(days=ahead) for ahead in range(-1, 3))
    windows = [Window(s, s + seconds) for s in (local_instant(day, start) for day in days)]
    return [w for w in windows if w.end > at] or None


def warm_ups(row: CarRow, settings: Settings, at: float, until: float) -> list[float]:
    """Return the instants between `at` and `until` at which the car is to be warm."""
    place = utc_instant if row.model.schedules == "utc" else local_instant
    found = []
    for ahead in range(-1, 3):
        day = local_day(at) + timedelta(days=ahead)
        name = DAY_NAMES[day.weekday()]
        for schedule in settings.hvac_schedules:
            if schedule.get("activated") and schedule.get(name):
                found.append(place(day, minutes_of(schedule[name]["readyAtTime"])))
        for program in settings.ev.get("programs", []):
            wanted = program.get("programActivationStatus") and "PRECOND" in program.get("programType", "")
            if wanted and program.get(f"programActivation{name.capitalize()}"):
                found.append(local_instant(day, minutes_of(program.get("programDepartureTime") or "08:00")))
    return sorted(f for f in found if at <= f < until)
