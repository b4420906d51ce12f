"""A vehicle's past in one line a reading, for the tests of what is made of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from vehicles.rules.past import BatteryReading, ChargeTold, CockpitReading, HvacReading, Past
from vehicles.rules.stretches import Stretch, course

PARIS = ZoneInfo("Europe/Paris")


def paris(text: str) -> datetime:
    """Return an instant from "03-01 10:00" (of 2026) on the clocks of Paris."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=PARIS).astimezone(ZoneInfo("UTC"))


def battery(at: str, percent: float | None, plug: str = "", range_km: float | None = None) -> BatteryReading:
    """`plug` is "" (unplugged), "plugged", "charging" or "?" (not told)."""
    plugged = None if plug == "?" else plug in ("plugged", "charging")
    return BatteryReading(paris(at), percent, range_km, plugged, plug == "charging")


def cockpit(start: str, end: str, km: float | None, **fuel: float) -> CockpitReading:
    return CockpitReading(paris(start), paris(end), km, **fuel)


def hvac(at: str, on: bool | None, outside_c: float | None = None) -> HvacReading:
    return HvacReading(paris(at), paris(at), on, outside_c)


def charge(
    start: str, end: str | None, kwh: float | None = None, *percent: float, deleted: bool = False
) -> ChargeTold:
    low, high = percent or (None, None)
    return ChargeTold(paris(start), paris(end) if end else None, kwh, low, high, deleted=deleted)


def told(stretch: Stretch) -> str:
    """Return a stretch as "driving 07:40-08:25 23 km", on the clocks of Paris."""
    start, end = stretch.start.astimezone(PARIS), stretch.end.astimezone(PARIS)
    km = "" if stretch.distance_km is None else f" {stretch.distance_km:g} km"
    return f"{'about ' if stretch.about else ''}{stretch.kind} {start:%H:%M}-{end:%H:%M}{km}"


def story(past: Past) -> list[str]:
    return [told(each) for each in course(past).stretches]
