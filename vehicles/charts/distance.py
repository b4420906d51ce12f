"""How far one vehicle has been driven: its mileage, and the distance of each period."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Vehicle
from ..rules.periods import STEPS
from .bars import bar_chart
from .calendar import Calendar, days_or_weeks, listed
from .chart import Asked, Chart, Column, Kind, Series

Sums = Mapping[date, tuple[float, int]]  # km, over how many known days


def mileage(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the mileage at the end of each day, or of each week of a long time."""
    calendar = days_or_weeks(asked, vehicle)
    told = list(
        calendar.summaries(vehicle.pk)
        .exclude(mileage_km=None)
        .values("start")
        .annotate(mileage=Max("mileage_km"))
        .order_by("start")
        .values_list("start", "mileage")
    )
    now = int(asked.now.timestamp())
    points = [] if asked.all_rows else list(calendar.with_gaps(told))
    return Chart(
        "mileage",
        _("Mileage"),
        [*calendar.columns(), Column("mileage", _("Mileage"), unit="km")],
        **listed(asked, told, lambda row: [*calendar.cells(row[0]), row[1]]),
        x=[min(calendar.end(start), now) for start, _value in points],
        series=[Series("mileage", _("Mileage"), "km", [value for _start, value in points], tone="parked")],
        notes=calendar.notes() if told else [],
        empty=_("The car has told no mileage in this time."),
    )


def distance(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the distance of each period, with how many of its days are known."""
    calendar = Calendar.of(asked, vehicle.zone)
    found = (
        calendar.summaries(vehicle.pk)
        .values("start")
        .annotate(km=Sum("distance_km"), known=Count("distance_km"))
        .values_list("start", "km", "known")
    )
    sums = {start: (km, known) for start, km, known in found if known}
    starts = calendar.starts() if sums else []
    values = [sums[start][0] if start in sums else None for start in starts]

    def cells(start: date) -> list[object]:
        km, known = sums.get(start, (None, 0))
        return [km] if calendar.step == "day" else [km, known, calendar.days_in(start)]

    return bar_chart(
        "distance",
        _("Distance"),
        calendar,
        asked,
        starts,
        columns=_columns(calendar),
        cells=cells,
        series=[Series("distance", _("Distance"), "km", values, kind="bars", tone="plugged")],
        notes=_partly(calendar, sums),
        empty=_("No drive is known in this time."),
    )


def _columns(calendar: Calendar) -> list[Column]:
    distance = Column("distance", _("Distance"), unit="km")
    if calendar.step == "day":
        return [distance]
    return [distance, Column("known_days", _("Days known")), Column("days", _("Days"))]


def _partly(calendar: Calendar, sums: Sums) -> list[str]:
    """Say of how many periods only some days are known."""
    partly = sum(known < calendar.days_in(start) for start, (_km, known) in sums.items())
    if not partly or calendar.step == "day":
        return []
    words = ngettext(
        "In %(count)s period some days are not known; what was driven then is not in its bar.",
        "In %(count)s periods some days are not known; what was driven then is not in their bars.",
        partly,
    )
    return [words % {"count": partly}]


RANGES = ("week", "month", "year", "all")
KINDS = (
    Kind("mileage", mileage, ranges=RANGES, range="year"),
    Kind("distance", distance, ranges=RANGES, steps=STEPS, range="year"),
)
