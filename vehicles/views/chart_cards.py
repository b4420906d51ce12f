"""The page object of a chart: its buttons, its figures for the script, the same numbers as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import reader
from ..charts.chart import Asked, Chart, Kind
from ..charts.in_units import in_units
from ..models import Vehicle
from .chart_asked import asked_of, kind_of
from .chart_payload import caption, payload
from .chart_table import HeatTable, Table, heat_table, table


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the buttons above a chart: a plain link that the script answers by itself."""

    key: str
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class ChartCard:
    """A chart on a page; vehicles/_chart_card.html shows it.

    `payload` is what the chart's JSON address answers too, but for the table, which the page shows itself;
    so the first look needs no request.
    """

    key: str
    title: str
    ranges: list[Choice]
    steps: list[Choice]
    data_url: str
    json_url: str
    csv_url: str
    caption: str
    notes: list[str]
    heat: HeatTable | None
    table: Table
    payload: dict[str, Any]
    has_lanes: bool
    empty: bool
    empty_text: str

    @property
    def payload_id(self) -> str:
        return f"chart-{self.key}-figures"

    @property
    def nothing_text(self) -> str:
        return str(self.payload["empty"])


class ChartsOfPage:
    """What every page with charts tells of them; a page object has `cards`."""

    __slots__ = ()
    cards: list[ChartCard]

    @property
    def nothing_yet(self) -> bool:
        """Whether there is nothing to draw in any range, so that one word says it for all charts."""
        return bool(self.cards) and all(card.empty for card in self.cards)


def chart_card(request: HttpRequest, vehicle: Vehicle, key: str) -> ChartCard:
    """Return the card of a chart for the page of this request, whose address says which part is shown.

    Raises Http404 for a chart that this vehicle has not, and for nonsense in the address.
    """
    return chart_cards(request, vehicle, key)[0]


def chart_cards(
    request: HttpRequest, vehicle: Vehicle, *keys: str, asked: Asked | None = None
) -> list[ChartCard]:
    """Return the cards of several charts of a page, which all show the same part of time.

    A page opened without a range shows that of its first chart; `asked` may be given where the page has
    read its address already. Raises Http404 as `chart_card` does.
    """
    kinds = [kind_of(vehicle, key) for key in keys]
    asked = asked or asked_of(request, vehicle, kinds[0].range)
    cards = [_card(request, vehicle, kind, asked) for kind in kinds]
    # The length of the periods is that of all charts: the first that has any asks for it.
    asking = next((card.key for card in cards if card.steps), "")
    return [card if card.key == asking else replace(card, steps=[]) for card in cards]


def event_card(request: HttpRequest, vehicle: Vehicle, key: str, asked: Asked) -> ChartCard:
    """Return the card of a chart of one event, which has no ranges; see `chart_asked.of_event`."""
    return _card(request, vehicle, kind_of(vehicle, key), asked)


def _card(request: HttpRequest, vehicle: Vehicle, kind: Kind, asked: Asked) -> ChartCard:
    urls = [reverse(name, args=[vehicle.pk, kind.key]) for name in ("chart-json", "chart-csv")]
    choices = Choices(request, asked, kind.ranges, kind.steps)
    return made_card(kind.build(vehicle, asked), choices, vehicle.zone, *urls)


@dataclass(frozen=True, slots=True)
class Choices:
    """What is asked of a chart on a page, and what its buttons offer instead."""

    request: HttpRequest
    asked: Asked
    ranges: Sequence[str]
    steps: Sequence[str]


def made_card(
    chart: Chart, choices: Choices, zone: ZoneInfo, json_url: str, csv_url: str, kept: str = ""
) -> ChartCard:
    """Return the card of a chart; `kept` is what its addresses' query holds besides range, step and zoom."""
    asked = choices.asked
    query = "&".join(part for part in (kept, address_query(choices)) if part)
    chart = in_units(chart, reader.current().units)
    return ChartCard(
        key=chart.key,
        title=chart.title,
        ranges=_ranges(choices),
        steps=_steps(choices),
        data_url=f"{json_url}?{query}",
        json_url=f"{json_url}?{query}&file=1",
        csv_url=f"{csv_url}?{query}",
        caption=caption(asked.window, zone),
        notes=list(chart.notes),
        heat=heat_table(chart.heat) if chart.heat else None,
        table=table(chart, zone),
        payload=payload(chart, asked, zone),
        has_lanes=bool(chart.lanes),
        empty=asked.first is None and _tells_nothing(chart),
        empty_text=chart.empty
        or _("Nothing has been told yet. The first figures show here after the next reading."),
    )


def address_query(choices: Choices) -> str:
    """Return the query that shows the same again: range or event, zoom, and the step where one was chosen."""
    asked = choices.asked
    shown: dict[str, object] = {"range": asked.range}
    if not choices.ranges and asked.whole:
        shown = {"since": int(asked.whole.start.timestamp()), "until": int(asked.whole.end.timestamp())}
    if choices.request.GET.get("step"):
        shown["step"] = asked.step
    if asked.zoomed:
        shown |= {"from": int(asked.window.start.timestamp()), "to": int(asked.window.end.timestamp())}
    return urlencode(shown)


def _ranges(choices: Choices) -> list[Choice]:
    labels = {"day": _("Day"), "week": _("Week"), "month": _("Month"), "year": _("Year"), "all": _("All")}
    return [
        Choice(key, labels[key], _with(choices.request, {"range": key}), key == choices.asked.range)
        for key in choices.ranges
    ]


def _steps(choices: Choices) -> list[Choice]:
    labels = {"day": _("By day"), "week": _("By week"), "month": _("By month"), "year": _("By year")}
    return [
        Choice(
            key,
            labels[key],
            _with(choices.request, {"range": choices.asked.range, "step": key}),
            key == choices.asked.step,
        )
        for key in choices.steps
    ]


def _with(request: HttpRequest, changed: dict[str, str]) -> str:
    """Return the page's address with that range or step; a zoom and the place in a list are left behind."""
    return address_with(request, changed, "from", "to", "page", *(() if "step" in changed else ("step",)))


def address_with(request: HttpRequest, changed: dict[str, str], *left: str) -> str:
    """Return the page's address with some of its query changed, and some of it left out."""
    query = request.GET.copy()
    for name in (*left, *(name for name, value in changed.items() if not value)):
        query.pop(name, None)
    for name, value in changed.items():
        if value:
            query[name] = value
    return f"{request.path}?{query.urlencode()}"


def _tells_nothing(chart: Chart) -> bool:
    values = [value for each in chart.series for value in each.values]
    if chart.heat is not None:
        values += [value for row in chart.heat.values for value in row]
    return all(value is None for value in values)
