"""Charges for tests: rows as Renault tells them, readings, and lives of cars made up at random."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from vehicles.rules import charge_records
from vehicles.rules.charge_facts import Facts
from vehicles.rules.charge_readings import BatteryReading, MileageReading
from vehicles.rules.charge_records import Record
from vehicles.rules.charge_sessions import Inputs, Session, sessions

Row = dict[str, Any]
NOW = datetime(2026, 6, 1, tzinfo=UTC)

# The facts that owners' cars told, in rows of our own: start, end, duration, percent at start and end.
# A Zoe 50 whose charges all "failed", with starts of charge missing and one charge told in two pieces.
ERRORS_AND_GAPS = (
    ("2022-03-16T02:02:16Z", "2022-03-16T04:01:58Z", 7182, 62, 62),
    ("2022-03-16T20:18:42Z", "2022-03-16T21:50:08Z", 5486, None, 60),
    ("2022-03-17T01:01:10Z", "2022-03-17T05:02:01Z", 14451, None, 74),
    ("2022-03-18T01:01:13Z", "2022-03-18T05:02:04Z", 14451, None, 64),
    ("2022-03-18T17:34:28Z", "2022-03-18T17:37:57Z", 209, None, 55),
    ("2022-03-18T17:40:37Z", "2022-03-18T18:17:22Z", 2205, None, 89),
    ("2022-03-19T15:18:18Z", "2022-03-19T16:36:04Z", 4666, None, 99),
    ("2022-03-20T21:21:31Z", "2022-03-21T06:32:50Z", 33079, None, 71),
)


def at(text: str) -> datetime:
    """Return an instant in UTC from "2026-03-01 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def zulu(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def row(start: str | datetime | None, end: str | datetime | None, **told: Any) -> Row:
    """Return a row of Renault's list; `energy`, `first` and `last` (percent) are short for its long names."""
    short = {
        "energy": "chargeEnergyRecovered",
        "first": "chargeStartBatteryLevel",
        "last": "chargeEndBatteryLevel",
        "recovered": "chargeBatteryLevelRecovered",
        "power": "chargeStartInstantaneousPower",
        "duration": "chargeDuration",
        "status": "chargeEndStatus",
    }
    times = {"chargeStartDate": start, "chargeEndDate": end}
    texts = {
        name: zulu(at(value) if isinstance(value, str) else value)
        for name, value in times.items()
        if value is not None
    }
    return {**texts, **{short[name]: value for name, value in told.items() if value is not None}}


def errors_and_gaps() -> list[Row]:
    return [
        {
            **{"chargeStartDate": start, "chargeEndDate": end, "chargeDuration": duration},
            **({} if first is None else {"chargeStartBatteryLevel": first}),
            **{"chargeEndBatteryLevel": last, "chargeEndStatus": "error"},
        }
        for start, end, duration, first, last in ERRORS_AND_GAPS
    ]


def records(*rows: Row) -> list[Record]:
    read = [charge_records.read(each) for each in rows]
    return [record for record in read if record is not None]


def reading(text: str, state: str = "charging", percent: float | None = None, **told: Any) -> BatteryReading:
    """Return a reading at an instant; plugged in unless told otherwise, "unplugged" as its state will do."""
    plug = "unplugged" if state == "unplugged" else "plugged"
    state = "not_charging" if state == "unplugged" else state
    instant = at(text)
    defaults = {"at": instant, "until": instant, "plug_state": plug}
    return BatteryReading(charge_state=state, state_of_charge=percent, **{**defaults, **told})


def mileage(text: str, km: float, until: str = "") -> MileageReading:
    return MileageReading(at(text), at(until or text), km)


def found(now: datetime | str = NOW, **inputs: Any) -> list[Session]:
    return sessions(Inputs(**inputs), at(now) if isinstance(now, str) else now)


def spans(of: list[Session]) -> list[tuple[str, str]]:
    """Return starts and ends as texts, for a test to compare at a glance."""
    return [
        (f"{each.started_at:%m-%d %H:%M}", f"{each.ended_at:%m-%d %H:%M}" if each.ended_at else "open")
        for each in of
    ]


@dataclass(frozen=True)
class Charge:
    """A charge as it really was."""

    start: datetime
    end: datetime
    first: int
    last: int
    kwh: float
    told: bool  # by Renault
    seen: bool  # by our readings


@dataclass(frozen=True)
class Life:
    """What a car did in some days, and all that was told of it."""

    charges: tuple[Charge, ...]
    rows: tuple[Row, ...]
    readings: tuple[BatteryReading, ...]
    mileages: tuple[MileageReading, ...]

    def inputs(self, **other: Any) -> Inputs:
        return Inputs(records(*self.rows), self.readings, self.mileages, **other)


def life(seed: int, days: int = 6) -> Life:
    """Make up a life: each charge is told by Renault, seen by us, or both; rows split, doubled, bare."""
    rng = random.Random(seed)
    clock = datetime(2026, 3, 1, 5, tzinfo=UTC)
    charges: list[Charge] = []
    rows: list[Row] = []
    readings: list[BatteryReading] = []
    mileages: list[MileageReading] = []
    percent, km = 80, 1000.0
    while clock < datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=days):
        readings.append(_reading(clock, "not_charging", percent, plug="unplugged"))
        clock += timedelta(minutes=rng.randrange(20, 300))
        percent, km = max(5, percent - rng.randrange(5, 40)), km + rng.randrange(5, 120)
        mileages.append(MileageReading(clock, clock, km))
        readings.append(_reading(clock, "not_charging", percent, plug="unplugged"))
        clock += timedelta(seconds=rng.randrange(30, 7200))
        charge = _charge(clock, percent, rng)
        charges.append(charge)
        rows += _rows(charge, rng) if charge.told else []
        readings += _seen(charge, rng) if charge.seen else []
        percent = charge.last
        clock = charge.end + timedelta(seconds=rng.randrange(40, 20_000))
    readings.append(_reading(clock, "not_charging", percent, plug="unplugged"))
    return Life(tuple(charges), tuple(rows), tuple(readings), tuple(mileages))


def _reading(instant: datetime, state: str, percent: int, plug: str = "plugged") -> BatteryReading:
    return BatteryReading(instant, instant, percent, plug, state, available_energy_kwh=round(percent * 0.52))


def _charge(start: datetime, percent: int, rng: random.Random) -> Charge:
    end = start + timedelta(seconds=rng.randrange(400, 30_000))
    last = rng.randrange(percent + 4, 101)
    told = rng.random() < 0.7
    return Charge(
        start, end, percent, last, (last - percent) * 0.52, told, seen=not told or rng.random() < 0.6
    )


def _rows(charge: Charge, rng: random.Random) -> list[Row]:
    parts = [charge]
    length = charge.end - charge.start
    if length > timedelta(minutes=40) and rng.random() < 0.4:
        middle = charge.start + length * rng.uniform(0.2, 0.8)
        middle = middle.replace(microsecond=0)
        percent = (charge.first + charge.last) // 2
        kwh = (percent - charge.first) * 0.52
        parts = [
            replace(charge, end=middle, last=percent, kwh=kwh),
            replace(
                charge,
                start=middle + timedelta(seconds=rng.randrange(0, 500)),
                first=percent,
                kwh=charge.kwh - kwh,
            ),
        ]
    told = []
    for part in parts:
        full = row(part.start, part.end, energy=part.kwh, first=part.first, last=part.last, status="ok")
        told.append(full)
        for _ in range(rng.randrange(3)):  # other versions of it tell less
            kept = {"chargeStartDate", "chargeEndDate"}
            told.append({name: value for name, value in full.items() if name in kept or rng.random() < 0.5})
        if rng.random() < 0.2:
            told.append({"chargeStartDate": full["chargeStartDate"], "chargeEndStatus": "error"})
    return told


def _seen(charge: Charge, rng: random.Random) -> list[BatteryReading]:
    readings = [_reading(charge.start, "charging", charge.first)]
    instant = charge.start
    while (instant := instant + timedelta(seconds=rng.randrange(240, 1700))) < charge.end:
        share = (instant - charge.start) / (charge.end - charge.start)
        readings.append(
            _reading(instant, "charging", int(charge.first + share * (charge.last - charge.first)))
        )
    readings.append(_reading(charge.end, "ended", charge.last))
    return readings


NOTHING = Facts()
