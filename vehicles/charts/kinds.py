"""Every chart of a vehicle by its key, which is also its place in the address."""

from collections.abc import Mapping

from . import (
    capacity,
    charge_curve,
    charge_limits,
    charge_sums,
    consumption,
    distance,
    fuel,
    parked_loss,
    projected_range,
    state_of_charge,
    told,
)
from .chart import Kind

KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        *state_of_charge.KINDS,
        *charge_sums.KINDS,
        *charge_limits.KINDS,
        *charge_curve.KINDS,
        *distance.KINDS,
        *consumption.KINDS,
        *projected_range.KINDS,
        *capacity.KINDS,
        *parked_loss.KINDS,
        *fuel.KINDS,
        *told.KINDS,
    )
}
