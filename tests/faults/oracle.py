"""Holds the database against what the servers answered: nothing lost, nothing doubled, nothing invented.

It reads the answers by a table of its own, which shares no code with the site. Answers with the car's time
must be there once each; answers without it as runs of equal ones, in their order.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from tests.faults.witness import Told, Witness
from vehicles.models import (
    BatterySnapshot,
    ChargeRecord,
    ChargeSession,
    CockpitSnapshot,
    HvacSnapshot,
    LockSnapshot,
    Snapshot,
    TyrePressureSnapshot,
    Vehicle,
)

Values = tuple[Any, ...]
Fact = tuple[str, datetime | None, Values]  # VIN, the car's time, what it told

PLUG = {0: "unplugged", 1: "plugged", -1: "error", 3: "unplugged"}
CHARGE = {
    0.0: "not_charging",
    0.1: "waiting_planned",
    0.2: "ended",
    0.3: "waiting_current",
    0.4: "flap_open",
    1.0: "charging",
    -1.0: "error",
}


def _number(raw: Mapping[str, Any], name: str, low: float, high: float) -> float | None:
    value = raw.get(name)
    good = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    return round(float(value), 2) if good else None


def _word(raw: Mapping[str, Any], name: str, words: Mapping[Any, str]) -> str:
    value = raw.get(name)
    return words.get(value, "") if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _battery(raw: Mapping[str, Any]) -> Values:
    return (
        _number(raw, "batteryLevel", 0, 100),
        _number(raw, "batteryAutonomy", 0, 2000),
        _number(raw, "batteryAvailableEnergy", 0.001, 500),
        _number(raw, "batteryTemperature", -60, 100),
        _word(raw, "plugStatus", PLUG),
        # Some cars say -1.0 for "not charging": which is which is no matter of this table.
        _word(raw, "chargingStatus", CHARGE).replace("error", "not_charging"),
        _number(raw, "chargingRemainingTime", 0, 10_000),
    )


def _stored_battery(row: Any) -> Values:
    return (
        _short(row.state_of_charge),
        _short(row.range_km),
        _short(row.available_energy_kwh),
        _short(row.battery_temperature_c),
        row.plug_state,
        row.charge_state.replace("error", "not_charging"),
        _short(row.remaining_minutes),
    )


def _short(value: float | None) -> float | None:
    return None if value is None else round(float(value), 2)


def _hvac(raw: Mapping[str, Any]) -> Values:
    on = raw.get("hvacStatus")
    return (
        {"on": True, "off": False}.get(on) if isinstance(on, str) else None,
        _number(raw, "internalTemperature", -60, 90),
        _number(raw, "externalTemperature", -60, 70),
        _number(raw, "socThreshold", 0, 100),
    )


def _tyres(raw: Mapping[str, Any]) -> Values:
    wheels = ("fl", "fr", "rl", "rr")
    return tuple(_number(raw, f"{wheel}Pressure", 1, 20_000) for wheel in wheels)


def _locks(raw: Mapping[str, Any]) -> Values:
    told = raw.get("lockStatus")
    return (told[:16].lower() if isinstance(told, str) else "",)


READ: dict[str, tuple[type[Snapshot], str | None, Callable[[Any], Values], Callable[[Any], Values]]] = {
    "battery-status": (BatterySnapshot, "timestamp", _battery, _stored_battery),
    "cockpit": (
        CockpitSnapshot,
        None,
        lambda raw: (_number(raw, "totalMileage", 0, 5_000_000),),
        lambda row: (_short(row.mileage_km),),
    ),
    "hvac-status": (
        HvacSnapshot,
        "lastUpdateTime",
        _hvac,
        lambda row: (
            row.hvac_on,
            _short(row.cabin_c),
            _short(row.outside_c),
            _short(row.threshold_percent),
        ),
    ),
    "pressure": (
        TyrePressureSnapshot,
        None,
        _tyres,
        lambda row: tuple(
            _short(getattr(row, f"{wheel}_mbar"))
            for wheel in ("front_left", "front_right", "rear_left", "rear_right")
        ),
    ),
    "lock-status": (LockSnapshot, "lastUpdateTime", _locks, lambda row: (row.lock,)),
}


def attributes_of(body: bytes) -> dict[str, Any] | None:
    """Return an answer's attributes, None where it is none that anybody could read."""
    try:
        content = json.loads(body, parse_constant=lambda _name: None)
    except ValueError:
        return None
    data = content.get("data") if isinstance(content, dict) else None
    attributes = data.get("attributes") if isinstance(data, dict) else None
    return attributes if isinstance(attributes, dict) else None


def _car_time(raw: Mapping[str, Any], name: str | None, told_at: datetime) -> datetime | None:
    text = raw.get(name) if name else None
    if not isinstance(text, str) or "T00:00:00" in text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    return at.replace(microsecond=0) if at <= told_at + timedelta(hours=24) else None


def facts(answers: Iterable[tuple[Told, str, str]], endpoint: str) -> list[Fact]:
    """Return what an endpoint's answers come to, one fact each, in their order."""
    _table, time_name, read, _stored = READ[endpoint]
    found: list[Fact] = []
    for told, vin, asked in answers:
        raw = attributes_of(told.body) if asked == endpoint else None
        if raw is None:
            continue
        values = read(raw)
        if any(value not in (None, "") for value in values):
            found.append((vin, _car_time(raw, time_name, told.at), values))
    return found


def with_time(of: Iterable[Fact]) -> Counter[Fact]:
    """Return the facts that carry the car's time, each once."""
    return Counter({fact for fact in of if fact[1] is not None})


def runs(of: Iterable[Fact]) -> list[Fact]:
    """Return the facts without the car's time by car, equal ones that follow each other as one."""
    kept: list[Fact] = []
    last: dict[str, Values] = {}
    for fact in of:
        if fact[1] is None and last.get(fact[0]) != fact[2]:
            last[fact[0]] = fact[2]
            kept.append(fact)
    return sorted(kept, key=lambda fact: fact[0])  # stable: each car's own stay in order


def stored(endpoint: str) -> list[Fact]:
    """Return the rows of an endpoint's table, as facts, by car and time."""
    table, _name, _read, values = READ[endpoint]
    vins = dict(Vehicle.objects.values_list("pk", "vin"))
    rows = table.objects.order_by("vehicle__vin", "reported_at", "correction")
    return [
        (vins[row.vehicle_id], row.reported_at if row.has_car_time else None, values(row)) for row in rows
    ]


def told_charges(witness: Witness) -> Counter[tuple[str, str]]:
    """Return every row of Renault's lists of charges that was told, once each."""
    found: set[tuple[str, str]] = set()
    for told, vin, endpoint in witness.answers():
        rows = (attributes_of(told.body) or {}).get("charges") if endpoint == "charges" else None
        for row in rows if isinstance(rows, list) else []:
            found.add((vin, json.dumps(row, sort_keys=True)))
    return Counter(found)


def stored_charges() -> Counter[tuple[str, str]]:
    rows = ChargeRecord.objects.values_list("vehicle__vin", "raw")
    return Counter((vin, json.dumps(raw, sort_keys=True)) for vin, raw in rows)


def assert_nothing_lost_nothing_doubled(witness: Witness) -> None:
    """Every good answer is stored once, and nothing else is."""
    answers = list(witness.answers())
    for endpoint in READ:
        told, kept = facts(answers, endpoint), stored(endpoint)
        _same(Counter(fact for fact in kept if fact[1]), with_time(told), f"{endpoint}, by the car's time")
        kept_runs = [fact for fact in kept if not fact[1]]
        _same(Counter(kept_runs), Counter(runs(told)), f"{endpoint}, in runs")
        assert kept_runs == runs(told), f"{endpoint}: runs in another order"
    _same(stored_charges(), told_charges(witness), "charges")
    assert_nothing_doubled(witness)


def _same(kept: Counter[Any], told: Counter[Any], what: str) -> None:
    lost, doubled = told - kept, kept - told
    assert (lost, doubled) == (Counter(), Counter()), (
        f"{what}: lost {dict(lost)}, doubled or invented {dict(doubled)}"
    )


def assert_kept(witness: Witness, since: int, until: int | None = None) -> None:
    """Of what the servers answered in this part of their log nothing is lost."""
    answers = list(witness.answers(since, until))
    for endpoint in READ:
        told, kept = facts(answers, endpoint), stored(endpoint)
        lost = set(told) - set(kept)
        assert not lost, f"{endpoint}: answered and not stored: {lost}"


def assert_nothing_doubled(witness: Witness) -> None:
    """What is stored was told, each thing once, and no two charges of a car overlap.

    This much holds also where a process died with answers in its hands.
    """
    answers = list(witness.answers())
    for endpoint in READ:
        told = set(facts(answers, endpoint))
        kept = stored(endpoint)
        assert set(kept) <= told, f"{endpoint}: stored and never told"
        twice = [fact for fact, times in Counter(fact for fact in kept if fact[1]).items() if times > 1]
        assert twice == [], f"{endpoint}: stored twice"
    assert not stored_charges() - told_charges(witness), "charges: stored twice or never told"
    for vehicle in Vehicle.objects.all():
        spans = ChargeSession.objects.filter(vehicle=vehicle).exclude(status="deleted").order_by("started_at")
        ends = list(spans.values_list("started_at", "ended_at"))
        for (_start, end), (start, _end) in pairwise(ends):
            assert end is not None, "a charge goes on while the next has begun"
            assert end <= start, "two charges of one car overlap"
