"""What is known of one charge: state of charge, energy and how it is known, power, mileage.

Renault's figures come first, then our own readings at its limits. What neither tells stays None.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from .charge_readings import BatteryReading, MileageReading
from .charge_records import Record, without_overlaps

# How far from a limit of the charge a figure may have been told to be the one at that limit.
AT_LIMIT = timedelta(minutes=10)
# A car that is plugged in and does not charge keeps its state of charge for so long.
KEEPS = timedelta(hours=12)

TOLD, STATE_OF_CHARGE, AVAILABLE_ENERGY = "told", "state_of_charge", "available_energy"


@dataclass(frozen=True, slots=True)
class Facts:
    """Percent, kWh, kW and km; None is not known. `energy_source` is "" where there is no energy."""

    start_percent: float | None = None
    end_percent: float | None = None
    energy_kwh: float | None = None
    energy_source: str = ""
    measured_power_kw: float | None = None
    admissible_power_kw: float | None = None
    mileage_km: float | None = None
    end_status: str = ""


@dataclass(frozen=True)
class Known:
    """All readings around, in order of time, and of the vehicle its usable capacity (kWh) and whether it
    measures the power that flows."""

    readings: Sequence[BatteryReading]
    mileages: Sequence[MileageReading]
    capacity_kwh: float | None = None
    measures_power: bool = False

    @cached_property
    def times(self) -> list[datetime]:
        return [reading.at for reading in self.readings]

    @cached_property
    def mileage_times(self) -> list[datetime]:
        return [reading.at for reading in self.mileages]


def facts_of(
    start: datetime,
    end: datetime | None,
    records: Sequence[Record],
    charging: Sequence[BatteryReading],
    known: Known,
    *,
    start_percent: float | None = None,
    end_percent: float | None = None,
) -> Facts:
    """Return the facts of a charge; `end` None while it goes on, the percents as a person said them.

    `records` in order of time, `charging` the readings of charging that belong to it.
    """
    counted = without_overlaps(records)
    before, after = _at_start(start, end, known), _at_end(start, end, charging, known)
    first, last = start_percent, end_percent
    if first is None:
        first = _told_start(start, counted)
    if first is None and before is not None:
        first = before.state_of_charge
    if last is None:
        last = _told_end(end, counted)
    if last is None and after is not None:
        last = after.state_of_charge
    energy, source = _told_energy(start, end, counted, charging), TOLD
    if energy is None:
        energy, source = energy_by_percent(first, last, known.capacity_kwh), STATE_OF_CHARGE
    if energy is None:
        energy, source = _energy_by_readings(before, after), AVAILABLE_ENERGY
    told, measures = [record.power_kw for record in records], known.measures_power
    statuses = [record.end_status for record in records if record.end_status]
    return Facts(
        start_percent=first,
        end_percent=last,
        energy_kwh=energy,
        energy_source="" if energy is None else source,
        measured_power_kw=_highest([each.charge_power_kw for each in charging] + (told if measures else [])),
        admissible_power_kw=_highest(
            [each.admissible_power_kw for each in charging] + ([] if measures else told)
        ),
        mileage_km=_mileage(start, end, known),
        end_status=statuses[-1] if statuses else "",
    )


def energy_by_percent(
    start_percent: float | None, end_percent: float | None, capacity_kwh: float | None
) -> float | None:
    """Return the energy (kWh) that a gain in state of charge means; None where nothing was gained."""
    if start_percent is None or end_percent is None or capacity_kwh is None or end_percent <= start_percent:
        return None
    return (end_percent - start_percent) / 100 * capacity_kwh


def _energy_by_readings(before: BatteryReading | None, after: BatteryReading | None) -> float | None:
    held = before.available_energy_kwh if before else None
    holds = after.available_energy_kwh if after else None
    return None if held is None or holds is None or holds <= held else holds - held


def _told_energy(
    start: datetime, end: datetime | None, counted: Sequence[Record], charging: Sequence[BatteryReading]
) -> float | None:
    """Return the sum of what Renault told, where that is of this whole charge and of nothing else."""
    if end is None or not counted:
        return None
    energies = [record.energy_kwh for record in counted if record.energy_kwh is not None]
    within = counted[0].first >= start - AT_LIMIT and counted[-1].last <= end + AT_LIMIT
    whole = all(
        any(record.first - AT_LIMIT <= reading.at <= record.last + AT_LIMIT for record in counted)
        for reading in charging
    )
    return sum(energies) if len(energies) == len(counted) and within and whole else None


def _told_start(start: datetime, counted: Sequence[Record]) -> float | None:
    at = [record for record in counted if abs(record.first - start) <= AT_LIMIT]
    return at[0].known_start_percent if at and at[0].start is not None else None


def _told_end(end: datetime | None, counted: Sequence[Record]) -> float | None:
    at = [record for record in counted if end is not None and abs(record.last - end) <= AT_LIMIT]
    return at[-1].known_end_percent if at and at[-1].end is not None else None


def _at_start(start: datetime, end: datetime | None, known: Known) -> BatteryReading | None:
    """Return the reading that tells how full the car was when it began to charge."""
    near = _nearest(start, known, not_after=end)
    if near is not None:
        return near
    place = bisect_right(known.times, start) - 1
    while place >= 0 and known.times[place] >= start - KEEPS:
        reading = known.readings[place]
        if reading.plug_state != "plugged" or reading.charging:
            return None
        if reading.state_of_charge is not None:
            return reading
        place -= 1
    return None


def _at_end(
    start: datetime, end: datetime | None, charging: Sequence[BatteryReading], known: Known
) -> BatteryReading | None:
    """Return the reading that tells how full it was at the end, or is by now."""
    if end is None:
        told = [reading for reading in charging if reading.state_of_charge is not None]
        return told[-1] if told else None
    near = _nearest(end, known, not_before=start)
    if near is not None:
        return near
    place = bisect_left(known.times, end)
    while place < len(known.times) and known.times[place] <= end + KEEPS:
        reading = known.readings[place]
        if reading.plug_state != "plugged" or reading.charging:
            return None
        if reading.state_of_charge is not None:
            return reading
        place += 1
    return None


def _nearest(
    at: datetime, known: Known, *, not_before: datetime | None = None, not_after: datetime | None = None
) -> BatteryReading | None:
    low = bisect_left(known.times, at - AT_LIMIT)
    high = bisect_right(known.times, at + AT_LIMIT)
    told = [
        reading
        for reading in known.readings[low:high]
        if reading.state_of_charge is not None
        and (not_before is None or reading.at > not_before)
        and (not_after is None or reading.at < not_after)
    ]
    return min(told, key=lambda reading: (abs(reading.at - at), reading.at), default=None)


def _highest(powers: Sequence[float | None]) -> float | None:
    return max((power for power in powers if power), default=None)


def _mileage(start: datetime, end: datetime | None, known: Known) -> float | None:
    """Return the mileage told during the charge, else the last told before it; the car stood still."""
    place = bisect_right(known.mileage_times, end) if end is not None else len(known.mileages)
    if place == 0:
        return None
    reading = known.mileages[place - 1]
    return reading.km if max(reading.at, reading.until) >= start - KEEPS else None
