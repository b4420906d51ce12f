"""How a Renault login fares and when its vehicles are asked, in words."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import reader
from ..dates import date_format
from ..models import LoginState, RenaultLogin, Vehicle, VehicleStatus
from ..rules import cadence
from ..rules.budget import CALLS_PER_HOUR, READS_PER_HOUR
from ..rules.cadence import Pace
from .figures import duration

MINUTE = timedelta(minutes=1)


def tone_of(login: RenaultLogin) -> str:
    if login.state == LoginState.NEEDS_SIGN_IN:
        return "failed"
    return "attention" if login.state == LoginState.COOLING or login.last_error else "charging"


def calls_words(calls: int) -> str:
    return _("%(calls)s of %(most)s calls this hour") % {"calls": calls, "most": CALLS_PER_HOUR}


def next_look_at(login: RenaultLogin) -> datetime | None:
    """Return when the worker may next ask this login (annotated with `next_due`), None where it may not."""
    due_at: datetime | None = login.next_due  # type: ignore[attr-defined]
    if due_at is None or login.state == LoginState.NEEDS_SIGN_IN:
        return None
    cooling_until = login.cooling_until if login.state == LoginState.COOLING else None
    return max(at for at in (due_at, login.wait_until, cooling_until) if at is not None)


def next_look_words(login: RenaultLogin, now: datetime) -> str:
    """Return when a login (annotated with `next_due`) is asked next: "in 4 min", "paused until 14:35"."""
    if login.state == LoginState.NEEDS_SIGN_IN:
        return _("not until someone signs in again")
    if login.is_cooling(now):
        return _("paused until %(time)s") % {"time": clock_time(login.cooling_until or now)}
    at = next_look_at(login)
    if at is None:
        return _("no vehicle to look at")
    return in_words(at, now)


def in_words(at: datetime, now: datetime) -> str:
    """Return how long until an instant, roughly."""
    minutes = int((at - now) / MINUTE)
    return _("in %(time)s") % {"time": duration(minutes)} if minutes > 0 else _("soon")


def clock_time(at: datetime) -> str:
    """Return the time by which an instant has passed, on the reader's clock."""
    local = (at + timedelta(seconds=59)).astimezone(reader.current().zone)
    return date_format(local, "H:i")


def why_waiting(login: RenaultLogin, calls: int, now: datetime) -> list[str]:
    """Return in sentences what keeps a login with so many calls this hour from being asked, if anything."""
    if login.is_cooling(now):
        return _why_cooling(login)
    waits = login.wait_until is not None and now < login.wait_until
    if waits and not login.last_error and calls >= READS_PER_HOUR:
        words = _(
            "This hour's %(reads)s looks are used up. It goes on at %(time)s. The other %(kept)s calls are "
            "kept for what you tell your cars."
        )
        at = clock_time(login.wait_until or now)
        return [words % {"reads": READS_PER_HOUR, "time": at, "kept": CALLS_PER_HOUR - READS_PER_HOUR}]
    found = [login.error_in_words] if login.last_error else []
    if found and waits:
        found.append(_("Tried again at %(time)s.") % {"time": clock_time(login.wait_until or now)})
    return found


def _why_cooling(login: RenaultLogin) -> list[str]:
    found = [
        _(
            "Renault said that its own limit of calls is reached. Nothing is asked or sent until %(time)s; "
            "your other logins go on."
        )
        % {"time": clock_time(login.cooling_until)},  # type: ignore[arg-type]
        _("Renault counts the phone app's calls too."),
    ]
    if login.pause_minutes > 15:
        words = _("It came again soon after the last time, so the pause is longer now: %(time)s.")
        found.append(words % {"time": duration(login.pause_minutes)})
    return found


def pace_words(vehicle: Vehicle, spacing: timedelta, sharing: int) -> str:
    """Return how often a vehicle is asked and why, where `sharing` vehicles share the hour's calls."""
    if vehicle.status == VehicleStatus.UNLINKED:
        return _("Taken off the Renault account: asked no more")
    pace = Pace(vehicle.pace)
    every = cadence.interval(pace, spacing)
    words = _("%(state)s: %(often)s") % {"state": vehicle.get_pace_display(), "often": _often(every)}
    if every > cadence.INTERVALS[pace]:
        shared = ngettext(
            "%(count)s vehicle shares the hour's calls", "%(count)s vehicles share the hour's calls", sharing
        )
        words += f" ({shared % {'count': sharing}})"
    return words


def _often(every: timedelta) -> str:
    known = {5: _("asked every 5 minutes"), 30: _("asked every half hour"), 60: _("asked every hour")}
    minutes = round(every / MINUTE)
    return known.get(minutes) or _("asked about every %(time)s") % {"time": duration(minutes)}
