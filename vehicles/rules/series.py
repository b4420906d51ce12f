"""A line for a chart: thinned to what can be seen, with its gaps kept as gaps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Point = tuple[int, float | None]  # epoch seconds, value

MOST_POINTS = 2000
# A car that told nothing for longer than this leaves a gap in the line.
GAP_SECONDS = 24 * 3600


@dataclass(slots=True)
class Line:
    """A line and its shaded spans: times in epoch seconds, None where the line is broken."""

    at: list[int] = field(default_factory=list)
    values: list[float | None] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)


def with_gaps(points: Iterable[Point], gap: int = GAP_SECONDS) -> list[Point]:
    """Return the points, in time order, with a None between two that lie further apart than `gap` seconds."""
    result: list[Point] = []
    for at, value in points:
        if result and at - result[-1][0] > gap:
            result.append((result[-1][0] + 1, None))
        result.append((at, value))
    return result


def thinned(points: Sequence[Point], start: int, end: int, most: int = MOST_POINTS) -> list[Point]:
    """Return at most `most` points: per bucket of time the lowest, the highest, the last, and one gap.

    `points` are in time order; the choice keeps every peak and every broken line visible.
    """
    if len(points) <= most:
        return list(points)
    buckets = most // 4
    width = max(1, -(-(end - start + 1) // buckets))
    result: list[Point] = []
    first = 0
    while first < len(points):
        bucket = (points[first][0] - start) // width
        last = first
        while last < len(points) and (points[last][0] - start) // width == bucket:
            last += 1
        result.extend(_kept(points[first:last]))
        first = last
    return result


def _kept(bucket: Sequence[Point]) -> list[Point]:
    told = [point for point in bucket if point[1] is not None]
    gaps = [point for point in bucket if point[1] is None][:1]
    if not told:
        return gaps
    lowest = min(told, key=lambda point: point[1] or 0.0)
    highest = max(told, key=lambda point: point[1] or 0.0)
    return sorted({lowest, highest, told[-1], *gaps}, key=lambda point: point[0])


def spans(states: Iterable[tuple[int, bool]], gap: int = GAP_SECONDS) -> list[tuple[int, int]]:
    """Return the spans (from, to in epoch seconds) in which a state held.

    `states` are (instant, whether it holds) in time order.

    A span ends at the first instant at which the state no longer holds, or at the last at which it was
    seen where nothing was told for longer than `gap` seconds.
    """
    found: list[tuple[int, int]] = []
    begun: int | None = None
    seen = 0
    for at, holds in states:
        if begun is not None and at - seen > gap:
            found.append((begun, seen))
            begun = None
        if holds and begun is None:
            begun = at
        elif not holds and begun is not None:
            found.append((begun, at))
            begun = None
        seen = at
    if begun is not None:
        found.append((begun, seen))
    return found
