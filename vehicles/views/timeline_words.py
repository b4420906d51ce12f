"""Stretches of a vehicle's past in words: "Drove 23 km", "Parked, plugged in"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ..dates import date_format
from ..quantities import distance
from ..rules.calendar_days import day_length, day_of
from ..rules.past import HvacReading
from ..rules.stretches import Kind, Stretch
from .figures import NO_BREAK, THIN, duration, number, quantity

ICONS = {
    Kind.DRIVING: ("route", "text"),
    Kind.CHARGING: ("zap", "charging"),
    Kind.PLUGGED: ("plug", "plugged"),
    Kind.PARKED: ("circle-parking", "parked"),
    Kind.PRECONDITIONING: ("thermometer", "fuel"),
    Kind.UNKNOWN: ("circle-question-mark", "unknown"),
}
WHOLE_DAY = timedelta(hours=24)
MILD_C = 18.0
NEAR = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline; `iso` is its start, for machines."""

    icon: str
    tone: str
    words: str
    percent: str
    times: str
    length: str
    iso: str
    url: str = ""


def entry(
    stretch: Stretch, zone: ZoneInfo, *, on: date, goes_on: bool, hvac: Sequence[HvacReading], url: str = ""
) -> Entry:
    """Return a stretch as a line under the day `on`; what `goes_on` was told last at its end."""
    icon, tone = ICONS[stretch.kind]
    return Entry(
        icon=icon,
        tone=tone,
        words=_words(stretch, hvac, goes_on=goes_on),
        percent=_percent(stretch),
        times=_times(stretch, zone, on, goes_on=goes_on),
        length=_length(stretch),
        iso=stretch.start.astimezone(zone).isoformat(),
        url=url,
    )


def _words(stretch: Stretch, hvac: Sequence[HvacReading], *, goes_on: bool) -> str:
    if stretch.kind is Kind.CHARGING:
        return _charge_words(stretch, goes_on=goes_on)
    if stretch.kind is Kind.PRECONDITIONING:
        return _warm_up_words(stretch, hvac)
    if stretch.distance_km is not None and stretch.drive is not None:
        km = distance(stretch.distance_km)
        if stretch.kind is Kind.UNKNOWN:
            return _("Drove %(km)s some time in between") % {"km": km}
        whole = stretch.distance_km == stretch.drive.distance_km
        return (_("Drove %(km)s") if whole else _("Drove about %(km)s")) % {"km": km}
    return {
        Kind.PLUGGED: _("Parked, plugged in"),
        Kind.PARKED: _("Parked"),
        Kind.UNKNOWN: _("Nothing told"),
        Kind.DRIVING: _("Drove"),
    }[stretch.kind]


def _charge_words(stretch: Stretch, *, goes_on: bool) -> str:
    open_charge = stretch.charge is not None and stretch.charge.end is None
    if goes_on and (open_charge or stretch.charge is None):
        return _("Charging")
    energy = stretch.charge.energy_kwh if stretch.charge is not None else None
    if energy is None:
        return _("Charged")
    return _("Charged %(energy)s") % {"energy": quantity(energy, "kWh", 1)}


def _warm_up_words(stretch: Stretch, hvac: Sequence[HvacReading]) -> str:
    """Say whether it was warm or cold outside, where a reading near it tells."""
    near = [each for each in hvac if each.outside_c is not None and abs(each.at - stretch.start) <= NEAR]
    if not near:
        return _("Warmed up or cooled")
    outside = min(near, key=lambda each: abs(each.at - stretch.start)).outside_c or 0.0
    return _("Warmed up") if outside < MILD_C else _("Cooled")


def _percent(stretch: Stretch) -> str:
    """Return "84 → 76 %", or one figure where it stayed."""
    before, after = stretch.from_percent, stretch.to_percent
    if stretch.kind is Kind.PRECONDITIONING or (before is None and after is None):
        return ""
    if before is None or after is None or round(before) == round(after):
        return quantity(before if after is None else after, "%")  # type: ignore[arg-type]
    return f"{number(before)} → {number(after)}{THIN}%"


def _times(stretch: Stretch, zone: ZoneInfo, on: date, *, goes_on: bool) -> str:
    changed = any(day_length(day_of(at, zone), zone) != WHOLE_DAY for at in (stretch.start, stretch.end))
    before, after = (at.astimezone(zone).tzname() for at in (stretch.start, stretch.end))
    start = clock_time(stretch.start, zone, on, named=changed and before != after)
    end = clock_time(stretch.end, zone, on, named=changed)
    if stretch.start == stretch.end:
        return _("about %(time)s") % {"time": end}
    if goes_on:
        times = {"start": start, "end": end}
        text = (
            _("since about %(start)s, last told %(end)s")
            if stretch.about
            else _("since %(start)s, last told %(end)s")
        )
        return text % times
    return (_("about %(start)s – %(end)s") if stretch.about else "%(start)s – %(end)s") % {
        "start": start,
        "end": end,
    }


def clock_time(at: datetime, zone: ZoneInfo, on: date, *, named: bool) -> str:
    """Return "18:20", with its day where that is not `on`, and the zone's name where that is `named`."""
    local = at.astimezone(zone)
    text = date_format(local, "H:i")
    if local.date() != on:
        far = abs((local.date() - on).days) > 6
        text = f"{date_format(local, 'SHORT_DAY' if far else 'D')} {text}"
    return f"{text}{NO_BREAK}{local.tzname()}" if named else text


def _length(stretch: Stretch) -> str:
    minutes = round(stretch.length.total_seconds() / 60)
    if minutes >= 48 * 60:
        return _("%(days)s days") % {"days": number(minutes / 1440, 1)}
    return duration(minutes) if minutes else ""
