"""What one vehicle's battery loses while it stands unplugged."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Vehicle
from ..rules import statistics
from .bars import bar_chart
from .calendar import Calendar, has_battery
from .chart import Asked, Chart, Column, Kind, Series

UNIT = "%"
KNOWN = Q(parked_loss_percent__isnull=False, parked_loss_minutes__isnull=False)

Losses = Mapping[date, tuple[float, float]]  # percent points, over how many minutes


def parked_loss(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the charge lost in a day of standing unplugged, in each month or year."""
    calendar = Calendar.of(replace(asked, step="month"), vehicle.zone)
    found = (
        calendar.summaries(vehicle.pk)
        .filter(KNOWN)
        .values("start")
        .annotate(lost=Sum("parked_loss_percent"), minutes=Sum("parked_loss_minutes"))
        .values_list("start", "lost", "minutes")
    )
    losses: Losses = {start: (lost, minutes) for start, lost, minutes in found}
    starts = calendar.starts() if any(_per_day(losses, start) is not None for start in losses) else []

    def cells(start: date) -> list[object]:
        lost, minutes = losses.get(start, (None, None))
        days = None if minutes is None else minutes / statistics.MINUTES_OF_A_DAY
        return [_per_day(losses, start), lost, days]

    values = [_per_day(losses, start) for start in starts]
    return bar_chart(
        "parked_loss",
        _("Loss while parked"),
        calendar,
        asked,
        starts,
        columns=[
            Column("loss_per_day", _("Lost in a day"), unit=UNIT, digits=2),
            Column("lost", _("Lost"), unit=UNIT, digits=1),
            Column("days_parked", _("Days parked, known"), digits=1),
        ],
        cells=cells,
        series=[Series("loss", _("Lost in a day"), UNIT, values, kind="bars", digits=2, tone="parked")],
        notes=_notes(losses),
        empty=_("Not known yet: it shows after a day and a half of standing unplugged that the car told of."),
    )


def _per_day(losses: Losses, start: date) -> float | None:
    return statistics.loss_per_day(*losses[start]) if start in losses else None


def _notes(losses: Losses) -> list[str]:
    """Say how it is known, and how many periods have too little to tell."""
    short = sum(_per_day(losses, start) is None for start in losses)
    notes = [_("Percent points of the charge in a day of standing unplugged. The car tells whole percents.")]
    if short:
        words = ngettext(
            "%(count)s period with less than a day and a half of such standing has no bar.",
            "%(count)s periods with less than a day and a half of such standing have no bar.",
            short,
        )
        notes.append(words % {"count": short})
    return notes


KINDS = (Kind("parked_loss", parked_loss, has_battery, ("month", "year", "all"), range="year"),)
