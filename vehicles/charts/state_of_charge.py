"""The state-of-charge line of one vehicle over a range of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from ..models import BatterySnapshot, ChargeState, Vehicle
from ..models.columns import epoch_seconds
from ..rules import series

RANGES: dict[str, timedelta | None] = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=31),
    "year": timedelta(days=366),
    "all": None,
}


@dataclass(frozen=True, slots=True)
class Window:
    """The part of time a chart shows, aware datetimes."""

    start: datetime
    end: datetime


def window(vehicle: Vehicle, range_key: str, now: datetime, zoom: tuple[int, int] | None = None) -> Window:
    """Return the window of a range key ending now, or of a zoom given in epoch seconds."""
    if zoom is not None:
        return Window(
            datetime.fromtimestamp(zoom[0], now.tzinfo), datetime.fromtimestamp(zoom[1], now.tzinfo)
        )
    length = RANGES[range_key]
    if length is not None:
        return Window(now - length, now)
    first = (
        BatterySnapshot.objects.filter(vehicle_id=vehicle.pk)
        .order_by("reported_at")
        .values_list("reported_at")
    )
    found = first.first()
    return Window(found[0] if found else now - timedelta(days=1), now)


def rows(vehicle: Vehicle, of: Window) -> QuerySet[BatterySnapshot]:
    """Return the vehicle's battery snapshots in the window, in the car's order, corrections last."""
    return BatterySnapshot.objects.filter(
        vehicle_id=vehicle.pk, reported_at__gte=of.start, reported_at__lte=of.end
    ).order_by("reported_at", "correction")


def line(vehicle: Vehicle, of: Window) -> series.Line:
    """Return the line and the charging spans, thinned to what a screen can show."""
    told = list(_told(vehicle, of))
    start, end = int(of.start.timestamp()), int(of.end.timestamp())
    points = series.thinned(
        series.with_gaps((at, value) for at, value, _ in told if value is not None), start, end
    )
    charging = series.spans((at, charging) for at, _, charging in told)
    return series.Line([at for at, _ in points], [value for _, value in points], charging)


def _told(vehicle: Vehicle, of: Window) -> Iterator[tuple[int, float | None, bool]]:
    seconds = rows(vehicle, of).annotate(at=epoch_seconds("reported_at"))
    newest: tuple[int, float | None, bool] | None = None
    for at, value, state in seconds.values_list("at", "state_of_charge", "charge_state").iterator(
        chunk_size=5000
    ):
        if newest is not None and newest[0] != int(at):
            yield newest
        # A correction comes after what it corrects, and counts.
        newest = (int(at), value, state == ChargeState.CHARGING)
    if newest is not None:
        yield newest
