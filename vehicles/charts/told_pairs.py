"""Looks up Renault's own counts of a vehicle, and ours of the same days and months."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from ..models import ChargeSession, HvacSnapshot, SessionStatus, ToldKind, ToldRow, Vehicle
from ..rules import periods, told
from ..rules.periods import Period
from ..rules.told import Difference, Ours, Told
from .chart import Asked, Window

# Beyond this our readings of heating and cooling are too many to go through for a page.
LONGEST_OF_READINGS = timedelta(days=367)


@dataclass(frozen=True, slots=True)
class Pair:
    """Renault's figures and ours of one period; `ours` is None where we cannot know."""

    period: Period
    told: Told | None
    ours: Ours | None

    @property
    def difference(self) -> Difference:
        return told.compare(self.told, self.ours or Ours())

    @property
    def is_known(self) -> bool:
        """Whether either side has anything to say."""
        return self.told is not None or (self.ours is not None and self.ours.number > 0)


def charges(vehicle: Vehicle, asked: Asked) -> list[Pair]:
    """Return every period of the window with Renault's charges and ours, a charge by the day it began."""
    kinds = {"day": ToldKind.CHARGE_DAY, "month": ToldKind.CHARGE_MONTH}
    return _pairs(vehicle, asked, kinds, _sessions)


def hvac(vehicle: Vehicle, asked: Asked) -> list[Pair]:
    """Return every period of the window with Renault's heating and cooling, and how often we saw it on."""
    kinds = {"day": ToldKind.HVAC_DAY, "month": ToldKind.HVAC_MONTH}
    return _pairs(vehicle, asked, kinds, _seen_on)


def step_of(asked: Asked) -> str:
    """Return "day" or "month": Renault tells no others, and a day needs room."""
    step = periods.fitting_step(asked.window.start, asked.window.end, asked.step)
    return "day" if step == "day" else "month"


def _pairs(
    vehicle: Vehicle,
    asked: Asked,
    kinds: Mapping[str, str],
    of_ours: Callable[[Vehicle, Window], dict[date, Ours] | None],
) -> list[Pair]:
    step = step_of(asked)
    window = _with_older(vehicle, asked, kinds["month"])
    spans = periods.periods(window.start, window.end, step, vehicle.zone)
    found = _told_rows(vehicle, kinds[step], spans[0].first, spans[-1].after)
    by_day = of_ours(
        vehicle,
        Window(
            periods.midnight(spans[0].first, vehicle.zone), periods.midnight(spans[-1].after, vehicle.zone)
        ),
    )
    ours: dict[date, Ours] = {}
    for day, of_day in (by_day or {}).items():
        first = periods.first_day(day, step)
        ours[first] = _sum(ours.get(first, Ours()), of_day)
    known_from = asked.first.timestamp() if asked.first else 0.0
    return [
        # Of what lies before our first reading nothing is known here, which is not the same as no charge.
        Pair(
            span,
            found.get(span.first),
            None if by_day is None or span.end <= known_from else ours.get(span.first, Ours()),
        )
        for span in spans
    ]


def _with_older(vehicle: Vehicle, asked: Asked, kind: str) -> Window:
    """Return the window; "all" begins where Renault's months begin, which may be before our first reading."""
    if asked.range != "all" or asked.zoomed:
        return asked.window
    mine = ToldRow.objects.filter(vehicle=vehicle, kind=kind, key__regex=r"^\d{6}$")
    key = mine.order_by("key").values_list("key", flat=True).first()
    first = told.first_day(key or "")
    if first is None:
        return asked.window
    return Window(min(asked.window.start, periods.midnight(first, vehicle.zone)), asked.window.end)


def _told_rows(vehicle: Vehicle, kind: str, first: date, after: date) -> dict[date, Told]:
    """Return the rows of a kind by their first day: a range of the key, which sorts as days do."""
    digits = "%Y%m%d" if kind in (ToldKind.CHARGE_DAY, ToldKind.HVAC_DAY) else "%Y%m"
    rows = ToldRow.objects.filter(
        vehicle=vehicle, kind=kind, key__gte=first.strftime(digits), key__lt=after.strftime(digits)
    )
    found = {told.first_day(key): told.read(raw) for key, raw in rows.values_list("key", "raw")}
    return {day: row for day, row in found.items() if day is not None}


def _sessions(vehicle: Vehicle, window: Window) -> dict[date, Ours]:
    """Return our charges by the day they began, on the vehicle's clock."""
    mine = ChargeSession.objects.filter(
        vehicle=vehicle, started_at__gte=window.start, started_at__lt=window.end
    ).annotate(rows=Count("records"))
    by_day: dict[date, Ours] = {}
    for at, ended_at, status, rows in mine.values_list("started_at", "ended_at", "status", "rows"):
        day = at.astimezone(vehicle.zone).date()
        by_day[day] = _sum(by_day.get(day, Ours()), _session(at, ended_at, status, rows))
    return by_day


def _session(at: datetime, ended_at: datetime | None, status: str, rows: int) -> Ours:
    if status == SessionStatus.DELETED:
        return Ours(deleted=1)
    minutes = None if ended_at is None else (ended_at - at).total_seconds() / 60
    return Ours(1, minutes, rows, by_hand=int(status == SessionStatus.BY_HAND and not rows))


def _seen_on(vehicle: Vehicle, window: Window) -> dict[date, Ours] | None:
    """Return how often our readings saw heating or cooling go on, by day; None for too long a time."""
    if window.end - window.start > LONGEST_OF_READINGS + timedelta(days=31):
        return None
    readings = HvacSnapshot.objects.filter(
        vehicle=vehicle, reported_at__gte=window.start, reported_at__lt=window.end, hvac_on__isnull=False
    ).order_by("reported_at", "correction")
    by_day: dict[date, Ours] = {}
    was_on = False
    for at, is_on in readings.values_list("reported_at", "hvac_on").iterator(chunk_size=2000):
        if is_on and not was_on:
            day = at.astimezone(vehicle.zone).date()
            by_day[day] = _sum(by_day.get(day, Ours()), Ours(1, None))
        was_on = is_on
    return by_day


def _sum(one: Ours, other: Ours) -> Ours:
    return Ours(
        one.number + other.number,
        None if one.minutes is None or other.minutes is None else one.minutes + other.minutes,
        one.records + other.records,
        one.by_hand + other.by_hand,
        one.deleted + other.deleted,
    )


def has(vehicle: Vehicle, *kinds: str) -> bool:
    """Whether Renault has told the vehicle any row of these kinds."""
    return ToldRow.objects.filter(vehicle=vehicle, kind__in=kinds).exists()
