"""Every chart of a vehicle by its key, which is also its place in the address."""

from collections.abc import Mapping

from . import charge_curve, charge_limits, charge_sums, state_of_charge
from .chart import Kind

KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (*state_of_charge.KINDS, *charge_sums.KINDS, *charge_limits.KINDS, *charge_curve.KINDS)
}
