"""How long each chart's series takes in each range, beside plain SQL in the same run."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.db import connection

from vehicles.charts.chart import MOST_POINTS, Asked, Chart, Kind, Window
from vehicles.charts.kinds import KINDS
from vehicles.charts.windows import LONGEST_OF_READINGS, RANGES, STEPS, first_known, window
from vehicles.models import Vehicle

from .questions import BY_KEY, by_hand, fetch
from .report import Report

ROUNDS = 9
FREE_MS, RATIO, GROWTH = 15.0, 1.5, 4.0
# Beside the ranges of the buttons: the longest window of readings, and parts of the past.
ZOOMS = {
    "2 days": timedelta(days=2),
    "62 days": LONGEST_OF_READINGS,
    "2 years": timedelta(days=730),
    "5 years": timedelta(days=1826),
}


def milliseconds(call: Callable[[], object]) -> float:
    """Return how long a call takes, in CPU time of whoever works for it.

    Unlike the clock on the wall, that does not change with what else the machine does. SQLite works within
    this process; PostgreSQL's own time is added where it runs on the same machine, else the wall counts.
    """
    server = _server()
    if server == Path():
        return _taken(call, time.perf_counter)
    return _taken(call, lambda: time.process_time() + _cpu_seconds(server))


def _taken(call: Callable[[], object], clock: Callable[[], float]) -> float:
    started = clock()
    call()
    return (clock() - started) * 1000


def _cpu_seconds(process: Path | None) -> float:
    # The first number of /proc/<pid>/schedstat: nanoseconds on a CPU.
    return int(process.read_text().split()[0]) / 1e9 if process else 0.0


@cache
def _server() -> Path | None:
    """Return where the database's own time is told: None where it is ours, an empty path where nowhere."""
    if connection.vendor == "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = Path("/proc") / str(cursor.fetchone()[0])
    try:
        mine = "postgres" in (process / "comm").read_text()
    except OSError:
        mine = False
    return process / "schedstat" if mine else Path()


def windows(kind: Kind, vehicle: Vehicle, now: datetime) -> dict[str, Asked]:
    """Return what is asked, by the range's name."""
    first = first_known(vehicle)
    asked = {
        name: Asked(window(name, now, first), now, name, STEPS[name], first=first)
        for name in RANGES
        if name in kind.ranges
    }
    for name, length in ZOOMS.items():
        of = Window(now - length, now)
        asked[name] = Asked(of, now, "all", STEPS["all"], zoomed=True, first=first)
    return asked


def most_points(chart: Chart) -> int:
    """Return how many points the chart's longest series has."""
    lengths = [len(chart.x), *(len(series.values) for series in chart.series)]
    lengths += [len(lane.spans) for lane in chart.lanes]
    return max(lengths)


def measure(report: Report, vehicles: Sequence[Vehicle], now: datetime) -> None:
    """Measure every chart in every range, with the first vehicle that it fits."""
    report.title(
        f"Charts: ms of CPU, ours beside plain SQL, medians of {ROUNDS} rounds in turn"
        f" (at most {RATIO} times as long, or {FREE_MS:g} ms where that is more)"
    )
    for kind in KINDS.values():
        vehicle = next(filter(kind.fits, vehicles), None)
        if vehicle is None:
            report.missed.append(f"{kind.key}: no vehicle to measure it with")
        else:
            _measure_kind(report, kind, vehicle, now)


def _measure_kind(report: Report, kind: Kind, vehicle: Vehicle, now: datetime) -> None:
    report.text(kind.key if kind.key in BY_KEY else f"{kind.key} (beside the SQL of its days)")
    taken: dict[str, float] = {}
    for name, asked in windows(kind, vehicle, now).items():
        questions = by_hand(kind.key, vehicle, asked.window)
        points = most_points(kind.build(vehicle, asked))
        rows = fetch(questions)
        ours, theirs = _in_turn(lambda asked=asked: kind.build(vehicle, asked), questions)  # type: ignore[misc]
        taken[name] = ours
        most = max(FREE_MS, RATIO * theirs)
        report.figure(
            f"  {name}: {points:,} points; SQL {theirs:.1f} ms, {rows:,} rows",
            ours,
            "ms",
            most=round(most, 1),
        )
        if points > MOST_POINTS:
            report.missed.append(f"{kind.key}, {name}: {points} points")
    if "all" in taken and "month" in taken:
        # Fractions of a millisecond say nothing: a chart that is always quick does not grow.
        growth = taken["all"] / max(taken["month"], FREE_MS / GROWTH)
        report.figure("  all of it, times the month", growth, "times", most=GROWTH)


def _in_turn(build: Callable[[], object], questions: list[tuple[str, object]]) -> tuple[float, float]:
    pairs = []
    gc.collect()
    for number in range(ROUNDS):
        pair: dict[str, float] = {}
        for which in ("ours", "theirs") if number % 2 else ("theirs", "ours"):
            pair[which] = milliseconds(build if which == "ours" else lambda: fetch(questions))  # type: ignore[arg-type]
        pairs.append((pair["ours"], pair["theirs"]))
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    return ours, theirs
