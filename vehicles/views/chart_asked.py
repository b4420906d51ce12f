"""What an address asks of a chart: ?range=, ?step=, and ?from= and ?to= in epoch seconds for a part of it.

A chart of one event has ?since= and ?until= instead of a range.
"""

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
    whole = _stretch(request, "since", "until", now) or window(range_key, now, first)
    zoom = _stretch(request, "from", "to", now)
    return Asked(zoom or whole, now, range_key, step, zoomed=zoom is not None, first=first, whole=whole)


def of_event(request: HttpRequest, vehicle: Vehicle, whole: Window) -> Asked:
    """Return what is asked of a chart of one event, whose address may tell a zoom only."""
    zoom = _stretch(request, "from", "to", clock.now())
    first = first_known(vehicle)
    return Asked(zoom or whole, clock.now(), zoomed=zoom is not None, first=first, whole=whole)


def _stretch(request: HttpRequest, start_name: str, end_name: str, now: datetime) -> Window | None:
    if start_name not in request.GET and end_name not in request.GET:
        return None
    try:
        start, end = int(request.GET[start_name]), int(request.GET[end_name])
    except (KeyError, ValueError):
        raise Http404 from None
    if not 0 <= start < end <= _LATEST:
        raise Http404
    return Window(datetime.fromtimestamp(start, now.tzinfo), datetime.fromtimestamp(end, now.tzinfo))
