"""How much a vehicle's battery holds, in words: which figure counts, and how it is known."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..models import Archive, Vehicle
from ..rules import capacities
from .figures import quantity


@dataclass(frozen=True, slots=True)
class CapacityWords:
    """The figure that counts, None where there is none, and where it comes from or why it is missing."""

    text: str | None
    source: str


def capacity_words(vehicle: Vehicle, archive: Archive | None) -> CapacityWords:
    """Return the usable capacity that counts."""
    estimated = archive.capacity_kwh if archive else None
    counts = capacities.that_counts(vehicle.usable_capacity_kwh, vehicle.model_code, estimated)
    sources = {
        capacities.OWNER: _("set by an owner"),
        capacities.MODEL: _("the maker's figure for this model"),
        capacities.ARCHIVE: _("estimated from its charges"),
        capacities.UNKNOWN: _("Nobody has set it, and there are too few charges to estimate it from."),
    }
    return CapacityWords(
        None if counts.kwh is None else quantity(counts.kwh, "kWh", 1), sources[counts.source]
    )
