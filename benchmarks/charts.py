"""How long each chart's series takes in each range, beside plain SQL in the same run."""

import gc
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from vehicles.charts.chart import MOST_POINTS, Asked, Chart, Kind, Window
from vehicles.charts.kinds import KINDS
from vehicles.charts.windows import LONGEST_OF_READINGS, RANGES, STEPS, first_known, window
from vehicles.models import Vehicle

from .questions import BY_KEY, by_hand, fetch
from .report import Report

ROUNDS = 9
FREE_MS, RATIO, GROWTH = 15.0, 1.5, 4.0
# Beside the ranges of the buttons: the longest window of readings, and parts of the past.
ZOOMS = {"62 days": LONGEST_OF_READINGS, "2 years": timedelta(days=730), "5 years": timedelta(days=1826)}


def milliseconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


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


def measure(report: Report, vehicle: Vehicle, now: datetime) -> None:
    """Measure every chart that fits the vehicle, in every range."""
    report.title(
        f"Charts: milliseconds, ours beside plain SQL, medians of {ROUNDS} rounds in turn"
        f" (at most {RATIO} times as long, or {FREE_MS:g} ms)"
    )
    for kind in KINDS.values():
        if kind.fits(vehicle):
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
