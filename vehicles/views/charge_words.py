"""A charge in words: when, how long, how much, and how that is known."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ..dates import date_format
from ..models import ChargeSession, EnergySource
from .figures import UNKNOWN, duration, quantity


def day(at: datetime, zone: ZoneInfo) -> str:
    """Return the local day of an instant, such as "Sat 21 Nov 2026"."""
    return date_format(at.astimezone(zone), "WEEKDAY_DAY_YEAR")


def hours(charge: ChargeSession, zone: ZoneInfo) -> str:
    """Return start and end on the vehicle's clock; an end on another day is named with it."""
    start = charge.started_at.astimezone(zone)
    words = {"start": date_format(start, "H:i"), "end": _end(charge, start, zone)}
    if charge.about:
        return _("about %(start)s – %(end)s") % words
    return _("%(start)s – %(end)s") % words


def _end(charge: ChargeSession, start: datetime, zone: ZoneInfo) -> str:
    if charge.ended_at is None:
        return _("now")
    end = charge.ended_at.astimezone(zone)
    return date_format(end, "H:i" if end.date() == start.date() else "D H:i")


def percent(charge: ChargeSession) -> str:
    """Return the state of charge at start and end."""
    if charge.start_percent is None and charge.end_percent is None:
        return UNKNOWN
    start = UNKNOWN if charge.start_percent is None else quantity(charge.start_percent, "%")
    end = "…" if charge.ended_at is None else UNKNOWN
    if charge.end_percent is not None:
        end = quantity(charge.end_percent, "%")
    return f"{start} → {end}"


def energy(charge: ChargeSession) -> str:
    """Return the energy that counts."""
    known = charge.known_energy_kwh
    return UNKNOWN if known is None else quantity(known, "kWh", 1)


def how_known(charge: ChargeSession) -> str:
    """Return in two or three words where the energy comes from."""
    words = {
        EnergySource.TOLD: _("told by Renault"),
        EnergySource.STATE_OF_CHARGE: _("estimated"),
        EnergySource.AVAILABLE_ENERGY: _("estimated"),
        EnergySource.BY_HAND: _("by hand"),
    }
    if charge.known_energy_kwh is None:
        return _("not known")
    return words.get(EnergySource(charge.known_energy_source), "") if charge.known_energy_source else ""


def length(charge: ChargeSession, now: datetime) -> str:
    """Return how long it took, or takes so far."""
    minutes = charge.minutes
    if minutes is None:
        return duration(round((now - charge.started_at).total_seconds() / 60))
    return duration(max(1, round(minutes)))


def power(charge: ChargeSession) -> str:
    """Return the average power."""
    known = charge.average_power_kw
    return UNKNOWN if known is None else quantity(known, "kW", 1)
