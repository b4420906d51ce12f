"""The questions that charts answer, as the plainest SQL that a person would write by hand."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from vehicles.charts.chart import Window
from vehicles.charts.windows import LONGEST_OF_READINGS
from vehicles.models import Vehicle
from vehicles.models.columns import BEGINNING_EPOCH

Question = tuple[str, Sequence[Any]]

READINGS = """
SELECT reported_at, {columns} FROM vehicles_{table}
WHERE vehicle_id = %s AND reported_at BETWEEN %s AND %s ORDER BY reported_at, correction
"""
STRETCHES = """
SELECT (reported_at - %s) / %s AS stretch, MIN({column}), MAX({column}), MAX(reported_at)
FROM vehicles_{table} WHERE vehicle_id = %s AND reported_at BETWEEN %s AND %s
GROUP BY stretch ORDER BY stretch
"""
DAYS = """
SELECT "on", {columns} FROM vehicles_dailysummary
WHERE vehicle_id = %s AND "on" BETWEEN %s AND %s ORDER BY "on"
"""
SESSIONS = """
SELECT started_at, ended_at, start_percent, end_percent, energy_kwh, energy_set_kwh, energy_source
FROM vehicles_chargesession
WHERE vehicle_id = %s AND status <> 'deleted' AND started_at BETWEEN %s AND %s ORDER BY started_at
"""
TOLD = "SELECT key, raw FROM vehicles_toldrow WHERE vehicle_id = %s AND kind = %s ORDER BY key"


def seconds(at: datetime) -> int:
    """Return the instant as snapshots keep it."""
    return int(at.timestamp()) - BEGINNING_EPOCH


def readings(table: str, *columns: str) -> Callable[[Vehicle, Window], Question]:
    def ask(vehicle: Vehicle, of: Window) -> Question:
        sql = READINGS.format(table=table, columns=", ".join(columns))
        return sql, [vehicle.pk, seconds(of.start), seconds(of.end)]

    return ask


def stretches(table: str, column: str) -> Callable[[Vehicle, Window], Question]:
    """The same, thinned by the database to about 2,000 stretches of time."""

    def ask(vehicle: Vehicle, of: Window) -> Question:
        start, end = seconds(of.start), seconds(of.end)
        width = -(-(end - start + 1) // 2000)
        return STRETCHES.format(table=table, column=column), [start, width, vehicle.pk, start, end]

    return ask


def days(*columns: str) -> Callable[[Vehicle, Window], Question]:
    def ask(vehicle: Vehicle, of: Window) -> Question:
        sql = DAYS.format(columns=", ".join(columns))
        return sql, [vehicle.pk, of.start.date(), of.end.date()]

    return ask


def sessions(vehicle: Vehicle, of: Window) -> Question:
    if connection.vendor == "sqlite":
        between = [f"{at:%Y-%m-%d %H:%M:%S}" for at in (of.start, of.end)]
        return SESSIONS, [vehicle.pk, *between]
    return SESSIONS, [vehicle.pk, of.start, of.end]


def told(kind: str) -> Callable[[Vehicle, Window], Question]:
    """All rows of one of Renault's own histories."""
    return lambda vehicle, _window: (TOLD, [vehicle.pk, kind])


Asks = Sequence[Callable[[Vehicle, Window], Question]]

# What a chart is made of: in windows that are drawn from readings, and in longer ones.
EVERY_DAY: Asks = [days("state_of_charge_last", "distance_km", "energy_used_kwh", "energy_charged_kwh")]
BY_KEY: dict[str, tuple[Asks, Asks]] = {
    "state_of_charge": (
        [readings("batterysnapshot", "state_of_charge", "plug_state", "charge_state"), sessions],
        [days("state_of_charge_last", "state_of_charge_min", "state_of_charge_max")],
    ),
    "range": (
        [readings("batterysnapshot", "range_km", "charge_state"), sessions],
        [days("range_full_km")],
    ),
    "charge_curve": (
        [
            readings(
                "batterysnapshot",
                "state_of_charge",
                "charge_state",
                "charge_power_kw",
                "admissible_power_kw",
            ),
            sessions,
        ],
        [sessions],
    ),
    "mileage": ([days("mileage_km")],) * 2,
    "distance": ([days("distance_km")],) * 2,
    "consumption": ([days("distance_km", "energy_used_kwh")],) * 2,
    "consumption_by_temperature": ([days("distance_km", "energy_used_kwh", "outside_c")],) * 2,
    "range_over_time": ([days("range_full_km")],) * 2,
    "range_by_mileage": ([days("range_full_km", "mileage_km")],) * 2,
    "range_by_temperature": ([days("range_full_km", "outside_c")],) * 2,
    "parked_loss": ([days("parked_loss_percent", "parked_loss_minutes")],) * 2,
    **{
        key: ([sessions],) * 2
        for key in (
            "capacity",
            "charge_energy",
            "charge_number",
            "charge_hours",
            "charge_limits",
            "charge_times",
        )
    },
    "fuel_level": (
        [readings("cockpitsnapshot", "last_fetched_at", "fuel_l")],
        [days("fuel_last_l", "fuel_min_l", "fuel_max_l")],
    ),
    "fuel_range": (
        [readings("cockpitsnapshot", "last_fetched_at", "fuel_range_km")],
        [days("fuel_range_km")],
    ),
    "told_charges": ([told("charge_day"), sessions], [told("charge_month"), sessions]),
    "told_hvac": ([told("hvac_day")], [told("hvac_month")]),
    "told_hvac_sessions": ([told("hvac_session")],) * 2,
}


def by_hand(key: str, vehicle: Vehicle, window: Window) -> list[Question]:
    """Return the statements that answer a chart's question; of a chart of days where none is named."""
    short, long = BY_KEY.get(key, (EVERY_DAY, EVERY_DAY))
    asks = short if window.end - window.start <= LONGEST_OF_READINGS else long
    return [ask(vehicle, window) for ask in asks]


def fetch(questions: list[Question]) -> int:
    """Ask them over the bare connection and return how many rows came."""
    rows = 0
    with connection.cursor() as cursor:
        for sql, parameters in questions:
            # The driver's own cursor: nothing of Django in between.
            cursor.cursor.execute(sql, parameters)
            rows += len(cursor.fetchall())
    return rows
