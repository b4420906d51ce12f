"""Charges as shaded stretches of time behind a line."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import ChargeSession, Vehicle
from ..models.columns import epoch_seconds
from ..rules import series
from .chart import Span, Window
from .readings import plain

# Nobody charges for longer: how far before a window the charges that reach into it are looked for.
_LONGEST_CHARGE = timedelta(days=7)
# In a longer window single charges are thinner than a hair.
_LONGEST_SHADED = timedelta(days=400)


def charges(vehicle: Vehicle, window: Window) -> list[Span]:
    """Return the charges of the window as spans; none where it is so long that they would vanish."""
    if window.end - window.start > _LONGEST_SHADED:
        return []
    found = (
        ChargeSession.objects.that_count()
        .filter(
            vehicle_id=vehicle.pk,
            started_at__gte=window.start - _LONGEST_CHARGE,
            started_at__lte=window.end,
        )
        .order_by("started_at")
        .values_list("pk", epoch_seconds("started_at"), epoch_seconds("ended_at"))
    )
    since, until = int(window.start.timestamp()), int(window.end.timestamp())
    # A pattern of the address, filled here: looking up hundreds of addresses takes longer than all else.
    address = reverse("vehicle-charge", args=[vehicle.pk, 0]).replace("/0/", "/%s/")
    return [
        Span(start, end or until, "charging", _("Charging"), address % pk)
        for pk, start, end in plain(found)
        if (end or until) > since
    ]


def while_true(states: Iterable[tuple[int, object]], tone: str, label: str) -> list[Span]:
    """Return the stretches in which a state was told to hold: (instant, 1 or 0) in time order."""
    return [
        Span(start, end, tone, label)
        for start, end in series.spans((at, bool(holds)) for at, holds in states)
        if end > start
    ]
