"""What an address asks of a chart: ?range=, ?step=, and ?from= and ?to= in epoch seconds for a part of it."""

from dataclasses import replace
from datetime import datetime

from django.http import Http404, HttpRequest

from .. import clock
from ..charts.chart import Asked, Kind, Window
from ..charts.kinds import KINDS
from ..charts.windows import RANGES, STEPS, first_known, window
from ..models import Vehicle
from ..rules import periods

_LATEST = 4_000_000_000


def kind_of(vehicle: Vehicle, key: str) -> Kind:
    """Return the chart of that key; raises Http404 where there is none for this vehicle."""
    kind = KINDS.get(key)
    if kind is None or not kind.fits(vehicle):
        raise Http404
    return kind


def asked_of(request: HttpRequest, vehicle: Vehicle, default_range: str) -> Asked:
    """Return what the address asks for; raises Http404 for what is no range, no step, no stretch of time."""
    return asked_since(request, first_known(vehicle), default_range)


def asked_since(request: HttpRequest, first: datetime | None, default_range: str) -> Asked:
    """Return what the address asks for, where `first` is the first instant known; raises Http404 as above."""
    now = clock.now()
    range_key = request.GET.get("range", default_range)
    step = request.GET.get("step") or STEPS.get(range_key, "")
    if range_key not in RANGES or step not in periods.STEPS:
        raise Http404
    asked = Asked(window(range_key, now, first), now, range_key, step, first=first)
    zoom = _zoom(request, now)
    return asked if zoom is None else replace(asked, window=zoom, zoomed=True)


def _zoom(request: HttpRequest, now: datetime) -> Window | None:
    if "from" not in request.GET and "to" not in request.GET:
        return None
    try:
        start, end = int(request.GET["from"]), int(request.GET["to"])
    except (KeyError, ValueError):
        raise Http404 from None
    if not 0 <= start < end <= _LATEST:
        raise Http404
    return Window(datetime.fromtimestamp(start, now.tzinfo), datetime.fromtimestamp(end, now.tzinfo))
