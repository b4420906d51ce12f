"""Renault's own counts of charges, heating and cooling beside ours, drawn and listed by day and by month."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..dates import date_format
from ..models import ToldKind, ToldRow, Vehicle
from ..rules import told
from ..rules.told import Difference, Told
from .chart import MOST_ROWS, Asked, Chart, Column, Kind, Series
from .told_pairs import Pair, charges, has, hvac, step_of

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


def charges_chart(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the hours of charging, Renault's bar beside ours."""
    notes = [_("Here a charge counts on the day it began; Renault may count one over midnight otherwise.")]
    return _chart(_CHARGES, charges(vehicle, asked), asked, notes)


def hvac_chart(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of how often it was heated or cooled, Renault's bar beside ours."""
    notes = [_("Here it counts when a reading saw it on; between two readings it may go unseen.")]
    pairs = hvac(vehicle, asked)
    if all(pair.ours is None for pair in pairs):
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

    def row(self, pair: Pair, when: Callable[[date], object]) -> list[object]:
        row = pair.told or Told()
        return [
            when(pair.period.first),
            *_numbers(pair),
            *(self.bars(pair) if self.lengths else ()),
            row.errors,
            None if pair.ours is None else str(WORDS[pair.difference]),
            _listed(row.other),
        ]


_CHARGES = _Subject("told_charges", gettext_lazy("Charging"), _charge_lengths, "h", 1, lengths=True)
_HVAC = _Subject("told_hvac", gettext_lazy("Heating and cooling"), _numbers)


def _chart(of: _Subject, pairs: list[Pair], asked: Asked, notes: list[str]) -> Chart:
    by_month = step_of(asked) == "month"
    columns = of.columns(by_month=by_month)
    known = [pair for pair in pairs if pair.is_known]
    if asked.all_rows:
        of_file = (lambda first: f"{first:%Y-%m}") if by_month else (lambda first: first)
        return Chart(of.key, str(of.title), columns, [of.row(pair, of_file) for pair in known])
    of_page = (lambda first: date_format(first, "F Y")) if by_month else (lambda first: first)
    rows = [of.row(pair, of_page) for pair in known[: -MOST_ROWS - 1 : -1]]
    theirs, ours = zip(*(of.bars(pair) for pair in pairs), strict=True)
    return Chart(
        of.key,
        str(of.title),
        columns,
        rows,
        x_kind="period",
        x=[pair.period.start for pair in pairs],
        x_end=pairs[-1].period.end,
        x_labels=[_label(pair.period.first, by_month=by_month) for pair in pairs],
        series=[
            Series("renault", _("Renault"), of.unit, theirs, "bars", digits=of.digits, tone="plugged"),
            Series("here", _("Here"), of.unit, ours, "bars", digits=of.digits),
        ],
        notes=notes,
        more_rows=len(known) > MOST_ROWS,
    )


def _label(first: date, *, by_month: bool) -> str:
    return date_format(first, "SHORT_MONTH_YEAR" if by_month else "SHORT_DAY")


def hvac_sessions(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the list of each time that Renault tells of, the newest first; there is nothing to draw."""
    mine = ToldRow.objects.filter(vehicle=vehicle, kind=ToldKind.HVAC_SESSION)
    found = mine.order_by("-first_fetched_at", "-key").values_list("raw", flat=True)
    told_times = [told.read_time(raw) for raw in (found if asked.all_rows else found[: MOST_ROWS + 1])]
    told_times.sort(key=lambda each: (each.began_at is not None, each.began_at), reverse=not asked.all_rows)
    columns = [
        Column("asked_at", _("Asked for"), "time"),
        Column("began_at", _("Began"), "time"),
        Column("ended_at", _("Ended"), "time"),
        Column("result", _("Result"), "text"),
        Column("other", _("Also told"), "text"),
    ]
    rows = [
        (each.asked_at, each.began_at, each.ended_at, each.result, _listed(each.other)) for each in told_times
    ]
    more = not asked.all_rows and len(rows) > MOST_ROWS
    title = _("Heating and cooling, each time")
    kept = rows if asked.all_rows else rows[:MOST_ROWS]
    return Chart("told_hvac_sessions", title, columns, kept, x_kind="none", more_rows=more)


def _listed(fields: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in fields)


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
