"""How much one vehicle's battery holds, by what Renault told of its charges."""

from datetime import datetime, timedelta

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Min, Sum, Value
from django.utils.translation import gettext as _

from ..models import ChargeSession, EnergySource, Vehicle
from ..models.columns import epoch_seconds
from ..quantities import quantity
from ..rules import statistics
from ..rules.capacities import BELIEVABLE_KWH, LEAST_GAIN_PERCENT
from .calendar import has_battery, listed
from .chart import MOST_POINTS, Asked, Chart, Column, Kind, Series

RUNNING = 15  # charges of which the median is taken

_HOUR, _WEEK = 3600, 7 * 86400
# In a longer time the charges of a week are one point: a battery ages by the year.
_LONGEST_OF_CHARGES = timedelta(days=2 * 366)

Charges = tuple[int, int, float, float]  # start in epoch seconds, how many, kWh, percent points gained


def capacity(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the capacity that each charge tells: its energy by the charge gained."""
    width = _width(asked)
    told = _told(vehicle, asked, width)
    values = [energy / gain * 100 for _at, _count, energy, gain in told]
    spreads = statistics.running_spread(values, RUNNING)
    return Chart(
        "capacity",
        _("Battery capacity, by its charges"),
        [
            Column("started_at", _("First charge") if width == _WEEK else _("Charge"), "time"),
            Column("charges", _("Charges")),
            Column("energy", _("Energy told"), unit="kWh", digits=1),
            Column("gain", _("Charge gained"), unit="%"),
            Column("capacity", _("Capacity"), unit="kWh", digits=1),
        ],
        **listed(asked, list(zip(told, values, strict=True)), lambda each: _row(vehicle, *each)),
        x=[at for at, *_figures in told],
        series=[
            Series("capacity", _by(width), "kWh", values, kind="points", digits=1),
            Series(
                "median",
                _("Median of the last %(count)s") % {"count": RUNNING},
                "kWh",
                [spread and spread.median for spread in spreads],
                digits=1,
                tone="plugged",
                low=[spread and spread.low for spread in spreads],
                high=[spread and spread.high for spread in spreads],
            ),
        ],
        notes=_notes(width) if told else [],
        empty=_("Capacity not known yet: it shows after some charges that Renault has told the energy of."),
    )


def _row(vehicle: Vehicle, told: Charges, value: float) -> list[object]:
    at, count, energy, gain = told
    return [datetime.fromtimestamp(at, vehicle.zone), count, energy, gain, value]


def _by(width: int) -> str:
    return _("By a week's charges") if width == _WEEK else _("By one charge")


def _width(asked: Asked) -> int:
    """Return within how many seconds charges share a point, so that no more are drawn than can be."""
    length = asked.window.end - asked.window.start
    least = -(-int(length.total_seconds()) // (MOST_POINTS - 1))
    if asked.all_rows:
        return 1
    return max(least, _WEEK if length > _LONGEST_OF_CHARGES else _HOUR)


def _told(vehicle: Vehicle, asked: Asked, width: int) -> list[Charges]:
    """Return the charges that tell a capacity, the oldest first."""
    gain = F("end_percent") - F("start_percent")
    place = ExpressionWrapper(epoch_seconds("started_at") / Value(width), BigIntegerField())
    found = (
        ChargeSession.objects.that_count()
        .filter(
            vehicle_id=vehicle.pk,
            started_at__range=(asked.window.start, asked.window.end),
            ended_at__isnull=False,
            energy_source=EnergySource.TOLD,
        )
        .annotate(gain=gain, place=place)
        .filter(
            gain__gte=LEAST_GAIN_PERCENT,
            energy_kwh__range=[F("gain") * (kwh / 100) for kwh in BELIEVABLE_KWH],
        )
        .order_by()
        .values("place")
        .annotate(
            at=Min(epoch_seconds("started_at")),
            count=Count("pk"),
            energy=Sum("energy_kwh"),
            gained=Sum("gain"),
        )
        .order_by("at")
    )
    return list(found.values_list("at", "count", "energy", "gained"))


def _notes(width: int) -> list[str]:
    notes = [
        _("The energy that Renault told of a charge, by the charge gained; of charges of at least %(least)s.")
        % {"least": quantity(LEAST_GAIN_PERCENT, "%")},
        _("The band holds the middle half. Some cars tell the energy from the wall, which lies higher."),
    ]
    if width == _WEEK:
        notes.insert(0, _("Each point is a week's charges together: for single ones the time is too long."))
    return notes


KINDS = (Kind("capacity", capacity, has_battery, ("month", "year", "all"), range="year"),)
