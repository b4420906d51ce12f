"""Renault's own counts of charges, heating and cooling beside ours, by day and by month."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import ChargeSession, HvacSnapshot, SessionStatus, ToldKind, ToldRow, Vehicle
from ..rules import periods, told
from ..rules.periods import Period
from ..rules.told import Difference, Ours, Told
from .chart import MOST_ROWS, Asked, Chart, Column, Kind, Series, Window

# Beyond this our readings of heating and cooling are too many to go through for a page.
LONGEST_OF_READINGS = timedelta(days=367)

WORDS: Mapping[Difference, Promise] = {
    Difference.SAME: gettext_lazy("the same"),
    Difference.NOT_TOLD: gettext_lazy("differs: Renault tells nothing of it"),
    Difference.NO_NUMBER: gettext_lazy("Renault tells no number"),
    Difference.SPLIT: gettext_lazy("differs: Renault counts the parts of one charge"),
    Difference.BY_HAND: gettext_lazy("differs: added here by hand"),
    Difference.DELETED: gettext_lazy("differs: deleted here"),
    Difference.NOT_HERE: gettext_lazy("differs: not known here"),
    Difference.NUMBER: gettext_lazy("differs in number"),
    Difference.MINUTES: gettext_lazy("differs in length"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Renault's figures and ours of one period; `ours` is None where it was not looked up."""

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
    return [
        Pair(span, found.get(span.first), None if by_day is None else ours.get(span.first, Ours()))
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


def charges_chart(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the hours of charging, Renault's bar beside ours."""
    notes = [_("Here a charge counts on the day it began; Renault may count one over midnight otherwise.")]
    return _chart(_CHARGES, charges(vehicle, asked), asked, notes)


def hvac_chart(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of how often it was heated or cooled, Renault's bar beside ours."""
    notes = [_("Here it counts when a reading saw it on; between two readings it may go unseen.")]
    pairs = hvac(vehicle, asked)
    if pairs[0].ours is None:
        notes.append(_("Over so long a time only Renault's figures are shown."))
    return _chart(_HVAC, pairs, asked, notes)


def _hours(minutes: float | None) -> float | None:
    return None if minutes is None else minutes / 60


def _charge_lengths(pair: Pair) -> tuple[float | None, float | None]:
    ours = pair.ours if pair.is_known else None
    return _hours(pair.told.minutes if pair.told else None), _hours(ours.minutes if ours else None)


def _numbers(pair: Pair) -> tuple[float | None, float | None]:
    ours = pair.ours if pair.is_known else None
    return (pair.told.number if pair.told else None), (ours.number if ours else None)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What the two charts differ in: `bars` are drawn, `lengths` are further columns."""

    key: str
    title: Promise
    bars: Callable[[Pair], tuple[float | None, float | None]]
    unit: str = ""
    digits: int = 0
    lengths: bool = False

    def columns(self, *, by_month: bool) -> list[Column]:
        lengths = [
            Column("renault_hours", _("Renault: time"), unit="h", digits=1),
            Column("here_hours", _("Here: time"), unit="h", digits=1),
        ]
        return [
            Column("month", _("Month"), "text") if by_month else Column("day", _("Day"), "day"),
            Column("renault_number", _("Renault: number")),
            Column("here_number", _("Here: number")),
            *(lengths if self.lengths else []),
            Column("errors", _("Renault: failed")),
            Column("difference", _("Compared"), "text"),
            Column("other", _("Also told"), "text"),
        ]

    def row(self, pair: Pair, *, by_month: bool) -> list[object]:
        first, row = pair.period.first, pair.told or Told()
        return [
            formats.date_format(first, "F Y") if by_month else first,
            *_numbers(pair),
            *(self.bars(pair) if self.lengths else ()),
            row.errors,
            None if pair.ours is None else str(WORDS[pair.difference]),
            "; ".join(f"{name}: {value}" for name, value in row.other),
        ]


_CHARGES = _Subject("told_charges", gettext_lazy("Charging"), _charge_lengths, "h", 1, lengths=True)
_HVAC = _Subject("told_hvac", gettext_lazy("Heating and cooling"), _numbers)


def _chart(of: _Subject, pairs: list[Pair], asked: Asked, notes: list[str]) -> Chart:
    by_month = step_of(asked) == "month"
    columns = of.columns(by_month=by_month)
    rows = [of.row(pair, by_month=by_month) for pair in pairs if pair.is_known]
    if asked.all_rows:
        return Chart(of.key, str(of.title), columns, rows)
    theirs, ours = zip(*(of.bars(pair) for pair in pairs), strict=True)
    return Chart(
        of.key,
        str(of.title),
        columns,
        rows[::-1][:MOST_ROWS],
        x_kind="period",
        x=[pair.period.start for pair in pairs],
        x_end=pairs[-1].period.end,
        x_labels=[_label(pair.period.first, by_month=by_month) for pair in pairs],
        series=[
            Series("renault", _("Renault"), of.unit, theirs, "bars", digits=of.digits, tone="plugged"),
            Series("here", _("Here"), of.unit, ours, "bars", digits=of.digits),
        ],
        notes=notes,
        more_rows=len(rows) > MOST_ROWS,
    )


def _label(first: date, *, by_month: bool) -> str:
    return formats.date_format(first, "M Y" if by_month else "j M")


def hvac_sessions(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the list of each time that Renault tells of, the newest told first; there is nothing to draw."""
    mine = ToldRow.objects.filter(vehicle=vehicle, kind=ToldKind.HVAC_SESSION)
    found = mine.order_by("-first_fetched_at", "-key").values_list("first_fetched_at", "raw")
    rows = [(at, _as_told(raw)) for at, raw in (found if asked.all_rows else found[: MOST_ROWS + 1])]
    columns = [Column("fetched_at", _("Fetched"), "time"), Column("told", _("As told"), "text")]
    more = not asked.all_rows and len(rows) > MOST_ROWS
    title = _("Heating and cooling, each time")
    kept = rows if asked.all_rows else rows[:MOST_ROWS]
    return Chart("told_hvac_sessions", title, columns, kept, x_kind="none", more_rows=more)


def _as_told(raw: Any) -> str:
    if not isinstance(raw, Mapping):
        return str(raw)
    return "; ".join(f"{name}: {value}" for name, value in raw.items() if value is not None)


def has(vehicle: Vehicle, *kinds: str) -> bool:
    """Whether Renault has told the vehicle any row of these kinds."""
    return ToldRow.objects.filter(vehicle=vehicle, kind__in=kinds).exists()


KINDS = (
    Kind(
        "told_charges",
        charges_chart,
        lambda vehicle: has(vehicle, ToldKind.CHARGE_DAY, ToldKind.CHARGE_MONTH),
        ranges=("month", "year", "all"),
        steps=("day", "month"),
    ),
    Kind(
        "told_hvac",
        hvac_chart,
        lambda vehicle: has(vehicle, ToldKind.HVAC_DAY, ToldKind.HVAC_MONTH),
        ranges=("month", "year", "all"),
        steps=("day", "month"),
    ),
    Kind(
        "told_hvac_sessions",
        hvac_sessions,
        lambda vehicle: has(vehicle, ToldKind.HVAC_SESSION),
        ranges=("all",),
        range="all",
    ),
)
