"""Which of Renault's lists is asked for next, for which days, and when.

Renault forgets: charges after about ten days, other lists later or never. So each list is asked for its
latest days first, then window by window backwards until several in a row were empty, and from then on
daily; the charges also when one has ended that Renault has not told of yet.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

CHARGES = "charges"
ONE_DAY = timedelta(days=1)
# A record appears some time after the charge has ended, and is looked for during a day.
TOLD_AFTER = timedelta(minutes=25)
LOOKED_FOR_EACH = timedelta(hours=3)
# What is asked again each day: Renault corrects itself, and tells late.
AGAIN = timedelta(days=3)
LONGEST_CHARGE = timedelta(days=4)
LONGEST_GAP = timedelta(days=366)
# A little early is on time: the daily question must not come a tick later each day.
SLACK = timedelta(minutes=2)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
OLDEST = date(2012, 1, 1)  # the first connected cars
# Of a login's 60 calls in an hour the archive takes part in so many; the others are left to polls and people.
CALLS_WITH_ARCHIVE = 40


@dataclass(frozen=True, slots=True)
class Pace:
    """How many days are asked for at a time, and after how many empty windows nothing older is expected."""

    window: timedelta
    empty_windows: int


MONTH, YEAR = timedelta(days=31), timedelta(days=366)
# In the order in which they are asked.
PACES: Mapping[str, Pace] = {
    CHARGES: Pace(MONTH, 3),
    "charge_month": Pace(YEAR, 2),
    "charge_day": Pace(MONTH, 2),
    "hvac_session": Pace(MONTH, 2),
    "hvac_month": Pace(YEAR, 2),
    "hvac_day": Pace(MONTH, 2),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """How far one list has been asked for; see models.ToldList."""

    asked_at: datetime | None = None
    reached_on: date | None = None
    empty_windows: int = 0
    windows_done: int = 0
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: this list, from the first to the last day."""

    kind: str
    first: date
    last: date
    of_the_past: bool = False


def next_ask(
    asked: Mapping[str, Asked],
    kinds: Collection[str],
    today: date,
    now: datetime,
    untold_since: datetime | None = None,
) -> Ask | None:
    """Return the next question about these kinds of lists, or None where nothing is due.

    `today` is the vehicle's own; `untold_since` the end of a charge that Renault has not told of.
    """
    wanted = [kind for kind in PACES if kind in kinds]
    for kind in wanted:
        state = asked.get(kind, Asked())
        if _due_at(kind, state, untold_since) <= now:
            return Ask(kind, _first_of_latest(kind, state, today), today)
    for kind in wanted:
        state = asked.get(kind, Asked())
        if not state.complete and state.reached_on is not None:
            last = state.reached_on - ONE_DAY
            return Ask(kind, max(OLDEST, last - PACES[kind].window + ONE_DAY), last, of_the_past=True)
    return None


def _first_of_latest(kind: str, state: Asked, today: date) -> date:
    first = today - PACES[kind].window + ONE_DAY
    if state.asked_at is None:
        return first
    # Where nobody asked for long, from where it stopped.
    return max(min(first, state.asked_at.date() - AGAIN), today - LONGEST_GAP)


def _due_at(kind: str, state: Asked, untold_since: datetime | None) -> datetime:
    if state.asked_at is None:
        return LONG_AGO
    daily = state.asked_at + ONE_DAY - SLACK
    if kind != CHARGES or untold_since is None:
        return daily
    told_at = untold_since + TOLD_AFTER
    soon = told_at if state.asked_at < told_at else state.asked_at + LOOKED_FOR_EACH
    return min(daily, soon) if soon <= untold_since + ONE_DAY else daily


def due_again(
    asked: Mapping[str, Asked], kinds: Iterable[str], now: datetime, untold_since: datetime | None = None
) -> datetime:
    """Return when there will be a question: at once while the past is not complete, else within a day."""
    states = {kind: asked.get(kind, Asked()) for kind in kinds}
    if any(not state.complete for state in states.values()):
        return now
    times = [_due_at(kind, state, untold_since) for kind, state in states.items()]
    return max(now, min(times, default=now + ONE_DAY))


def answered(state: Asked, ask: Ask, rows: int, now: datetime) -> Asked:
    """Return how far the list has been asked for when a question was answered with so many rows."""
    if not ask.of_the_past and state.asked_at is not None:
        return Asked(now, state.reached_on, state.empty_windows, state.windows_done, state.complete)
    empty = 0 if rows else state.empty_windows + 1
    return Asked(
        asked_at=state.asked_at or now,
        reached_on=ask.first,
        empty_windows=empty,
        windows_done=state.windows_done + 1,
        complete=empty >= PACES[ask.kind].empty_windows or ask.first <= OLDEST,
    )


def free_at(calls: Iterable[datetime], now: datetime) -> datetime | None:
    """Return when the archive may ask again, or None where it may now; `calls` are those of the last hour."""
    hour = timedelta(hours=1)
    recent = sorted(at for at in calls if now - hour < at)
    return None if len(recent) < CALLS_WITH_ARCHIVE else recent[-CALLS_WITH_ARCHIVE] + hour
