"""A vehicle's timeline: what it did, day by day, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import clock
from ..dates import date_format
from ..models import DailySummary, TokenScope, Vehicle
from ..rules.calendar_days import ONE_DAY, Days, day_of, days_between
from ..rules.past import Past
from ..rules.stretches import Kind, Stretch, course
from ..services import past
from . import access
from .bearer import by_token
from .chart_files import disposition
from .figures import THIN, number, quantity
from .frames import frame
from .timeline_files import csv_text, rows
from .timeline_words import WHOLE_DAY, Entry, clock_time, entry

DAYS_OF_A_PAGE = 14
# Between a drive and the cable a car stands for some minutes: that is not worth a line.
SHORTEST = timedelta(minutes=10)
QUIET = frozenset({Kind.PARKED, Kind.PLUGGED, Kind.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Asked:
    """The days asked for, and what is wrong with what was typed."""

    first: date
    last: date
    today: date
    typed: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class DayOfTimeline:
    """A day with its totals and what began on it, the newest first."""

    title: str
    iso: str
    totals: list[str]
    note: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TimelinePage:
    days: list[DayOfTimeline]
    caption: str
    older_url: str
    newer_url: str
    newest_url: str
    csv_url: str
    json_url: str
    until: str
    first_day: str
    today: str
    error: str
    ever: bool


def _asked(request: HttpRequest, vehicle: Vehicle, known: past.Reach | None) -> Asked:
    """Return which days are to be shown: up to ?until=, else up to the last of which anything is known."""
    zone = vehicle.zone
    today = day_of(clock.now(), zone)
    last = min(today, day_of(known.end, zone)) if known is not None else today
    if today - last < timedelta(days=DAYS_OF_A_PAGE):
        last = today
    typed, error = request.GET.get("until", ""), ""
    if typed:
        try:
            wanted = parse_date(typed)
        except ValueError:
            wanted = None
        if wanted is None or not 2000 <= wanted.year <= 2200:
            error = _("This is no date. Write it as year-month-day, such as 2026-03-29.")
        else:
            last = min(wanted, today)
    return Asked(last - timedelta(days=DAYS_OF_A_PAGE - 1), last, today, typed, error)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on the page: its days, what was told around them, and the stretches that reach into them."""

    days: Days
    past: Past
    stretches: list[Stretch]
    last_told: datetime | None


def _shown(vehicle: Vehicle, asked: Asked, known: past.Reach | None) -> Shown:
    days = Days(days_between(asked.first, asked.last), vehicle.zone)
    told = past.read(vehicle, days.start, days.end)
    lived = course(told)
    stretches = sorted([*lived.stretches, *lived.beside], key=lambda each: (each.start, each.end))
    return Shown(
        days,
        told,
        [
            each
            for each in stretches
            if _is_worth_a_line(each) and each.end >= days.start and each.start < days.end
        ],
        known.end if known is not None else None,
    )


def _is_worth_a_line(stretch: Stretch) -> bool:
    return stretch.kind not in QUIET or stretch.distance_km is not None or stretch.length >= SHORTEST


def _page(vehicle: Vehicle, asked: Asked, known: past.Reach | None) -> TimelinePage:
    shown = _shown(vehicle, asked, known)
    url = reverse("vehicle-timeline", args=[vehicle.pk])
    query = f"?until={asked.last.isoformat()}"
    first_known = day_of(known.start, vehicle.zone) if known is not None else asked.first
    newer = min(asked.last + timedelta(days=DAYS_OF_A_PAGE), asked.today)
    return TimelinePage(
        days=_days(vehicle, shown),
        caption=" – ".join(date_format(on, "DAY_YEAR") for on in (asked.first, asked.last)),
        older_url=f"{url}?until={(asked.first - ONE_DAY).isoformat()}" if first_known < asked.first else "",
        newer_url=f"{url}?until={newer.isoformat()}" if asked.last < asked.today else "",
        newest_url=url,
        csv_url=reverse("vehicle-timeline-csv", args=[vehicle.pk]) + query,
        json_url=reverse("vehicle-timeline-json", args=[vehicle.pk]) + query,
        until=asked.typed if asked.error else asked.last.isoformat(),
        first_day=first_known.isoformat(),
        today=asked.today.isoformat(),
        error=asked.error,
        ever=known is not None,
    )


def _days(vehicle: Vehicle, shown: Shown) -> list[DayOfTimeline]:
    """Return the days of which anything is known, the newest first."""
    summaries = DailySummary.objects.filter(
        vehicle_id=vehicle.pk, on__range=(shown.days.dates[0], shown.days.dates[-1])
    )
    by_day = {summary.on: summary for summary in summaries}
    found = []
    for place, on in enumerate(shown.days.dates):
        start, end = shown.days.limits[place], shown.days.limits[place + 1]
        own = [each for each in shown.stretches if start <= max(each.start, shown.days.start) < end]
        through = [
            each for each in shown.stretches if each.start < start and each.end > start and each not in own
        ]
        if not own and not (through and through[-1].kind is not Kind.UNKNOWN) and on not in by_day:
            continue
        found.append(
            DayOfTimeline(
                title=date_format(on, "LONG_DAY_YEAR"),
                iso=on.isoformat(),
                totals=_totals(by_day[on]) if on in by_day else [],
                note=_note(vehicle, on, end - start, own, through),
                entries=[_entry(vehicle, shown, each, on) for each in reversed(own)],
            )
        )
    return found[::-1]


def _entry(vehicle: Vehicle, shown: Shown, stretch: Stretch, on: date) -> Entry:
    goes_on = (
        stretch.end == shown.last_told
        and stretch.kind in (Kind.PARKED, Kind.PLUGGED, Kind.CHARGING)
        and (stretch.charge is None or stretch.charge.end is None)
    )
    session = stretch.charge.id if stretch.charge is not None else None
    url = reverse("vehicle-charge", args=[vehicle.pk, session]) if session is not None else ""
    return entry(stretch, vehicle.zone, on=on, goes_on=goes_on, hvac=shown.past.hvac, url=url)


def _note(
    vehicle: Vehicle, on: date, length: timedelta, own: Sequence[Stretch], through: Sequence[Stretch]
) -> str:
    """Say that a day is longer or shorter than others, and how a day went on which nothing began."""
    parts = []
    if length < WHOLE_DAY:
        parts.append(_("The clocks went forward: this day has %(hours)s hours.") % {"hours": _hours(length)})
    elif length > WHOLE_DAY:
        parts.append(_("The clocks went back: this day has %(hours)s hours.") % {"hours": _hours(length)})
    if through and all(each.kind is Kind.PRECONDITIONING for each in own):
        since = clock_time(through[-1].start, vehicle.zone, on, named=False)
        told = {
            Kind.PLUGGED: _("Parked, plugged in, since %(since)s."),
            Kind.CHARGING: _("Charging since %(since)s."),
            Kind.PARKED: _("Parked since %(since)s."),
        }.get(through[-1].kind)
        parts += [told % {"since": since}] if told else []
    return " ".join(parts)


def _hours(length: timedelta) -> str:
    hours = length.total_seconds() / 3600
    return number(hours, 0 if hours == int(hours) else 1)


def _totals(day: DailySummary) -> list[str]:
    """Return the day's figures that are known and not nothing."""
    totals = []
    if day.distance_km is not None:
        totals.append(quantity(day.distance_km, "km", 1 if 0 < day.distance_km < 10 else 0))
    if day.energy_charged_kwh:
        totals.append(_("%(energy)s charged") % {"energy": quantity(day.energy_charged_kwh, "kWh", 1)})
    if day.energy_used_kwh:
        totals.append(_("about %(energy)s used") % {"energy": quantity(day.energy_used_kwh, "kWh", 1)})
    if day.state_of_charge_min is not None and day.state_of_charge_max is not None:
        low, high = round(day.state_of_charge_min), round(day.state_of_charge_max)
        totals.append(f"{number(low)}–{number(high)}{THIN}%" if low != high else quantity(low, "%"))
    if day.fuel_last_l is not None:
        totals.append(_("%(fuel)s in the tank") % {"fuel": quantity(day.fuel_last_l, "l")})
    if day.outside_c is not None:
        totals.append(_("%(degrees)s outside") % {"degrees": quantity(day.outside_c, "°C")})
    return totals


@require_safe
@access.member
def vehicle_timeline(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    known = past.first_and_last(vehicle)
    page = _page(vehicle, _asked(request, vehicle, known), known)
    context = {"page": page, "frame": frame(vehicle, "vehicle-timeline")}
    return render(request, "vehicles/timeline.html", context)


@by_token(TokenScope.READ)
@require_safe
@access.member
def vehicle_timeline_csv(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    known = past.first_and_last(vehicle)
    shown = _shown(vehicle, _asked(request, vehicle, known), known)
    response = HttpResponse(csv_text(shown.stretches, vehicle.zone), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = disposition(vehicle.name, "timeline", "csv")
    return response


@by_token(TokenScope.READ)
@require_safe
@access.member
def vehicle_timeline_json(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    known = past.first_and_last(vehicle)
    shown = _shown(vehicle, _asked(request, vehicle, known), known)
    told = {
        "from": shown.days.dates[0].isoformat(),
        "until": shown.days.dates[-1].isoformat(),
        "time_zone": vehicle.zone.key,
        "entries": list(rows(shown.stretches, vehicle.zone)),
    }
    response = JsonResponse(told)
    response["Content-Disposition"] = disposition(vehicle.name, "timeline", "json")
    return response
