"""Measures one database, which DATABASE_URL names and which is empty: see benchmarks/history.py."""

import platform
import sys
import time

import django

YEARS, CARS = 10, 3
SMALL_DAYS = 150
MOST_BYTES = {"sqlite": 100, "postgresql": 120}
MOST_MIGRATION_SECONDS = 60
RECORDER_POLLS = 50_000


def main(words: list[str]) -> int:
    """Build the past, measure everything, and return the exit status."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from . import charts, past, polls
    from .report import Report

    small = "--small" in words
    days = SMALL_DAYS if small else YEARS * 365
    report = Report()
    call_command("migrate", verbosity=0)
    report.title(f"=== {_database(connection)}, Python {platform.python_version()}, {platform.machine()} ===")
    cars = past.household(CARS)
    started = time.monotonic()
    past.build(cars, days, past.NOW, lambda share: print(f"  {share:.0%}", end="\r", file=sys.stderr))
    _tell_rows(report, time.monotonic() - started)
    _measure_sizes(report, cars[0], small)
    charts.measure(report, cars, past.NOW)
    polls.measure_writes(report, cars[0], past.NOW)
    polls.measure_garage(report, cars[0].household)
    polls.measure_rhythm(report, 30 if small else 365)
    _measure_migrations(report)
    return report.end()


def _database(connection) -> str:  # type: ignore[no-untyped-def]
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        return f"{connection.display_name} {cursor.fetchone()[0]}"


def _tell_rows(report, taken: float) -> None:  # type: ignore[no-untyped-def]
    from vehicles.models import ChargeSession, DailySummary
    from vehicles.services.storing import TABLES

    counts = {table.__name__: table._default_manager.count() for table in TABLES.values()}
    counts |= {"DailySummary": DailySummary.objects.count(), "ChargeSession": ChargeSession.objects.count()}
    report.text(", ".join(f"{count:,} {name}" for name, count in counts.items()))
    report.text(f"written through the models in {taken:.0f} s, {sum(counts.values()) / taken:,.0f} rows/s")


def _measure_sizes(report, vehicle, small: bool) -> None:  # type: ignore[no-untyped-def]
    from django.db import connection

    from . import sizes

    most = MOST_BYTES[connection.vendor]
    report.title("Bytes on disk for a battery reading, indexes included, every figure told, none merged")
    report.figure("as written", sizes.battery_bytes(), "bytes", most=most)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM" if connection.vendor == "sqlite" else "VACUUM FULL ANALYZE")
    report.figure("after VACUUM" + (" FULL" * (most == 120)), sizes.battery_bytes(), "bytes", most=most)
    count = 5000 if small else RECORDER_POLLS
    sizes.fill_recorder(vehicle, count)
    recorder = sizes.table_bytes(sizes.RECORDER) / count
    report.figure("the same in Home Assistant's recorder tables, 7 entities", recorder, "bytes")
    report.figure("that is, times ours", recorder / sizes.battery_bytes(), "times")
    sizes.drop_recorder()


def _measure_migrations(report) -> None:  # type: ignore[no-untyped-def]
    from django.core.management import call_command

    report.title("Migrations on that past")
    started = time.monotonic()
    call_command("migrate", "vehicles", "0002", verbosity=0)
    report.figure("back to the first tables", time.monotonic() - started, "s")
    started = time.monotonic()
    call_command("migrate", "vehicles", verbosity=0)
    report.figure("and forward again", time.monotonic() - started, "s", most=MOST_MIGRATION_SECONDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
