"""How far one vehicle would come with a full battery: over time, by its mileage, by the temperature."""

from typing import Any

from django.db.models import Avg, Max, Min
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from .. import reader
from ..models import Vehicle
from ..quantities import difference
from ..rules import statistics
from .calendar import Calendar, Row, days_or_weeks, has_battery, listed
from .chart import MOST_POINTS, Asked, Chart, Column, Kind, Series
from .clouds import Axis, Dot, cloud_chart

DEGREES = 2
MOST_BINS = 20


def range_over_time(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the range at 100 % of each day, or of each week with its lowest and highest."""
    calendar = days_or_weeks(asked, vehicle)
    told = _told(vehicle, calendar, low=Min("range_full_km"), high=Max("range_full_km"))
    points = [] if asked.all_rows else list(calendar.with_gaps(told))
    merged = calendar.step != "day"
    title = _("Range at full charge")
    columns = [*calendar.columns(), Column("range", title, unit="km")]
    if merged:
        columns += [Column("low", _("Lowest"), unit="km"), Column("high", _("Highest"), unit="km")]
    line = Series(
        "range",
        title,
        "km",
        [row[1] for row in points],
        low=[row[2] for row in points] if merged else None,
        high=[row[3] for row in points] if merged else None,
    )
    return Chart(
        "range_over_time",
        title,
        columns,
        **listed(asked, told, lambda row: [*calendar.cells(row[0]), *row[1 : 4 if merged else 2]]),
        x=[calendar.middle(row[0]) for row in points],
        series=[line],
        notes=[*calendar.notes(), _how()] if told else [],
        empty=_empty(),
    )


def range_by_mileage(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the range at 100 % of each day by the mileage at its end."""
    calendar = days_or_weeks(asked, vehicle, MOST_POINTS)
    dots = _dots(_told(vehicle, calendar, mileage=Max("mileage_km")))
    first, last = min((dot.x for dot in dots), default=0), max((dot.x for dot in dots), default=0)
    width = _round_width(first, last)
    return cloud_chart(
        "range_by_mileage",
        _("Range at full charge by mileage"),
        calendar,
        asked,
        dots,
        across=Axis(_("Mileage"), "km"),
        up=_range_axis(),
        width=width,
        median=_("Median of each %(width)s") % {"width": difference(width, "km")},
        notes=[_how()],
        empty=_empty(),
    )


def range_by_temperature(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the range at 100 % of each day by its mean outside temperature."""
    calendar = days_or_weeks(asked, vehicle, MOST_POINTS)
    width = reader.unit("°C").even_step(DEGREES)
    return cloud_chart(
        "range_by_temperature",
        _("Range at full charge by outside temperature"),
        calendar,
        asked,
        _dots(_told(vehicle, calendar, outside=Avg("outside_c"))),
        across=Axis(_("Mean outside temperature"), "°C", 1),
        up=_range_axis(),
        width=width,
        median=_("Median of each %(width)s") % {"width": difference(width, "°C")},
        notes=[_how()],
        empty=_("No day of this time has both a range and an outside temperature."),
    )


def _told(vehicle: Vehicle, calendar: Calendar, **more: Combinable) -> list[Row]:
    """Return (first day, range at 100 %, more …) of each period in which a range was told."""
    found: Any = calendar.summaries(vehicle.pk).exclude(range_full_km=None)
    summed = found.values("start").annotate(full=Avg("range_full_km"), **more)
    return list(summed.order_by("start").values_list("start", "full", *more))


def _round_width(first: float, last: float) -> float:
    """Return how many kilometres wide the bins are: a round figure in the reader's unit."""
    each = reader.unit("km").show_difference(1)
    return statistics.round_width(first * each, last * each, MOST_BINS) / each


def _dots(told: list[Row]) -> list[Dot]:
    return [Dot(start, across, full) for start, full, across in told if across is not None]


def _range_axis() -> Axis:
    return Axis(_("Range at full charge"), "km")


def _how() -> str:
    return _("The car's own forecast, carried on to a full battery: the median of each day's readings.")


def _empty() -> str:
    return _("No range is known in this time.")


RANGES = ("month", "year", "all")
KINDS = (
    Kind("range_over_time", range_over_time, has_battery, RANGES, range="year"),
    Kind("range_by_mileage", range_by_mileage, has_battery, RANGES, range="year"),
    Kind("range_by_temperature", range_by_temperature, has_battery, RANGES, range="year"),
)
