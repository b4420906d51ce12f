"""What a vehicle told over a time, in order, as the rules about its past read it.

All instants are aware datetimes. Of several rows for one instant the last counts. A row that stands for
a run of equal readings comes as its two ends, `at` and `until`, and ends at the latest where the next
one begins.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

# What was told longer ago than this says nothing any more, of the state in between neither.
HORIZON = timedelta(days=31)


class BatteryReading(NamedTuple):
    """`plugged` and `charging` are None where the car did not say."""

    at: datetime
    state_of_charge: float | None = None  # %
    range_km: float | None = None
    plugged: bool | None = None
    charging: bool | None = None


class CockpitReading(NamedTuple):
    """One run of equal readings, from our first to our last."""

    at: datetime
    until: datetime
    mileage_km: float | None = None
    fuel_l: float | None = None
    fuel_range_km: float | None = None


class HvacReading(NamedTuple):
    """`exact`: the instant is the car's own, so that "on" holds until the next reading."""

    at: datetime
    until: datetime
    on: bool | None = None
    outside_c: float | None = None
    exact: bool = True


class ChargeTold(NamedTuple):
    """A charge session; `end` is None while it goes on.

    One that a person deleted is no charge, and what the battery told meanwhile is none either.
    """

    start: datetime
    end: datetime | None
    energy_kwh: float | None = None
    start_percent: float | None = None
    end_percent: float | None = None
    about: bool = False
    deleted: bool = False
    id: int | None = None


class Past(NamedTuple):
    """Everything that was told over a time, each in order of time."""

    battery: Sequence[BatteryReading] = ()
    cockpit: Sequence[CockpitReading] = ()
    hvac: Sequence[HvacReading] = ()
    charges: Sequence[ChargeTold] = ()

    def last_instant(self) -> datetime | None:
        """Return up to when anything is known."""
        ends = [rows[-1].at for rows in (self.battery,) if rows]
        ends += [rows[-1].until for rows in (self.cockpit, self.hvac) if rows]
        ends += [charge.end for charge in self.charges if charge.end is not None]
        return max(ends, default=None)
