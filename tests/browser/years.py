"""Some years of a car's days and charges, made up by a seed: warm and cold, driven and parked, with holes."""

import math
import random
from datetime import UTC, date, datetime, time, timedelta

from vehicles.models import ChargeSession, DailySummary, EnergySource, Vehicle

KWH = 52.0


def add_years(to: Vehicle, last: date, days: int, seed: int = 1) -> None:
    """Add a summary for most of the days up to `last`, and for a car with a battery its charges."""
    rng = random.Random(seed)
    mileage, fuel = 12_000.0, 40.0
    summaries, charges = [], []
    for number in range(days):
        on = last - timedelta(days=days - 1 - number)
        outside = 11 - 10 * math.cos((on.timetuple().tm_yday - 20) / 365 * 2 * math.pi) + rng.gauss(0, 3)
        km = max(0.0, rng.gauss(45, 30)) if rng.random() < 0.75 else 0.0
        mileage += km
        fuel -= km * 0.06
        low = fuel
        if fuel < 9:
            fuel = 46.0
        if rng.random() < 0.02 or 300 < number < 316:
            continue
        day = DailySummary(vehicle=to, on=on, distance_km=km, mileage_km=mileage, known_minutes=1440)
        if to.charges:
            _add_battery(day, rng, km, outside, number)
        if to.burns_fuel:
            day.fuel_last_l, day.fuel_min_l, day.fuel_max_l = round(fuel), round(low), round(max(fuel, low))
            day.fuel_range_km = round(fuel / 0.06)
        summaries.append(day)
        if to.charges and rng.random() < 0.3:
            charges.append(_charge(to, rng, on, number))
    DailySummary.objects.bulk_create(summaries)
    ChargeSession.objects.bulk_create(charges)


def _add_battery(day: DailySummary, rng: random.Random, km: float, outside: float, number: int) -> None:
    per_km = 0.135 + max(0.0, 20 - outside) * 0.0042 + rng.gauss(0, 0.012)
    day.outside_c = round(outside, 1)
    day.energy_used_kwh = round(km * per_km * 2) / 2
    day.energy_charged_kwh = round(km * per_km * 1.05, 1)
    day.range_full_km = round((KWH - number * 0.002) / per_km * 0.97 / 5) * 5
    if km < 20:
        day.parked_loss_percent = float(rng.random() < 0.2)
        day.parked_loss_minutes = 1200 - km * 4


def _charge(to: Vehicle, rng: random.Random, on: date, number: int) -> ChargeSession:
    start = datetime.combine(on, time(18), UTC) + timedelta(minutes=rng.randrange(240))
    gained = rng.randrange(12, 65)
    whole = KWH - number * 0.002 + rng.gauss(0, 1.2)
    return ChargeSession(
        vehicle=to,
        started_at=start,
        ended_at=start + timedelta(minutes=gained * 8),
        start_percent=25.0,
        end_percent=25.0 + gained,
        energy_kwh=round(gained / 100 * whole, 1),
        energy_source=EnergySource.TOLD,
    )
