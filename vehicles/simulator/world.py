"""The played world: some cars, a clock, and all that happened since it was born."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from . import orders
from .answers import CONCERNS, attributes
from .car import Car
from .cars import CARS, CarRow
from .clock import Clock
from .records import between, charge_rows, remembered, summaries
from .seen import Charge

YOUNG = timedelta(days=30)
DAY_SECONDS = 86_400

Entry = tuple[float, str, dict[str, Any], bool]  # when, which order, its details, ignored


class Report(NamedTuple):
    """What a car told at an instant: endpoint names to the attributes its answers have then."""

    vin: str
    at: datetime
    answers: dict[str, Any]


class World:
    """Cars that live by a seed from `born_at` on; the same seed, birth and orders give the same world.

    `start` is the world's time now (default: the real time), `born_at` defaults
    to 30 days before it, `speed` is how many of its seconds pass in a real one.
    """

    def __init__(
        self,
        seed: int = 1,
        born_at: datetime | None = None,
        start: datetime | None = None,
        speed: float = 1.0,
        rows: Iterable[CarRow] = CARS,
    ) -> None:
        start = start or datetime.now(UTC)
        self.seed = seed
        self.born_at = ((born_at or start - YOUNG).astimezone(UTC)).replace(microsecond=0)
        if self.born_at > start:
            raise ValueError("A world cannot start before it is born.")
        self.clock = Clock(start, speed)
        self.rows = {row.vin: row for row in rows}
        self._cars = {vin: self._newborn(row) for vin, row in self.rows.items()}
        self._journal: dict[str, list[Entry]] = {vin: [] for vin in self.rows}

    def now(self) -> datetime:
        """Return the world's time in UTC."""
        return self.clock.now()

    def car(self, vin: str) -> Car:
        """Return a car as it stands now; raises KeyError for a VIN that is not of this world."""
        car = self._cars[vin]
        car.timeline.run(self.now().timestamp())
        return car

    def order(self, vin: str, order: str, details: Mapping[str, Any], ignore: bool = False) -> None:
        """Give a car an order of `orders`; it is carried out 1 to 3 minutes later."""
        car = self.car(vin)
        entry = (car.timeline.at, order, dict(details), ignore)
        _apply(car, entry)
        self._journal[vin].append(entry)

    def nudge(self, vin: str, wishes: Mapping[str, Any]) -> None:
        """Change a car at once; raises ValueError for an unknown VIN or a car without a battery."""
        if vin not in self._cars:
            raise ValueError(f"There is no car {vin!r}.")
        self.order(vin, "nudge", wishes)

    def attributes(self, vin: str, endpoint: str) -> Any:
        """Return the attributes that an endpoint's answer has now."""
        return attributes(self.car(vin), endpoint)

    def charges(self, vin: str, first: str, last: str) -> list[dict[str, Any]]:
        """Return the charge rows that Renault still keeps, for days as YYYYMMDD."""
        car = self.car(vin)
        return charge_rows(car, between(remembered(car, car.timeline.at), first, last))

    def charge_summaries(self, vin: str, kind: str, first: str, last: str) -> list[dict[str, Any]]:
        return summaries(self.car(vin), kind, first, last)

    def reports(self, start: datetime, end: datetime) -> Iterator[Report]:
        """Yield what all cars told from `start` up to `end`, in order of time.

        It is the past of this very world, its orders included; where `end` lies
        ahead, what will be if nobody gives another order.
        """
        told = [self._told(row, start.timestamp(), end.timestamp()) for row in self.rows.values()]
        return heapq.merge(*told, key=lambda report: (report.at, report.vin))

    def charge_history(self, vin: str, start: datetime, end: datetime) -> list[dict[str, Any]]:
        """Return the rows of all charges that ended from `start` up to `end`, forgotten ones too."""
        car = self._replayed(vin, end.timestamp())
        first, last = start.timestamp(), end.timestamp()
        ended: list[Charge] = [c for c in car.charger.charges if first <= c.end < last]
        return charge_rows(car, ended)

    def _newborn(self, row: CarRow) -> Car:
        return Car(row, self.seed, self.born_at.timestamp())

    def _replayed(self, vin: str, until: float) -> Car:
        car = self._newborn(self.rows[vin])
        for entry in self._journal[vin]:
            if entry[0] <= until:
                car.timeline.run(entry[0])
                _apply(car, entry)
        car.timeline.run(until)
        return car

    def _told(self, row: CarRow, start: float, end: float) -> Iterator[Report]:
        """Live one car's life again, a day at a time, and yield what it told."""
        car = self._newborn(row)
        entries = list(self._journal[row.vin])
        heard: list[Report] = []

        def listen(at: float, concerns: tuple[str, ...]) -> None:
            if start <= at < end:
                names = [e for c in concerns for e in CONCERNS[c] if e in row.model.reads]
                if names:
                    instant = datetime.fromtimestamp(at, UTC)
                    heard.append(Report(row.vin, instant, {name: attributes(car, name) for name in names}))

        car.on_report = listen
        at = self.born_at.timestamp()
        while at < end:
            at = min(at + DAY_SECONDS, end)
            while entries and entries[0][0] <= at:
                car.timeline.run(entries[0][0])
                _apply(car, entries.pop(0))
            car.timeline.run(at)
            yield from heard
            heard.clear()


def _apply(car: Car, entry: Entry) -> None:
    at, order, details, ignore = entry
    if order == "nudge":
        orders.nudge(car, at, details)
    else:
        orders.give(car, at, order, details, ignore)
