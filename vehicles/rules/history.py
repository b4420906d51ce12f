"""What a batch of readings adds to a vehicle's history.

- A reading with the car's time is kept once. The same time with other values is a correction, kept
  beside the first; the same values again change nothing.
- Readings without the car's time form runs: equal ones that follow each other are one row, whose ends
  are our first and last fetch.
So a batch that is stored twice, or in pieces, changes nothing the second time.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from .readings import Columns, Reading

Key = tuple[datetime, int]  # reported_at, correction


@dataclass(slots=True)
class Row:
    """One stored or new row of history; `columns` are what the car said."""

    reported_at: datetime
    correction: int
    has_car_time: bool
    first_fetched_at: datetime
    last_fetched_at: datetime
    columns: Columns

    @property
    def key(self) -> Key:
        return self.reported_at, self.correction


@dataclass(slots=True)
class Intents:
    """What is to be written: new rows, and the new last fetch of stored runs that last longer."""

    new: list[Row] = field(default_factory=list)
    longer: dict[Key, datetime] = field(default_factory=dict)


class History:
    """The stored rows that a batch can touch, growing while the batch is decided.

    `stored` must hold every row whose reported_at is the car's time or our fetch time of a reading in the
    batch, and every run (row without the car's time) that reaches into the batch's time or is the last
    before it.
    """

    def __init__(self, stored: Iterable[Row] = ()) -> None:
        self.intents = Intents()
        self._at: dict[datetime, list[Row]] = {}
        self._runs: list[Row] = []
        self._starts: list[datetime] = []
        self._new: set[Key] = set()
        for row in sorted(stored, key=lambda row: (row.first_fetched_at, row.key)):
            self._place(row)

    def add(self, reading: Reading) -> None:
        """Decide what one reading adds."""
        if reading.reported_at is None:
            self._add_to_run(reading)
        elif not any(row.columns == reading.columns for row in self._at.get(reading.reported_at, ())):
            self._keep(reading, reading.reported_at, has_car_time=True)

    def _add_to_run(self, reading: Reading) -> None:
        place = bisect_right(self._starts, reading.fetched_at) - 1
        run = self._runs[place] if place >= 0 else None
        if run is None or run.columns != reading.columns:
            self._keep(reading, reading.fetched_at, has_car_time=False)
        elif reading.fetched_at > run.last_fetched_at:
            run.last_fetched_at = reading.fetched_at
            if run.key not in self._new:
                self.intents.longer[run.key] = reading.fetched_at

    def _keep(self, reading: Reading, at: datetime, *, has_car_time: bool) -> None:
        # Corrections count on from the highest: rows at one instant may be of both kinds.
        correction = max((row.correction + 1 for row in self._at.get(at, ())), default=0)
        row = Row(at, correction, has_car_time, reading.fetched_at, reading.fetched_at, reading.columns)
        self._place(row)
        self._new.add(row.key)
        self.intents.new.append(row)

    def _place(self, row: Row) -> None:
        self._at.setdefault(row.reported_at, []).append(row)
        if not row.has_car_time:
            place = bisect_right(self._starts, row.first_fetched_at)
            self._starts.insert(place, row.first_fetched_at)
            self._runs.insert(place, row)


def decide(readings: Sequence[Reading], stored: Iterable[Row]) -> Intents:
    """Return what these readings add to the stored rows (see History for which those must be)."""
    history = History(stored)
    for reading in sorted(readings, key=lambda reading: reading.fetched_at):
        history.add(reading)
    return history.intents
