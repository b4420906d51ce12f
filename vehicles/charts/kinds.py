"""Every chart of a vehicle by its key, which is also its place in the address."""

from collections.abc import Mapping

from . import state_of_charge
from .chart import Kind

KINDS: Mapping[str, Kind] = {kind.key: kind for kind in (*state_of_charge.KINDS,)}
