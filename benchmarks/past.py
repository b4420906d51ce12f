"""A past of many years for a few cars, written through the real models.

Each car has a snapshot each five minutes, whatever it does: it commutes, makes trips at weekends, charges
at night. Every figure that a car may tell is told, with decimals where there may be any, so that no two
readings are equal and none is as small as it could be.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction

from vehicles.models import (
    BatterySnapshot,
    ChargeSession,
    CockpitSnapshot,
    DailySummary,
    Energy,
    Household,
    HvacSnapshot,
    LocationSnapshot,
    LockSnapshot,
    Snapshot,
    ToldKind,
    ToldRow,
    TyrePressureSnapshot,
    Vehicle,
    VehicleStatus,
)

STEP = timedelta(minutes=5)
STEPS_A_DAY = 288
BATTERY_KWH = 52.0
# Every table but the battery's has a row each half hour, tyres each six hours: as often as they are asked.
HALF_HOUR, SIX_HOURS = 6, 72


@dataclass(slots=True)
class Day:
    """What a day comes to, for its summary."""

    percents: list[float] = field(default_factory=list)
    full_km: float = 0.0
    outside: float = 0.0
    plugged: int = 0
    charging: int = 0
    driving: int = 0
    km: float = 0.0
    used: float = 0.0
    charged: float = 0.0
    charges: int = 0


class Car:
    """One car's life in steps of five minutes."""

    def __init__(self, vehicle: Vehicle, seed: int) -> None:
        self.vehicle = vehicle
        self.random = random.Random(seed)
        self.percent, self.km, self.celsius = 72.0, 1000.0, 12.0
        self.litres = 30.0
        self.plugged = self.charging = False
        self.day = Day()
        self.begun: tuple[datetime, float] | None = None
        self.sessions: list[ChargeSession] = []

    def step(self, at: datetime, number: int) -> None:
        """Live five minutes."""
        chance = self.random.random
        minute = number % STEPS_A_DAY * 5
        weekend = number // STEPS_A_DAY % 7 >= 5
        drives = (
            570 <= minute < 660 or 900 <= minute < 1000
            if weekend
            else 430 <= minute < 475 or 1040 <= minute < 1090
        )
        self.celsius += (chance() - 0.5) * 0.4 + (14 - self.celsius) * 0.004
        if minute == 420:
            self.plugged = False
        elif minute == 1320 and self.percent < 75:
            self.plugged = self.charging = True
        self._drive() if drives else self._rest(chance())
        self._charge(at)
        self._note(drives)

    def _drive(self) -> None:
        km = 2.5 + self.random.random() * 3.5
        self.km += km
        self.day.km += km
        spent = min(self.percent - 4, km * 0.31)
        self.percent -= spent
        self.day.used += spent / 100 * BATTERY_KWH
        self.litres = self.litres - km * 0.03 if self.litres > 6 else 39.0
        self.plugged = False

    def _rest(self, chance: float) -> None:
        self.percent = max(4.0, self.percent - chance * 0.012)

    def _charge(self, at: datetime) -> None:
        self.charging = self.charging and self.plugged and self.percent < 80
        if self.charging:
            if self.begun is None:
                self.begun = at, self.percent
                self.day.charges += 1
            self.percent += 1.15
            self.day.charged += 1.15 / 100 * BATTERY_KWH
        elif self.begun is not None:
            self._end_session(at, *self.begun)
            self.begun = None

    def _end_session(self, at: datetime, started_at: datetime, percent: float) -> None:
        self.sessions.append(
            ChargeSession(
                vehicle=self.vehicle,
                started_at=started_at,
                ended_at=at,
                start_percent=round(percent, 1),
                end_percent=round(self.percent, 1),
                energy_kwh=round((self.percent - percent) / 100 * BATTERY_KWH, 2),
                energy_source="state_of_charge",
                mileage_km=round(self.km, 1),
                from_readings=True,
            )
        )

    def _note(self, drives: bool) -> None:
        day = self.day
        day.percents.append(self.percent)
        day.plugged += self.plugged
        day.charging += self.charging
        day.driving += drives
        day.full_km, day.outside = 310 + self.celsius * 4, self.celsius

    def battery(self, at: datetime) -> BatterySnapshot:
        chance = self.random.random
        return BatterySnapshot(
            **_times(self.vehicle, at, has_car_time=True),
            state_of_charge=round(self.percent, 2),
            range_km=round(self.percent * (3.1 + self.celsius * 0.04), 1),
            available_energy_kwh=round(self.percent / 100 * BATTERY_KWH + chance() * 0.05, 2),
            battery_temperature_c=round(self.celsius + chance(), 1),
            plug_state="plugged" if self.plugged else "unplugged",
            charge_state="charging" if self.charging else "not_charging",
            remaining_minutes=int((100 - self.percent) * 4),
            admissible_power_kw=round(7 + chance() * 15, 1),
        )

    def others(self, at: datetime, number: int) -> Iterator[Snapshot]:
        """Yield what the other tables get in this step."""
        chance = self.random.random
        if number % HALF_HOUR == 0:
            ours = _times(self.vehicle, at, has_car_time=False)
            theirs = _times(self.vehicle, at, has_car_time=True)
            fuel = {"fuel_l": round(self.litres, 1), "fuel_range_km": round(self.litres * 17.3, 1)}
            yield CockpitSnapshot(
                **ours,
                mileage_km=round(self.km + chance() * 0.1, 2),
                **(fuel if self.vehicle.burns_fuel else {}),
            )
            yield HvacSnapshot(
                **theirs,
                hvac_on=chance() < 0.1,
                cabin_c=round(self.celsius + 4 + chance(), 1),
                outside_c=round(self.celsius + chance(), 1),
                threshold_percent=30,
            )
            yield LocationSnapshot(
                **theirs,
                latitude=round(48.1 + chance() * 0.2, 6),
                longitude=round(-1.7 + chance() * 0.2, 6),
                direction=round(chance() * 360, 1),
            )
            yield LockSnapshot(**theirs, lock="locked" if chance() < 0.9 else "unlocked", hatch="closed")
        if number % SIX_HOURS == 0:
            pressures = {
                f"{wheel}_mbar": round(2300 + chance() * 200)
                for wheel in ("front_left", "front_right", "rear_left", "rear_right")
            }
            yield TyrePressureSnapshot(**_times(self.vehicle, at, has_car_time=False), **pressures)

    def summary(self, on: date) -> DailySummary:
        """Return the summary of the day that ends, and begin another."""
        day, self.day = self.day, Day()
        return DailySummary(
            vehicle=self.vehicle,
            on=on,
            state_of_charge_min=round(min(day.percents), 1),
            state_of_charge_max=round(max(day.percents), 1),
            state_of_charge_last=round(day.percents[-1], 1),
            range_full_km=round(day.full_km, 1),
            distance_km=round(day.km, 1),
            mileage_km=round(self.km, 1),
            energy_charged_kwh=round(day.charged, 2),
            energy_used_kwh=round(day.used, 2),
            charges=day.charges,
            plugged_minutes=day.plugged * 5,
            charging_minutes=day.charging * 5,
            parked_minutes=1440 - day.driving * 5,
            known_minutes=1440,
            parked_loss_percent=1.2,
            parked_loss_minutes=900,
            outside_c=round(day.outside, 1),
            fuel_last_l=round(self.litres, 1) if self.vehicle.burns_fuel else None,
            fuel_min_l=round(self.litres, 1) if self.vehicle.burns_fuel else None,
            fuel_max_l=round(self.litres + day.km * 0.03, 1) if self.vehicle.burns_fuel else None,
            fuel_range_km=round(self.litres * 17.3, 1) if self.vehicle.burns_fuel else None,
        )


def _times(vehicle: Vehicle, at: datetime, *, has_car_time: bool) -> dict[str, Any]:
    return {
        "vehicle_id": vehicle.pk,
        "reported_at": at,
        "has_car_time": has_car_time,
        "first_fetched_at": at,
        "last_fetched_at": at,
    }


def household(vehicles: int) -> list[Vehicle]:
    """Make a household with some electric cars, of which the last burns fuel too."""
    home = Household.objects.create(name="Home", time_zone="UTC")
    return [
        Vehicle.objects.create(
            household=home,
            vin=f"VF1BENCH{number:09d}",
            name=f"Car {number}",
            status=VehicleStatus.FOLLOWED,
            model_code="X102VE",
            positions_on=True,
            energy=Energy.PLUG_IN_HYBRID if number == vehicles - 1 else Energy.ELECTRIC,
        )
        for number in range(vehicles)
    ]


def build(vehicles: list[Vehicle], days: int, end: datetime, progress: Callable[[float], None]) -> None:
    """Write the cars' past of some whole days up to midnight before `end`; the cars tell in turn."""
    start = end.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
    cars = [Car(vehicle, seed) for seed, vehicle in enumerate(vehicles)]
    for first in range(0, days, 30):
        with transaction.atomic():
            _build_days(cars, start, range(first, min(first + 30, days)))
        progress(min(first + 30, days) / days)
    for car in cars:
        ChargeSession.objects.bulk_create(car.sessions, batch_size=5000)
        ToldRow.objects.bulk_create(_told(car.vehicle, start, days), batch_size=5000)


def _build_days(cars: list[Car], start: datetime, days: range) -> None:
    battery: list[BatterySnapshot] = []
    others: dict[type[Snapshot], list[Snapshot]] = {}
    summaries: list[DailySummary] = []
    for day in days:
        for number in range(day * STEPS_A_DAY, (day + 1) * STEPS_A_DAY):
            at = start + number * STEP
            for car in cars:
                car.step(at, number)
                battery.append(car.battery(at + timedelta(seconds=car.random.randrange(200))))
                for row in car.others(at, number):
                    others.setdefault(type(row), []).append(row)
        summaries += [car.summary((start + timedelta(days=day)).date()) for car in cars]
    BatterySnapshot.objects.bulk_create(battery, batch_size=5000)
    for table, rows in others.items():
        table._default_manager.bulk_create(rows, batch_size=5000)
    DailySummary.objects.bulk_create(summaries, batch_size=5000)


def _told(vehicle: Vehicle, start: datetime, days: int) -> Iterator[ToldRow]:
    """Yield what Renault's own histories tell: each day and month, and each time that it was heated."""
    for number in range(days):
        at = start + timedelta(days=number)
        sums = {"totalChargesNumber": 1, "totalChargesDuration": 190, "totalChargesErrors": 0}
        heated = {"totalHvacSessionsNumber": 2, "totalHvacSessionsDuration": 20}
        yield _told_row(vehicle, ToldKind.CHARGE_DAY, f"{at:%Y%m%d}", at, {"day": f"{at:%Y%m%d}", **sums})
        yield _told_row(vehicle, ToldKind.HVAC_DAY, f"{at:%Y%m%d}", at, {"day": f"{at:%Y%m%d}", **heated})
        if at.day == 1:
            month = f"{at:%Y%m}"
            yield _told_row(vehicle, ToldKind.CHARGE_MONTH, month, at, {"month": month, **sums})
            yield _told_row(vehicle, ToldKind.HVAC_MONTH, month, at, {"month": month, **heated})
        began = (at + timedelta(hours=7)).isoformat()
        raw = {"hvacSessionStartDate": began, "hvacSessionEndStatus": "ok"}
        yield _told_row(vehicle, ToldKind.HVAC_SESSION, f"session-{number}", at, raw)


def _told_row(vehicle: Vehicle, kind: str, key: str, at: datetime, raw: dict[str, Any]) -> ToldRow:
    return ToldRow(vehicle=vehicle, kind=kind, key=key, raw=raw, first_fetched_at=at, last_fetched_at=at)


NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
