"""A chart as JSON: everything that the script draws and says."""

from dataclasses import asdict, fields
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ..charts.chart import Asked, Chart, Window
from ..dates import date_format
from .chart_table import Table, heat_table


def payload(chart: Chart, asked: Asked, zone: ZoneInfo) -> dict[str, Any]:
    """Return the chart for the script; times in epoch seconds, figures as they are, None is unknown.

    `from` and `to` are what is shown, `whole` what the range shows when nothing is zoomed. The rows of the
    table are not in it: on a page they stand beneath the chart already.
    """
    start, end = _shown(chart, asked.window)
    whole = _seconds(asked.whole or asked.window) if asked.zoomed else (start, end)
    return {
        "key": chart.key,
        "title": chart.title,
        "range": asked.range,
        "step": asked.step,
        "from": start,
        "to": end,
        "whole": list(whole),
        "time_zone": zone.key,
        "caption": caption(asked.window, zone),
        "x_kind": chart.x_kind,
        "x": list(chart.x),
        "x_end": chart.x_end,
        "x_labels": list(chart.x_labels),
        "x_label": chart.x_label,
        "x_unit": chart.x_unit,
        "y_range": chart.y_range,
        "series": [_told(each) for each in chart.series],
        "shaded": [_told(each) for each in chart.shaded],
        "lanes": [_told(each) | {"spans": [_told(span) for span in each.spans]} for each in chart.lanes],
        "heat": asdict(heat_table(chart.heat)) if chart.heat else None,
        "empty": chart.empty or _("The car told nothing in this time."),
        "notes": list(chart.notes),
    }


def with_table(told: dict[str, Any], figures: Table) -> dict[str, Any]:
    """Return a payload with the rows of the table beneath, for what is not shown with it on a page."""
    return told | {"table": _told(figures)}


def _told(of: Any) -> dict[str, Any]:
    """Return a dataclass by the names of its fields: without copying what they hold, as `asdict` does."""
    return {each.name: getattr(of, each.name) for each in fields(of)}


def caption(of: Window, zone: ZoneInfo) -> str:
    """Return which days a window shows, and on whose clock."""
    start, end = of.start.astimezone(zone), of.end.astimezone(zone)
    first, last = date_format(start, "DAY_YEAR"), date_format(end, "DAY_YEAR")
    days = first if first == last else f"{first} – {last}"
    return _("%(days)s, the car's clock (%(zone)s)") % {"days": days, "zone": zone.key}


def _seconds(of: Window) -> tuple[int, int]:
    return int(of.start.timestamp()), int(of.end.timestamp())


def _shown(chart: Chart, of: Window) -> tuple[float, float]:
    """Return the window in seconds; bars stand for whole periods."""
    start, end = _seconds(of)
    if chart.x_kind == "period" and chart.x and chart.x_end:
        return min(start, chart.x[0]), max(end, chart.x_end)
    return start, end
