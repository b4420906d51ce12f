"""The charges Renault remembers, in the wire's form: unordered, incomplete, forgotten soon."""

import random
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from .car import Car
from .seen import Charge
from .zone import zulu

KEPT_SECONDS = 10 * 86_400
KEPT_CHARGES = 10
LATE_SECONDS = 1200  # a charge appears some time after it has ended


def remembered(car: Car, now: float) -> list[Charge]:
    """Return the charges that the servers still know of, oldest first."""
    told = [c for c in car.charger.charges if now - KEPT_SECONDS <= c.end <= now - LATE_SECONDS]
    return told[-KEPT_CHARGES:]


def charge_rows(car: Car, charges: Iterable[Charge]) -> list[dict[str, Any]]:
    """Return the rows of charges as the wire has them; the same charge always gives the same rows."""
    rows = []
    for charge in charges:
        rng = random.Random(f"{car.seed}:{car.row.vin}:{charge.start}")
        rows += [_row(car, part, rng) for part in _parts(car, charge, rng)]
    random.Random(f"{car.seed}:{len(rows)}").shuffle(rows)
    return rows


def summaries(car: Car, kind: str, first: str, last: str) -> list[dict[str, Any]]:
    """Return chargeSummaries by `day` or `month`, the latest first; `first` and `last` as YYYYMM[DD]."""
    pattern = "%Y%m%d" if kind == "day" else "%Y%m"
    totals: dict[str, list[int]] = {}
    for charge in car.charger.charges:
        period = datetime.fromtimestamp(charge.end, UTC).strftime(pattern)
        if first <= period <= last:
            total = totals.setdefault(period, [0, 0, 0])
            total[0] += 1
            total[1] += round((charge.end - charge.start) / 60)
    return [
        {
            kind: period,
            "totalChargesNumber": number,
            "totalChargesDuration": minutes,
            "totalChargesErrors": failed,
        }
        for period, (number, minutes, failed) in sorted(totals.items(), reverse=True)
    ]


def between(charges: Iterable[Charge], first: str, last: str) -> list[Charge]:
    """Return the charges that began on the days from `first` to `last`, YYYYMMDD."""
    return [c for c in charges if first <= datetime.fromtimestamp(c.start, UTC).strftime("%Y%m%d") <= last]


def _parts(car: Car, charge: Charge, rng: random.Random) -> list[Charge]:
    """Return one charge, or the two rows into which some servers split it."""
    if "split_charges" not in car.model.quirks or charge.end - charge.start < 5400 or rng.random() > 0.25:
        return [charge]
    share = rng.uniform(0.3, 0.7)
    middle = round(charge.start + (charge.end - charge.start) * share)
    soc = charge.start_soc + (charge.end_soc - charge.start_soc) * share
    kwh = charge.kwh * share
    return [
        charge._replace(end=middle, end_soc=soc, kwh=kwh, target_reached=False),
        charge._replace(start=middle + rng.randrange(60, 240), start_soc=soc, kwh=charge.kwh - kwh),
    ]


def _row(car: Car, charge: Charge, rng: random.Random) -> dict[str, Any]:
    quirks = car.model.quirks
    start, end = round(charge.start_soc), round(charge.end_soc)
    length = charge.end - charge.start
    duration = round(length / 60) if "minutes" in quirks else round(length)
    if "negative_duration" in quirks and rng.random() < 0.06:
        duration = -duration
    row: dict[str, Any] = {
        "chargeStartDate": zulu(charge.start),
        "chargeEndDate": zulu(charge.end),
        "chargeDuration": duration,
        "chargeStartBatteryLevel": start,
        "chargeEndBatteryLevel": end,
    }
    if "minutes" in quirks:
        row["chargeBatteryLevelRecovered"] = end - start
        row["chargePower"] = "slow" if charge.start_kw < 5 else "accelerated"
        row["chargeStartInstantaneousPower"] = round(charge.start_kw * 1000 / 100) * 100
    if "energy_recovered" in quirks:
        row["chargeEnergyRecovered"] = round(charge.kwh, 2)
    failed = "error_status" in quirks and rng.random() < 0.6
    row["chargeEndStatus"] = "error" if failed else "ok"
    if "missing_start" in quirks and rng.random() < 0.3:
        del row["chargeStartBatteryLevel"]
    if rng.random() < 0.03:
        del row["chargeDuration"]
    return row
