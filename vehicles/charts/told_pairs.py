"""Looks up Renault's own counts of a vehicle, and ours of the same days and months."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ..models import ChargeSession, HvacSnapshot, SessionStatus, ToldKind, ToldRow, Vehicle
from ..models.columns import epoch_seconds
from ..rules import periods, told
from ..rules.periods import Period
from ..rules.told import Difference, Ours, Told
from .chart import Asked, Window
from .readings import Row, plain

# Beyond this our readings of heating and cooling are too many to go through for a page.
LONGEST_OF_READINGS = timedelta(days=367)


@dataclass(frozen=True, slots=True)
class Pair:
    """Renault's figures and ours of one period; `ours` is None where we cannot know."""

    period: Period
    told: Told | None
    ours: Ours | None

    @property
    def difference(self) -> Difference:
        return told.compare(self.told, self.ours or Ours())

    @property
    def is_known(self) -> bool:
        """Whether either side has anything to say."""
        return self.told is not None or (self.ours is not None and self.ours.number > 0)


def charges(vehicle: Vehicle, asked: Asked) -> list[Pair]:
    """Return every period of the window with Renault's charges and ours, a charge by the day it began."""
    kinds = {"day": ToldKind.CHARGE_DAY, "month": ToldKind.CHARGE_MONTH}
    return _pairs(vehicle, asked, kinds, _sessions)


def hvac(vehicle: Vehicle, asked: Asked) -> list[Pair]:
    """Return every period of the window with Renault's heating and cooling, and how often we saw it on."""
    kinds = {"day": ToldKind.HVAC_DAY, "month": ToldKind.HVAC_MONTH}
    return _pairs(vehicle, asked, kinds, _seen_on)


def step_of(asked: Asked) -> str:
    """Return "day" or "month": Renault tells no others, and a day needs room."""
    step = periods.fitting_step(asked.window.start, asked.window.end, asked.step)
    return "day" if step == "day" else "month"


def _pairs(
    vehicle: Vehicle,
    asked: Asked,
    kinds: Mapping[str, str],
    of_ours: Callable[[Vehicle, Sequence[Period]], dict[date, Ours] | None],
) -> list[Pair]:
    step = step_of(asked)
    window = _with_older(vehicle, asked, kinds["month"])
    spans = periods.periods(window.start, window.end, step, vehicle.zone)
    found = _told_rows(vehicle, kinds[step], spans[0].first, spans[-1].after)
    ours = of_ours(vehicle, spans)
    known_from = asked.first.timestamp() if asked.first else 0.0
    return [
        # Of what lies before our first reading nothing is known here, which is not the same as no charge.
        Pair(
            span,
            found.get(span.first),
            None if ours is None or span.end <= known_from else ours.get(span.first, Ours()),
        )
        for span in spans
    ]


def _with_older(vehicle: Vehicle, asked: Asked, kind: str) -> Window:
    """Return the window; "all" begins where Renault's months begin, which may be before our first reading."""
    if asked.range != "all" or asked.zoomed:
        return asked.window
    mine = ToldRow.objects.filter(vehicle=vehicle, kind=kind, key__regex=r"^\d{6}$")
    key = mine.order_by("key").values_list("key", flat=True).first()
    first = told.first_day(key or "")
    if first is None:
        return asked.window
    return Window(min(asked.window.start, periods.midnight(first, vehicle.zone)), asked.window.end)


def _told_rows(vehicle: Vehicle, kind: str, first: date, after: date) -> dict[date, Told]:
    """Return the rows of a kind by their first day: a range of the key, which sorts as days do."""
    digits = "%Y%m%d" if kind in (ToldKind.CHARGE_DAY, ToldKind.HVAC_DAY) else "%Y%m"
    rows = ToldRow.objects.filter(
        vehicle=vehicle, kind=kind, key__gte=first.strftime(digits), key__lt=after.strftime(digits)
    )
    found = {told.first_day(key): told.read(raw) for key, raw in rows.values_list("key", "raw")}
    return {day: row for day, row in found.items() if day is not None}


def _sessions(vehicle: Vehicle, spans: Sequence[Period]) -> dict[date, Ours]:
    """Return our charges of each period by its first day: those that began in it, on the vehicle's clock."""
    between = {"started_at__gte": _instant(spans[0].start), "started_at__lt": _instant(spans[-1].end)}
    mine = ChargeSession.objects.filter(vehicle=vehicle, **between)
    links = ChargeSession.records.through.objects.filter(chargesession__in=mine)
    records = Counter(links.values_list("chargesession_id", flat=True))
    columns = (epoch_seconds("started_at"), epoch_seconds("ended_at"), "status", "pk")
    found = _by_period(plain(mine.values_list(*columns)), spans)
    return {first: _ours(rows, records) for first, rows in found.items()}


def _ours(rows: Sequence[Row], records: Mapping[int, int]) -> Ours:
    """Return what charges come to, each (start, end, status, pk); `records` counts Renault's rows by pk."""
    kept = [row for row in rows if row[2] != SessionStatus.DELETED]
    goes_on = any(end is None for _start, end, _status, _pk in kept)
    return Ours(
        number=len(kept),
        minutes=None if goes_on else sum(end - start for start, end, _status, _pk in kept) / 60,
        records=sum(records[row[3]] for row in kept),
        by_hand=sum(row[2] == SessionStatus.BY_HAND and not records[row[3]] for row in kept),
        deleted=len(rows) - len(kept),
    )


def _seen_on(vehicle: Vehicle, spans: Sequence[Period]) -> dict[date, Ours] | None:
    """Return how often our readings saw heating or cooling go on, by period; None for too long a time."""
    start, end = _instant(spans[0].start), _instant(spans[-1].end)
    if end - start > LONGEST_OF_READINGS + timedelta(days=31):
        return None
    readings = HvacSnapshot.objects.filter(
        vehicle=vehicle, reported_at__gte=start, reported_at__lt=end, hvac_on__isnull=False
    ).order_by("reported_at", "correction")
    began: list[Row] = []
    was_on = False
    for row in plain(readings.values_list(epoch_seconds("reported_at"), "hvac_on")):
        if row[1] and not was_on:
            began.append(row)
        was_on = row[1]
    return {first: Ours(len(rows), None) for first, rows in _by_period(began, spans).items()}


def _by_period(rows: Iterable[Row], spans: Sequence[Period]) -> dict[date, list[Row]]:
    """Return rows that begin with an instant by the first day of the period in which it lies."""
    starts = [span.start for span in spans]
    found: dict[date, list[Row]] = {}
    for row in rows:
        found.setdefault(spans[bisect_right(starts, row[0]) - 1].first, []).append(row)
    return found


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def has(vehicle: Vehicle, *kinds: str) -> bool:
    """Whether Renault has told the vehicle any row of these kinds."""
    return ToldRow.objects.filter(vehicle=vehicle, kind__in=kinds).exists()
