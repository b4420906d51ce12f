"""What one vehicle's battery gives for a hundred kilometres, estimated from its state of charge."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Avg, Q, Sum
from django.utils.translation import gettext as _

from .. import reader
from ..models import Vehicle
from ..quantities import bare, difference, quantity
from ..rules import statistics
from ..rules.periods import STEPS
from .bars import bar_chart
from .calendar import Calendar, days_or_weeks, has_battery
from .chart import MOST_POINTS, Asked, Chart, Column, Kind, Series
from .clouds import Axis, Dot, cloud_chart

UNIT = "kWh/100 km"
DEGREES = 2  # the width of a bin

# Only what is known of the same days can be divided.
BOTH_KNOWN = Q(distance_km__isnull=False, energy_used_kwh__isnull=False)
USED = Sum("energy_used_kwh", filter=BOTH_KNOWN)
OVER_KM = Sum("distance_km", filter=BOTH_KNOWN)

Sums = tuple[float | None, float | None, float | None]  # kWh used over so many km, of km driven
NOTHING: Sums = (None, None, None)


def consumption(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the consumption in each period, with the kilometres over which it is known."""
    calendar = Calendar.of(asked, vehicle.zone)
    found = (
        calendar.summaries(vehicle.pk)
        .values("start")
        .annotate(used=USED, over=OVER_KM, driven=Sum("distance_km"))
        .values_list("start", "used", "over", "driven")
    )
    sums: dict[date, Sums] = {start: (used, over, driven) for start, used, over, driven in found}
    known = any(used is not None for used, _over, _driven in sums.values())
    starts = calendar.starts() if known else []

    def cells(start: date) -> list[object]:
        used, over, driven = sums.get(start, NOTHING)
        return [statistics.consumption(used, over), used, over, driven]

    values = [statistics.consumption(*sums.get(start, NOTHING)[:2]) for start in starts]
    return bar_chart(
        "consumption",
        _("Consumption"),
        calendar,
        asked,
        starts,
        columns=[
            Column("consumption", _("Consumption"), unit=UNIT, digits=1),
            Column("energy_used", _("Energy used"), unit="kWh", digits=1),
            Column("over", _("Known over"), unit="km"),
            Column("driven", _("Driven"), unit="km"),
        ],
        cells=cells,
        series=[Series("consumption", _("Consumption"), UNIT, values, kind="bars", digits=1)],
        notes=honesty(sums.values(), burns_fuel=vehicle.burns_fuel),
        empty=_why_unknown(sums.values()),
    )


def _why_unknown(sums: Iterable[Sums]) -> str:
    """Say why there is no consumption: the car was not driven, or what its battery holds is not known."""
    if any(driven for _used, _over, driven in sums):
        return _(
            "Consumption is not known: for that the battery's usable capacity must be. An owner can set it."
        )
    return _("Consumption is not known in this time. It shows once the car has told of some drives.")


def honesty(sums: Iterable[Sums], *, burns_fuel: bool) -> list[str]:
    """Say how consumption is known, and over which part of the way."""
    known = list(sums)
    figures = {
        "over": bare(sum(over or 0 for _used, over, _driven in known), "km"),
        "driven": quantity(sum(driven or 0 for _used, _over, driven in known), "km"),
        "least": quantity(statistics.LEAST_KM, "km"),
    }
    notes = [
        _("Estimated from the state of charge, over %(over)s of %(driven)s.") % figures,
        _("A period with less than %(least)s has no bar: too little to tell.") % figures,
    ]
    if burns_fuel:
        notes.append(_("Of the battery alone; what was driven on fuel counts as distance all the same."))
    return notes


def consumption_by_temperature(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of each day's consumption by its mean outside temperature, with its median."""
    calendar = days_or_weeks(asked, vehicle, MOST_POINTS)
    found = (
        calendar.summaries(vehicle.pk)
        .filter(BOTH_KNOWN, outside_c__isnull=False)
        .values("start")
        .annotate(used=USED, over=OVER_KM, outside=Avg("outside_c"))
        .filter(over__gte=statistics.LEAST_KM_OF_A_DAY)
        .order_by("start")
        .values_list("start", "used", "over", "outside")
    )
    least = quantity(statistics.LEAST_KM_OF_A_DAY, "km")
    width = reader.unit("°C").even_step(DEGREES)
    return cloud_chart(
        "consumption_by_temperature",
        _("Consumption by outside temperature"),
        calendar,
        asked,
        [Dot(start, outside, used / over * 100, (over,)) for start, used, over, outside in found],
        across=Axis(_("Mean outside temperature"), "°C", 1),
        up=Axis(_("Consumption"), UNIT, 1),
        width=width,
        median=_("Median of each %(width)s") % {"width": difference(width, "°C")},
        columns=[Column("over", _("Distance"), unit="km")],
        notes=[_("Estimated from the state of charge, on days with at least %(least)s.") % {"least": least}],
        empty=_("No day of this time has both a drive of at least %(least)s and an outside temperature.")
        % {"least": least},
    )


RANGES = ("week", "month", "year", "all")
KINDS = (
    Kind("consumption", consumption, has_battery, RANGES, STEPS, range="year"),
    Kind("consumption_by_temperature", consumption_by_temperature, has_battery, RANGES, range="year"),
)
