"""One row of Renault's list of charges: what it tells, as far as it can be believed.

Rows come unordered and again and again, with fields missing, and the same charge is told anew with other
fields. So rows with the same start and end are versions of one claim, and what they make together does not
depend on which came first.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from .readings import EARLIEST, instant, on_scale

# The biggest battery at the smallest plug takes less than two days; what is longer is no charge.
LONGEST = timedelta(days=4)
# Told durations are rounded, to the minute on some cars.
ROUNDING = timedelta(minutes=2)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
WATTS_FROM = 500.0  # no car charges with so many kilowatts


@dataclass(frozen=True, slots=True)
class Record:
    """One claim of Renault's on a charge: instants in UTC, percent, kWh, kW; None is not told.

    `key` is made of start and end, `sources` of all versions (key, digest) that speak in it.
    """

    key: str
    digest: str
    start: datetime | None = None
    end: datetime | None = None
    start_percent: float | None = None
    end_percent: float | None = None
    recovered_percent: float | None = None
    energy_kwh: float | None = None
    power_kw: float | None = None
    duration: float | None = None  # minutes on some cars, seconds on others, negative at times
    end_status: str | None = None
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def first(self) -> datetime:
        """From when on it claims a charge; far away where it tells no time at all."""
        return self.start or self.end or LATEST

    @property
    def last(self) -> datetime:
        """Until when it claims a charge; the same instant as `first` where it tells only one."""
        return self.end or self.start or LATEST

    @property
    def is_believable(self) -> bool:
        """Whether it tells a time at all, and no end before its start."""
        if self.start is None or self.end is None:
            return self.start is not None or self.end is not None
        return timedelta(0) <= self.end - self.start <= LONGEST

    @property
    def known_start_percent(self) -> float | None:
        """The state of charge at its start, by its end and the percent recovered where need be."""
        if self.start_percent is not None or self.end_percent is None or self.recovered_percent is None:
            return self.start_percent
        return on_scale(self.end_percent - self.recovered_percent, 0, 100)

    @property
    def known_end_percent(self) -> float | None:
        if self.end_percent is not None or self.start_percent is None or self.recovered_percent is None:
            return self.end_percent
        return on_scale(self.start_percent + self.recovered_percent, 0, 100)


_TOLD = tuple(field.name for field in fields(Record) if field.name not in ("key", "digest", "sources"))


def read(raw: Any) -> Record | None:
    """Return what a row tells, or None where it is no row at all; what is off its scale is not told."""
    if not isinstance(raw, Mapping):
        return None
    digest = hashlib.sha256(json.dumps(raw, sort_keys=True, default=str).encode()).hexdigest()
    start, end = _time(raw.get("chargeStartDate")), _time(raw.get("chargeEndDate"))
    status = raw.get("chargeEndStatus")
    power = on_scale(_number(raw.get("chargeStartInstantaneousPower")), 0, 500_000)
    return Record(
        key=_key(start, end, digest),
        digest=digest,
        start=start,
        end=end,
        start_percent=on_scale(_number(raw.get("chargeStartBatteryLevel")), 0, 100),
        end_percent=on_scale(_number(raw.get("chargeEndBatteryLevel")), 0, 100),
        recovered_percent=on_scale(_number(raw.get("chargeBatteryLevelRecovered")), 0, 100),
        # 0 is told where nothing is known.
        energy_kwh=on_scale(_number(raw.get("chargeEnergyRecovered")), 0.001, 500),
        power_kw=power / 1000 if power is not None and power >= WATTS_FROM else power,
        duration=_number(raw.get("chargeDuration")),
        end_status=status[:24] if isinstance(status, str) and status else None,
        sources=((_key(start, end, digest), digest),),
    )


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _time(value: Any) -> datetime | None:
    at = instant(value) if isinstance(value, str) else None
    return at if at is not None and EARLIEST <= at < LATEST else None


def _key(start: datetime | None, end: datetime | None, digest: str) -> str:
    if start is None and end is None:
        return digest
    return "/".join("" if at is None else at.isoformat() for at in (start, end))


def _weight(record: Record) -> tuple[int, str]:
    told = sum(getattr(record, name) is not None for name in _TOLD)
    return -told, record.digest


def claims(records: Iterable[Record]) -> list[Record]:
    """Return one record for each start and end, in order of time, whatever the order of its versions.

    The version that tells most counts (the digest decides between equals); what it does not tell is taken
    from the next. Those without a believable time are left out.
    """
    versions: dict[str, dict[str, Record]] = {}
    for record in records:
        if record.is_believable:
            versions.setdefault(record.key, {})[record.digest] = record
    united = [_united(sorted(of_key.values(), key=_weight)) for of_key in versions.values()]
    return sorted(united, key=lambda record: (record.first, record.last, record.key))


def _united(versions: list[Record]) -> Record:
    told: dict[str, Any] = {
        name: next((value for each in versions if (value := getattr(each, name)) is not None), None)
        for name in _TOLD
    }
    sources = sorted({source for each in versions for source in each.sources})
    return replace(versions[0], **told, sources=tuple(sources))


def without_overlaps(records: Iterable[Record]) -> list[Record]:
    """Return those that can be added up: of records that overlap the longest, in order of time.

    A charge that was told while it went on, and again when it had ended, is not to count twice; parts
    into which one was split do not overlap.
    """
    chosen: list[Record] = []
    for record in sorted(records, key=lambda each: (each.first - each.last, _weight(each), each.key)):
        if all(overlap(record, other) is None for other in chosen):
            chosen.append(record)
    return sorted(chosen, key=lambda each: (each.first, each.last))


def overlap(one: Record, other: Record) -> timedelta | None:
    """Return for how long two records claim the same time, None where they do not; seconds do not count."""
    shared = min(one.last, other.last) - max(one.first, other.first)
    shorter = min(one.last - one.first, other.last - other.first)
    return shared if shared >= min(ROUNDING, shorter) else None


def duration_agrees(record: Record) -> bool | None:
    """Whether the told duration, as minutes or as seconds, is that from start to end; None if not told."""
    if record.duration is None or record.start is None or record.end is None:
        return None
    length = record.end - record.start
    readings = (record.duration * 60, record.duration)
    return any(abs(length.total_seconds() - abs(each)) <= ROUNDING.total_seconds() for each in readings)
