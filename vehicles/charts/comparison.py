"""Several vehicles of a household side by side: energy charged, distance and consumption by period."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Min, OuterRef, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import DailySummary, Vehicle
from ..rules import periods, statistics
from .bars import bar_chart
from .calendar import Calendar
from .chart import Asked, Chart, Column, Series, Value
from .consumption import OVER_KM, UNIT, USED, honesty

MOST_VEHICLES = 8  # as many colours as can be told apart

Found = Mapping[int, Mapping[date, tuple[Value, ...]]]  # by vehicle, by period


@dataclass(frozen=True, slots=True)
class Measure:
    """What is compared: sums over the days of a period, and the figure that they come to."""

    key: str
    title: str
    unit: str
    digits: int
    sums: Mapping[str, Sum]
    figure: Callable[..., Value]


def compared_energy(vehicles: Sequence[Vehicle], asked: Asked, zone: ZoneInfo) -> Chart:
    """Build the chart of the energy that each vehicle charged in each period."""
    sums = {"charged": Sum("energy_charged_kwh")}
    measure = Measure("energy", _("Energy charged"), "kWh", 1, sums, lambda charged: charged)
    plugged = [each for each in vehicles if each.charges]
    return _compared(measure, vehicles, plugged, asked, zone, lambda _found: _left_out(vehicles, plugged))


def compared_distance(vehicles: Sequence[Vehicle], asked: Asked, zone: ZoneInfo) -> Chart:
    """Build the chart of the distance of each vehicle in each period."""
    measure = Measure("distance", _("Distance"), "km", 0, {"km": Sum("distance_km")}, lambda km: km)
    return _compared(measure, vehicles, vehicles, asked, zone, lambda _found: [])


def compared_consumption(vehicles: Sequence[Vehicle], asked: Asked, zone: ZoneInfo) -> Chart:
    """Build the chart of the consumption of each vehicle in each period."""
    sums = {"used": USED, "over": OVER_KM, "driven": Sum("distance_km")}
    measure = Measure(
        "consumption",
        _("Consumption"),
        UNIT,
        1,
        sums,
        lambda used, over, _km: statistics.consumption(used, over),
    )
    plugged = [each for each in vehicles if each.charges]

    def notes(found: Found) -> list[str]:
        known = [row for each in found.values() for row in each.values()]
        burns_fuel = any(each.burns_fuel for each in plugged)
        return [*honesty(known, burns_fuel=burns_fuel), *_left_out(vehicles, plugged)]  # type: ignore[arg-type]

    return _compared(measure, vehicles, plugged, asked, zone, notes)


def _compared(
    measure: Measure,
    chosen: Sequence[Vehicle],
    shown: Sequence[Vehicle],
    asked: Asked,
    zone: ZoneInfo,
    notes: Callable[[Found], Sequence[str]],
) -> Chart:
    """Build the chart of those `shown`; a vehicle's colour is that of its place among those `chosen`."""
    calendar = Calendar.of(asked, zone)
    found = _found(measure, calendar, shown)
    figures = {pk: {start: measure.figure(*row) for start, row in rows.items()} for pk, rows in found.items()}
    known = any(value is not None for each in figures.values() for value in each.values())
    starts = calendar.starts() if known else []
    return bar_chart(
        measure.key,
        measure.title,
        calendar,
        asked,
        starts,
        columns=[
            Column(f"vehicle_{each.pk}", each.name, unit=measure.unit, digits=measure.digits)
            for each in shown
        ],
        cells=lambda start: [figures[each.pk].get(start) for each in shown],
        series=[
            Series(
                f"vehicle_{each.pk}",
                each.name,
                measure.unit,
                [figures[each.pk].get(start) for start in starts],
                kind="bars",
                digits=measure.digits,
                tone=f"vehicle-{chosen.index(each) + 1}",
            )
            for each in shown
        ],
        notes=notes(found),
        empty=_("Nothing to compare is known of these vehicles in this time."),
    )


def _found(measure: Measure, calendar: Calendar, vehicles: Sequence[Vehicle]) -> Found:
    found: dict[int, dict[date, tuple[Value, ...]]] = {each.pk: {} for each in vehicles}
    rows = (
        calendar.summaries(*found)
        .values("vehicle_id", "start")
        .annotate(**measure.sums)
        .values_list("vehicle_id", "start", *measure.sums)
    )
    for pk, start, *sums in rows:
        found[pk][start] = tuple(sums)
    return found


def _left_out(chosen: Sequence[Vehicle], shown: Sequence[Vehicle]) -> list[str]:
    names = [each.name for each in chosen if each not in shown]
    if not names:
        return []
    words = ngettext(
        "Without %(names)s, which has no battery to plug in.",
        "Without %(names)s, which have no battery to plug in.",
        len(names),
    )
    return [words % {"names": ", ".join(names)}]


def first_day_known(vehicles: Sequence[Vehicle], zone: ZoneInfo) -> datetime | None:
    """Return the first instant of the first day that any of them has a summary of; a step into each key."""
    days = DailySummary.objects.filter(vehicle_id=OuterRef("pk")).order_by("on").values("on")[:1]
    mine = Vehicle.objects.filter(pk__in=[each.pk for each in vehicles])
    first: date | None = mine.aggregate(first=Min(Subquery(days)))["first"]
    return None if first is None else periods.midnight(first, zone)


COMPARISONS: Mapping[str, Callable[[Sequence[Vehicle], Asked, ZoneInfo], Chart]] = {
    "energy": compared_energy,
    "distance": compared_distance,
    "consumption": compared_consumption,
}
RANGES = ("month", "year", "all")
