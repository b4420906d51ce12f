"""Figures as people read them: a number in their locale, its unit, its age, and why it is unknown."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..dates import date_format
from ..quantities import THIN, UNKNOWN, number, quantity
from ..rules import ages

# So that a line never ends between a figure and its unit.
_BEFORE_A_UNIT = re.compile(r"(?<=\d) ")

NO_BREAK = "\u00a0"

__all__ = ["THIN", "UNKNOWN", "number", "quantity"]  # what pages say figures with, from one door


@dataclass(frozen=True, slots=True)
class Age:
    """How old a figure is, in words, with its exact time for those who look closer."""

    text: str
    stale: bool = False
    iso: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One big figure."""

    value: str
    unit: str
    known: bool
    reason: str
    stale: bool
    age: Age


@dataclass(frozen=True, slots=True)
class Fact:
    """One small figure with its icon and label."""

    icon: str
    label: str
    text: str
    known: bool
    reason: str
    stale: bool
    age: Age
    detail: str = ""


def duration(minutes: int) -> str:
    """Return a length of time such as "2 h 25 min"."""
    hours, rest = divmod(max(0, minutes), 60)
    if not hours:
        words = _("%(minutes)s min") % {"minutes": rest}
    elif not rest:
        words = _("%(hours)s h") % {"hours": number(hours)}
    else:
        words = _("%(hours)s h %(minutes)s min") % {"hours": number(hours), "minutes": rest}
    return _BEFORE_A_UNIT.sub(THIN, words)


def day_and_time(at: datetime, zone: tzinfo) -> str:
    """Return an instant as "Sat 21 Nov 2026, 14:10 CET" on the clock of that zone."""
    local = at.astimezone(zone)
    return f"{date_format(local, 'MOMENT')}{NO_BREAK}{local.tzname()}"


def moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return a past instant as people say it: "18:20", "yesterday 18:20", "Sat 18:20", "21 Nov"."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days = (today - local.date()).days
    clock_time = date_format(local, "H:i")
    if days <= 0:
        return clock_time
    if days == 1:
        return _("yesterday %(time)s") % {"time": clock_time}
    return f"{date_format(local, 'D')} {clock_time}" if days < 7 else date_format(local, "SHORT_DAY")


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago an instant is, roughly, in words."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("%(minutes)s min ago") % {"minutes": minutes}
    hours = minutes // 60
    if hours < 48:
        return _("%(hours)s h ago") % {"hours": hours}
    days = hours // 24
    if days < 60:
        return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}
    if days < 730:
        months = days // 30
        return ngettext("%(months)s month ago", "%(months)s months ago", months) % {"months": months}
    years = days // 365
    return ngettext("%(years)s year ago", "%(years)s years ago", years) % {"years": years}


def age_of(
    at: datetime | None,
    now: datetime,
    zone: tzinfo,
    *,
    charging: bool = False,
    asleep: bool = False,
    by_our_clock: bool = False,
) -> Age:
    """Return the age of a figure; `at` is the car's time, or `by_our_clock` that of our reading."""
    if at is None:
        return Age(_("not told yet"), stale=True)
    text = ago(at, now)
    if by_our_clock:
        text = _("read %(ago)s") % {"ago": text}
    if asleep:
        text = _("%(ago)s, asleep") % {"ago": text}
    return Age(text, ages.is_stale(at, now, charging=charging), at.isoformat(), day_and_time(at, zone))


def fact(icon: str, label: str, text: str | None, reason: str, age: Age) -> Fact:
    """Return a small figure; without a text it is unknown, for that reason."""
    return Fact(
        icon=icon,
        label=label,
        text=UNKNOWN if text is None else text,
        known=text is not None,
        reason="" if text is not None else reason,
        stale=age.stale,
        age=age,
    )
