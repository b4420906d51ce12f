"""Days and charges of a vehicle, and what is asked of a chart, in one line each."""

from datetime import date, datetime, timedelta
from typing import Any

from tests.builders import at
from vehicles.charts.chart import Asked, Chart, Window
from vehicles.charts.windows import RANGES
from vehicles.models import ChargeSession, DailySummary, EnergySource, Vehicle

NOW = at("2026-11-23 09:00")


def day(of: Vehicle, on: str | date, **figures: Any) -> DailySummary:
    """Add what a day came to; what is not told is not known."""
    return DailySummary.objects.create(
        vehicle=of, on=on if isinstance(on, date) else date.fromisoformat(on), **figures
    )


def many_days(of: Vehicle, count: int, last: str = "2026-11-23", **figures: Any) -> None:
    """Add as many days that end on `last`; figures may be functions of the day's number."""
    first = date.fromisoformat(last) - timedelta(days=count - 1)
    DailySummary.objects.bulk_create(
        DailySummary(
            vehicle=of,
            on=first + timedelta(days=number),
            **{name: figure(number) if callable(figure) else figure for name, figure in figures.items()},
        )
        for number in range(count)
    )


def charge(of: Vehicle, start: str, energy: float | None, gained: float, **more: Any) -> ChargeSession:
    """Add a charge of two hours that gained so many percent points, its energy told by Renault."""
    started_at = at(start)
    told: dict[str, Any] = {
        "started_at": started_at,
        "ended_at": started_at + timedelta(hours=2),
        "start_percent": 20.0,
        "end_percent": 20.0 + gained,
        "energy_kwh": energy,
        "energy_source": EnergySource.TOLD if energy is not None else "",
    }
    return ChargeSession.objects.create(vehicle=of, **{**told, **more})


def asked(range_key: str = "month", step: str = "day", now: datetime = NOW, **more: Any) -> Asked:
    """Ask for a range that ends now; "all" is ten years."""
    length = RANGES[range_key] or timedelta(days=3652)
    return Asked(Window(now - length, now), now, range_key, step, **more)


def column(chart: Chart, key: str) -> list[Any]:
    """Return one column of the chart's table."""
    place = [each.key for each in chart.columns].index(key)
    return [row[place] for row in chart.rows]


def values(chart: Chart, key: str) -> list[Any]:
    """Return the figures of one series."""
    return list(next(each for each in chart.series if each.key == key).values)
