"""However many cars a login has, whatever they do: the hour's reads are enough, and no car waits for ever."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

pytest.importorskip("hypothesis")
from hypothesis import given, settings
from hypothesis import strategies as st

from vehicles.rules import budget, cadence
from vehicles.rules.cadence import EndpointRecord, Known, News, Pace

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HALF_AN_HOUR = 30
ALL = ["battery-status", "cockpit", "location", "hvac-status", "pressure", "lock-status"]
DOINGS = ["charges", "drives", "tells", "sleeps", "private", "fails"]
LONGEST_WAIT = timedelta(minutes=100)  # a sleeper's 65, and its turn among twelve


@dataclass
class Car:
    """A car that does something else each half hour."""

    number: int
    endpoints: list[str]
    doings: list[str]
    pace: Pace = Pace.PARKED
    due_at: datetime = START
    told_at: datetime = START
    lively_until: datetime | None = None
    tried: dict[str, datetime] = field(default_factory=dict)
    polls: list[datetime] = field(default_factory=lambda: [START])

    def doing(self, now: datetime) -> str:
        return self.doings[int((now - START) / MINUTE) // HALF_AN_HOUR % len(self.doings)]

    def settle(self, doing: str, now: datetime, spacing: timedelta) -> None:
        if doing == "drives":
            self.lively_until = now + cadence.LIVELY_FOR
        if doing not in ("sleeps", "private", "fails"):
            self.told_at = now
        known = Known(doing == "charges", self.lively_until, self.told_at, now, doing == "private")
        self.pace = cadence.pace_of(known, now)
        self.due_at = cadence.next_due(self.number, self.pace, now, spacing)
        self.polls.append(now)


NEWS = {"charges": News.CHARGES, "drives": News.MOVED, "sleeps": News.NOTHING}


class Login:
    """A login's cars and calls, polled by the rules as services/polling.py polls."""

    def __init__(self, cars: list[Car]) -> None:
        self.cars, self.calls, self.wait_until = cars, [], START  # type: ignore[var-annotated]

    def tick(self, now: datetime) -> None:
        due = sorted((car for car in self.cars if car.due_at <= now), key=lambda car: car.due_at)
        for car in due:
            if now < self.wait_until or not self.poll(car, now):
                return

    def poll(self, car: Car, now: datetime) -> bool:
        """Poll a car as far as the hour allows; return whether it does still."""
        spacing = cadence.spacing_of([(each.pace, each.endpoints) for each in self.cars])
        doing, asked = car.doing(now), 0
        records = {name: EndpointRecord(tried_at=at) for name, at in car.tried.items()}
        first, others = cadence.in_order(car.endpoints, records, now)
        assert first is not None
        for name in [first, *others] if doing != "private" else [first]:
            record = records.get(name, EndpointRecord())
            news = NEWS.get(doing, News.TOLD)
            if name != first and not cadence.is_wanted(name, record, now, news, spacing=spacing):
                continue
            can_wait = name != first and name in car.tried
            free_at = budget.free_again_at(self.calls, now, can_wait=can_wait)
            if free_at is not None and can_wait:
                continue
            if free_at is not None:
                self.wait_until = free_at
                break
            self.calls.append(now)
            car.tried[name] = now
            asked += 1
        if asked:
            car.settle(doing, now, spacing)
        return now >= self.wait_until


cars = st.builds(
    lambda endpoints, doings: (ALL[:1] + endpoints, doings),
    st.lists(st.sampled_from(ALL[1:]), unique=True).map(lambda some: [each for each in ALL if each in some]),
    st.lists(st.sampled_from(DOINGS), min_size=1, max_size=12),
)


def most_in_an_hour(calls: list[datetime]) -> int:
    return max(sum(1 for at in calls if begin <= at < begin + budget.HOUR) for begin in set(calls))


@settings(max_examples=60)
@given(st.lists(cars, min_size=1, max_size=12))
def test_never_more_than_the_hours_reads_and_no_car_starves(
    garage: list[tuple[list[str], list[str]]],
) -> None:
    login = Login([Car(number, *each) for number, each in enumerate(garage)])
    now = START
    while now < START + timedelta(hours=6):
        login.tick(now)
        now += MINUTE
    assert most_in_an_hour(login.calls) <= budget.READS_PER_HOUR
    for car in login.cars:
        waits = [later - earlier for earlier, later in zip(car.polls, [*car.polls[1:], now], strict=True)]
        assert max(waits) <= LONGEST_WAIT, (car.number, max(waits))
        for endpoint in car.endpoints:
            if set(car.doings) & {"private"}:
                continue
            assert endpoint in car.tried


@pytest.mark.parametrize("doing", ["charges", "drives"])
def test_twelve_busy_cars_leave_room_for_lists_and_looks(doing: str) -> None:
    login = Login([Car(number, ALL, [doing]) for number in range(12)])
    for minute in range(8 * 60):
        login.tick(START + minute * MINUTE)
    later = [at for at in login.calls if at >= START + timedelta(hours=4)]
    assert most_in_an_hour(later) <= 42
