"""What our own readings show of charges: stretches of charging, and what parts one charge from the next."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime, timedelta

from . import ages

CHARGING = frozenset({"charging", "v2g_charging"})
NOT_KNOWN = frozenset({"", "unavailable"})
# A charging car reports every 5 to 30 minutes: readings closer than this belong together.
SILENCE = ages.CHARGING
# So do readings further apart, where the state of charge rose between them and nothing was told (by us
# being away, for one).
BRIDGE = timedelta(hours=12)
# Two clocks that tell of the same moment.
SLOP = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class BatteryReading:
    """What the car said of its battery from `at` up to `until` (equal for one instant)."""

    at: datetime
    until: datetime
    state_of_charge: float | None = None  # %
    plug_state: str = ""
    charge_state: str = ""
    available_energy_kwh: float | None = None
    charge_power_kw: float | None = None  # measured
    admissible_power_kw: float | None = None

    @property
    def charging(self) -> bool:
        return self.charge_state in CHARGING

    @property
    def unplugged(self) -> bool:
        # 3, which some cars tell unplugged, others tell while they wait or charge.
        return self.plug_state == "unplugged" and not self.charging

    @property
    def contrary(self) -> bool:
        """Whether it says that the car does not charge."""
        return self.unplugged or not (self.charging or self.charge_state in NOT_KNOWN)


@dataclass(frozen=True, slots=True)
class MileageReading:
    """The mileage that was told from `at` up to `until`."""

    at: datetime
    until: datetime
    km: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Readings of charging that belong together: from the first to the last that showed it.

    `stopped_at` is the first reading that said otherwise, where it came soon enough to be the end.
    """

    readings: tuple[BatteryReading, ...]
    stopped_at: datetime | None
    contradicted: bool  # whether any later reading said otherwise, however late

    @property
    def first(self) -> datetime:
        return self.readings[0].at

    @property
    def last(self) -> datetime:
        return max(reading.until for reading in self.readings)


def in_order(readings: Iterable[BatteryReading]) -> list[BatteryReading]:
    """Return one reading for each instant, in order of time: of several the one that tells most."""
    at: dict[datetime, BatteryReading] = {}
    for reading in readings:
        known = at.get(reading.at)
        if known is None or _weight(reading) < _weight(known):
            at[reading.at] = reading
    return [at[instant] for instant in sorted(at)]


def _weight(reading: BatteryReading) -> tuple[int, str]:
    told = sum(value is not None and value != "" for value in astuple(reading))
    return -told, repr(reading)


@dataclass(slots=True)
class Breaks:
    """When the car was surely unplugged, and what a person has drawn: no charge goes on across these."""

    starts: list[datetime] = field(default_factory=list)
    ends: list[datetime] = field(default_factory=list)

    @classmethod
    def of(
        cls, readings: Sequence[BatteryReading], drawn: Iterable[tuple[datetime, datetime]] = ()
    ) -> "Breaks":
        """Make them of readings in order of time and of intervals in any order."""
        # Between two readings that tell it unplugged it may have been plugged in: only they themselves count.
        unplugged = [(each.at, max(each.at, each.until)) for each in readings if each.unplugged]
        breaks = cls()
        for start, end in sorted([*unplugged, *drawn]):
            if breaks.ends and start <= breaks.ends[-1]:
                breaks.ends[-1] = max(breaks.ends[-1], end)
            else:
                breaks.starts.append(start)
                breaks.ends.append(end)
        return breaks

    def between(self, before: tuple[datetime, datetime], after: tuple[datetime, datetime]) -> bool:
        """Whether a break lies between two claims (from, to), the first of which ends first."""
        low = max(before[1] - SLOP, before[0])
        high = min(after[0] + SLOP, after[1])
        place = bisect_left(self.ends, low)
        return place < len(self.starts) and self.starts[place] <= high

    def first_after(self, at: datetime, latest: datetime) -> datetime:
        """Return when the first break after an instant begins, `latest` at most."""
        place = bisect_right(self.starts, at)
        return min(self.starts[place], latest) if place < len(self.starts) else latest


def stretches(
    readings: Sequence[BatteryReading], breaks: Breaks, near: Callable[[datetime], frozenset[int]]
) -> list[Stretch]:
    """Return the stretches of charging, in order of time; `readings` in order of time.

    `near` gives the groups of records that an instant lies in or next to. Two readings that lie next to
    different groups are not joined by being neighbours: what Renault told of the time between counts.
    """
    found: list[Stretch] = []
    current: list[BatteryReading] = []

    def close(contrary: BatteryReading | None = None) -> None:
        if current:
            last = max(reading.until for reading in current)
            stopped_at = None
            if contrary is not None and last < contrary.at <= last + SILENCE and not near(last):
                stopped_at = breaks.first_after(last, contrary.at)
            found.append(Stretch(tuple(current), stopped_at, contrary is not None))
            current.clear()

    for reading in readings:
        if reading.charging:
            if current and not _joined(current[-1], reading, breaks, near):
                close()
            current.append(reading)
        elif reading.contrary:
            close(reading)
    close()
    return found


def _joined(
    before: BatteryReading,
    after: BatteryReading,
    breaks: Breaks,
    near: Callable[[datetime], frozenset[int]],
) -> bool:
    silent = after.at - before.until
    rose = (
        before.state_of_charge is not None
        and after.state_of_charge is not None
        and after.state_of_charge > before.state_of_charge
    )
    if silent > (BRIDGE if rose else SILENCE):
        return False
    groups, others = near(before.until), near(after.at)
    if groups and others and not groups & others:
        return False
    return not breaks.between((before.at, before.until), (after.at, after.until))


def mileage_changes(readings: Iterable[MileageReading]) -> list[tuple[datetime, datetime]]:
    """Return between which two readings the mileage changed, in order of time."""
    changes: list[tuple[datetime, datetime]] = []
    known: MileageReading | None = None
    for reading in sorted(set(readings), key=lambda each: (each.at, each.until, each.km)):
        if known is not None and reading.km != known.km:
            changes.append((min(known.until, reading.at), reading.at))
        known = reading
    return changes
