"""What the charges of one vehicle come to in each day, week, month or year: energy, number, hours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Vehicle
from ..rules.periods import STEPS
from .bars import bar_chart
from .calendar import Calendar, has_battery
from .charges import Charge, by_period
from .chart import Asked, Chart, Column, Kind, Series, Value

RANGES = ("week", "month", "year", "all")


@dataclass(frozen=True, slots=True)
class _Groups:
    """The charges of each period; without any charge there are no periods either."""

    asked: Asked
    calendar: Calendar
    by_start: Mapping[date, Sequence[Charge]]

    @classmethod
    def of(cls, vehicle: Vehicle, asked: Asked) -> "_Groups":
        calendar = Calendar.of(asked, vehicle.zone)
        starts = calendar.starts()
        groups = by_period(vehicle, calendar, starts)
        return cls(asked, calendar, dict(zip(starts, groups, strict=True)) if any(groups) else {})

    @property
    def charges(self) -> Iterable[Charge]:
        return (charge for group in self.by_start.values() for charge in group)

    def energy(self, *, estimated: int) -> list[Value]:
        """Return the energy of each period that is estimated, or that is not; None where there is none."""
        found = [
            [
                charge.energy_kwh
                for charge in group
                if charge.energy_kwh is not None and charge.is_estimated == estimated
            ]
            for group in self.by_start.values()
        ]
        return [sum(energies) if energies else None for energies in found]

    def chart(
        self, key: str, title: str, columns: Sequence[Column], series: Sequence[Series], notes: Sequence[str]
    ) -> Chart:
        """Return the chart; its table has the sum of the series first where there are several."""
        starts = list(self.by_start)
        values = dict(zip(starts, zip(*(each.values for each in series), strict=True), strict=True))

        def cells(start: date) -> list[Value]:
            told = list(values[start])
            return [_sum(told), *told] if len(told) > 1 else told

        return bar_chart(
            key,
            title,
            self.calendar,
            self.asked,
            starts,
            columns=columns,
            cells=cells,
            series=series,
            notes=notes,
            empty=_("No charge began in this time."),
        )


def charge_energy(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the energy charged in each period: what is known, and on it what is estimated."""
    groups = _Groups.of(vehicle, asked)
    known, estimated = groups.energy(estimated=0), groups.energy(estimated=1)
    labels = {"known": _("Told or entered"), "estimated": _("Estimated")}
    return groups.chart(
        "charge_energy",
        _("Energy charged"),
        [
            Column("energy", _("Energy"), unit="kWh", digits=1),
            *(Column(key, label, unit="kWh", digits=1) for key, label in labels.items()),
        ],
        [
            Series("known", labels["known"], "kWh", known, "bars", digits=1, stack="energy"),
            Series(
                "estimated",
                labels["estimated"],
                "kWh",
                estimated,
                "bars",
                digits=1,
                tone="parked",
                stack="energy",
            ),
        ],
        _energy_notes(groups, estimated),
    )


def _energy_notes(groups: _Groups, estimated: Sequence[Value]) -> list[str]:
    found = []
    if any(estimated):
        found.append(_("Estimated: from the state of charge or the energy in the battery, before and after."))
    unknown = sum(charge.energy_kwh is None for charge in groups.charges)
    if unknown:
        words = ngettext(
            "The energy of %(count)s charge is not known, and is not in its bar.",
            "The energy of %(count)s charges is not known, and is not in their bars.",
            unknown,
        )
        found.append(words % {"count": unknown})
    return found


def charge_number(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the number of charges that began in each period."""
    groups = _Groups.of(vehicle, asked)
    numbers: list[Value] = [float(len(group)) for group in groups.by_start.values()]
    label = _("Charges")
    return groups.chart(
        "charge_number",
        _("Number of charges"),
        [Column("charges", label)],
        [Series("charges", label, "", numbers, "bars")],
        [],
    )


def charge_hours(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of how long the charges took that began in each period."""
    groups = _Groups.of(vehicle, asked)
    now = int(asked.now.timestamp())
    hours: list[Value] = [
        sum((charge.end or now) - charge.start for charge in group) / 3600
        for group in groups.by_start.values()
    ]
    label = _("Time charging")
    return groups.chart(
        "charge_hours",
        label,
        [Column("hours", label, unit="h", digits=1)],
        [Series("hours", label, "h", hours, "bars", digits=1)],
        [],
    )


def _sum(values: Sequence[Value]) -> Value:
    told = [value for value in values if value is not None]
    return sum(told) if told else None


KINDS = tuple(
    Kind(key, build, has_battery, RANGES, STEPS)
    for key, build in (
        ("charge_energy", charge_energy),
        ("charge_number", charge_number),
        ("charge_hours", charge_hours),
    )
)
