"""A year in the life of a car that is charged, without asking anybody: readings, days, charges, records."""

import math
import random
from datetime import datetime, timedelta

from vehicles.models import (
    BatterySnapshot,
    ChargeRecord,
    ChargeSession,
    ChargeState,
    DailySummary,
    EnergySource,
    PlugState,
    SessionStatus,
    SummaryDue,
    ToldList,
    User,
    Vehicle,
)

DAYS = 365
DAYS_OF_READINGS = 61
STEP = timedelta(minutes=20)
CAPACITY_KWH = 52.0


def tell_a_year(of: Vehicle, until: datetime, person: User) -> list[ChargeSession]:
    """Store a year that ends at `until`, and return its charges, the newest first.

    The last of them has readings of its power, the one before was corrected by `person`, the third is known
    from readings only, and the fourth goes without any energy.
    """
    chance = random.Random(5)
    charges = [_charge(of, until - timedelta(days=1.5 * number), number, chance) for number in range(240)]
    ChargeSession.objects.bulk_create(charges)
    _records(of, [charge for number, charge in enumerate(charges) if number % 4 != 2])
    _correct(charges[1], person)
    _days(of, until)
    _readings(of, until, charges)
    SummaryDue.objects.filter(vehicle=of).delete()
    told = {"asked_at": until, "reached_on": (until - timedelta(days=DAYS)).date(), "complete": True}
    ToldList.objects.create(vehicle=of, kind=ToldList.CHARGES, **told)
    return charges


def _charge(of: Vehicle, before: datetime, number: int, chance: random.Random) -> ChargeSession:
    hour = chance.choice([21, 22, 22, 23, 12, 13])
    start = before.replace(hour=hour, minute=chance.randrange(60), second=0, microsecond=0) - timedelta(
        days=1
    )
    low, high = chance.randint(12, 55), chance.choice([80, 80, 80, 100])
    energy = None if number % 17 == 3 else (high - low) / 100 * CAPACITY_KWH / 0.94
    source = EnergySource.STATE_OF_CHARGE if number % 4 == 2 else EnergySource.TOLD
    return ChargeSession(
        vehicle=of,
        started_at=start,
        ended_at=start + timedelta(minutes=(high - low) * 4.5),
        about=number % 4 == 2,
        start_percent=low,
        end_percent=high,
        energy_kwh=energy,
        energy_source="" if energy is None else source,
        measured_power_kw=7.4 if number % 4 == 2 else None,
        mileage_km=31240.0 - 55 * number,
        end_status="" if number % 4 == 2 else "error" if number % 9 == 0 else "ok",
        from_readings=number % 4 == 2 or number < 20,
    )


def _records(of: Vehicle, charges: list[ChargeSession]) -> None:
    for charge in charges:
        started = charge.started_at.isoformat()
        record = ChargeRecord.objects.create(
            vehicle=of,
            natural_key=started,
            digest=started,
            started_at=charge.started_at,
            ended_at=charge.ended_at,
            raw={
                "chargeStartDate": started,
                "chargeEndDate": charge.ended_at.isoformat(),
                "chargeDuration": 194,
                "chargeStartBatteryLevel": charge.start_percent,
                "chargeEndBatteryLevel": charge.end_percent,
                "chargeEnergyRecovered": charge.energy_kwh,
                "chargePower": "slow",
                "chargeEndStatus": charge.end_status,
            },
            first_fetched_at=charge.ended_at,
        )
        charge.records.add(record)


def _correct(charge: ChargeSession, person: User) -> None:
    charge.energy_set_kwh, charge.cost_set = 33.2, 14.5
    charge.note_set = "Supermarket at Lyon-Part-Dieu, the fast one beside the entrance"
    charge.edited_by, charge.edited_at = person, charge.ended_at + timedelta(hours=3)
    charge.save()


def _days(of: Vehicle, until: datetime) -> None:
    DailySummary.objects.bulk_create(
        DailySummary(
            vehicle=of,
            on=(until - timedelta(days=number)).date(),
            state_of_charge_min=35 + 15 * math.sin(number / 5),
            state_of_charge_max=80 + 12 * math.sin(number / 11),
            state_of_charge_last=60 + 14 * math.sin(number / 7),
            range_full_km=330 - 70 * math.cos(number / 58),
        )
        for number in range(DAYS)
        if not 140 <= number < 152  # a holiday, on which it told nothing
    )


def _readings(of: Vehicle, until: datetime, charges: list[ChargeSession]) -> None:
    """Tell the last weeks: it is charged when its charges say so, and is emptied in between."""
    count = int(timedelta(days=DAYS_OF_READINGS) / STEP)
    moments = [until - STEP * number for number in reversed(range(count))]
    BatterySnapshot.objects.bulk_create(_reading(of, at, charges) for at in moments)


def _reading(of: Vehicle, at: datetime, charges: list[ChargeSession]) -> BatterySnapshot:
    later = [number for number, charge in enumerate(charges) if charge.started_at <= at]
    last = charges[later[0]]
    following = charges[later[0] - 1] if later[0] else None
    charging = at < last.ended_at
    if charging:
        share = (at - last.started_at) / (last.ended_at - last.started_at)
        percent = last.start_percent + share * (last.end_percent - last.start_percent)
    else:
        goal = following.start_percent if following else last.end_percent - 20
        until = following.started_at if following else last.ended_at + timedelta(days=1)
        share = min(1.0, (at - last.ended_at) / (until - last.ended_at))
        percent = last.end_percent - share * (last.end_percent - goal)
    plugged = charging or at < last.ended_at + timedelta(hours=5)
    return BatterySnapshot(
        vehicle=of,
        reported_at=at,
        has_car_time=True,
        first_fetched_at=at,
        last_fetched_at=at,
        state_of_charge=round(percent),
        range_km=round(percent * 3.2),
        available_energy_kwh=percent / 100 * CAPACITY_KWH,
        plug_state=PlugState.PLUGGED if plugged else PlugState.UNPLUGGED,
        charge_state=ChargeState.CHARGING if charging else ChargeState.NOT_CHARGING,
        charge_power_kw=(7.4 if percent < 90 else 3.6) if charging else 7.4 if plugged else None,
    )


def add_by_hand(of: Vehicle, at: datetime) -> ChargeSession:
    """Add a charge that nobody but a person knows of."""
    return ChargeSession.objects.create(
        vehicle=of,
        status=SessionStatus.BY_HAND,
        started_at=at,
        ended_at=at + timedelta(minutes=35),
        energy_set_kwh=21.5,
    )
