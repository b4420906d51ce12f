"""The same sessions, however the same claims and readings come: shuffled, doubled, late, in pieces."""

import itertools
import json
import os
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.charges import NOW, Life, Row, errors_and_gaps, life, reading, records, row
from vehicles.rules.charge_readings import in_order
from vehicles.rules.charge_sessions import Drawn, Inputs, Session, sessions
from vehicles.rules.charge_windows import BEFORE, boundaries

hypothesis = pytest.importorskip("hypothesis", reason="hypothesis comes with requirements-dev.txt")
from hypothesis import strategies as st  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
RECORDINGS = Path(os.environ.get("RECORDINGS") or ROOT.parent / "shared" / "recordings")
ZOE_40 = [
    row("2020-11-11 00:31", "2020-11-11 08:30", duration=479, first=15, last=74, recovered=59, power=3100)
]
many = hypothesis.settings(max_examples=60, deadline=None)
seeds = st.integers(0, 2**32)


def again(inputs: Inputs, rng: random.Random) -> Inputs:
    """Return the same inputs in another order, some of them told twice and thrice."""

    def shuffled(things: Any) -> list[Any]:
        more = [*things, *(rng.choices(list(things), k=len(things)) if things else [])]
        rng.shuffle(more)
        return more

    return Inputs(
        shuffled(inputs.records),
        shuffled(inputs.readings),
        shuffled(inputs.mileages),
        shuffled(inputs.drawn),
        inputs.capacity_kwh,
        inputs.measures_power,
    )


def is_sound(found: list[Session]) -> bool:
    """Whether the sessions are what the database takes: forwards, apart, one open at most."""
    free = [each for each in found if each.drawn is None]
    forwards = all(each.ended_at is None or each.ended_at > each.started_at for each in found)
    apart = all(
        before.ended_at is not None and before.ended_at <= after.started_at
        for before, after in itertools.pairwise(free)
    )
    return forwards and apart and sum(each.ended_at is None for each in found) <= 1


@many
@hypothesis.given(seeds, seeds)
def test_a_life_gives_one_session_for_each_charge_in_any_order(seed: int, order: int) -> None:
    lived = life(seed)
    inputs = lived.inputs(capacity_kwh=52.0)
    found = sessions(inputs, NOW)
    assert is_sound(found)
    assert len(found) == len(lived.charges)
    for session, charge in zip(found, lived.charges, strict=True):
        assert (session.started_at, session.ended_at) == (charge.start, charge.end)
        assert session.about is not charge.told
        if charge.told:
            assert session.facts.energy_kwh == pytest.approx(charge.kwh)
            assert session.facts.energy_source == "told"
    assert sessions(again(inputs, random.Random(order)), NOW) == found


def anything(seed: int) -> Inputs:
    """Make up claims that need not make sense together."""
    rng = random.Random(seed)
    start = datetime(2026, 3, 1, tzinfo=NOW.tzinfo)

    def instant() -> datetime:
        return start + timedelta(minutes=rng.randrange(0, 3 * 24 * 60))

    times: list[tuple[datetime | None, datetime | None]] = []

    def told() -> Row:
        at, length = instant(), timedelta(minutes=rng.choice([-5, 0, 1, 4, 30, 90, 400]))
        times.append((None if rng.random() < 0.1 else at, None if rng.random() < 0.1 else at + length))
        # Now and then another version of a charge that was told before: its fields may contradict the first.
        first, last = rng.choice(times) if rng.random() < 0.3 else times[-1]
        percents = {name: rng.choice([None, 10, 50, 90]) for name in ("first", "last", "recovered")}
        return row(first, last, energy=rng.choice([None, 0, 3.5, 20]), **percents)

    states = ["charging", "charging", "charging", "not_charging", "ended", "unplugged", "", "error"]
    readings = [
        reading(
            f"{instant():%Y-%m-%d %H:%M}",
            rng.choice(states),
            rng.choice([None, 10, 20, 40, 80]),
            available_energy_kwh=rng.choice([None, 5.0, 20.0]),
            charge_power_kw=rng.choice([None, 3.7]),
        )
        for _ in range(rng.randrange(0, 150))
    ]
    base = Life((), tuple(told() for _ in range(rng.randrange(0, 14))), tuple(readings), ())
    mileages = [
        reading_of_mileage(instant(), rng.choice([1000.0, 1000.0, 1010.0])) for _ in range(rng.randrange(8))
    ]
    drawn = []
    for number in range(rng.randrange(0, 4)):
        first = instant()
        last = first + timedelta(minutes=rng.choice([5, 60, 300]))
        drawn.append(Drawn(number, first, last, deleted=rng.random() < 0.5))
    return Inputs(
        records(*base.rows),
        base.readings,
        mileages,
        drawn,
        rng.choice([None, 52.0]),
        rng.random() < 0.5,
    )


def reading_of_mileage(instant: datetime, km: float) -> Any:
    from vehicles.rules.charge_readings import MileageReading

    return MileageReading(instant, instant, km)


@hypothesis.settings(max_examples=120, deadline=None)
@hypothesis.given(seeds, seeds, st.integers(0, 3 * 24 * 60))
def test_nonsense_gives_sound_sessions_and_the_same_in_any_order(seed: int, order: int, minutes: int) -> None:
    inputs = anything(seed)
    now = datetime(2026, 3, 1, tzinfo=NOW.tzinfo) + timedelta(minutes=minutes)
    found = sessions(inputs, now)
    assert is_sound(found)
    assert sessions(again(inputs, random.Random(order)), now) == found


def part(inputs: Inputs, low: datetime | None, high: datetime | None) -> Inputs:
    """Return what must be known to make the sessions between two boundaries."""

    def inside(first: datetime) -> bool:
        return (low is None or first >= low) and (high is None or first < high)

    return Inputs(
        [each for each in inputs.records if inside(each.first)],
        [
            each
            for each in inputs.readings
            if (low is None or each.at >= (low if each.charging else low - BEFORE))
            and (high is None or each.at <= high)
        ],
        [each for each in inputs.mileages if high is None or each.at <= high],
        [each for each in inputs.drawn if inside(each.start)],
        inputs.capacity_kwh,
        inputs.measures_power,
    )


@hypothesis.settings(max_examples=100, deadline=None)
@hypothesis.given(seeds, st.booleans())
def test_history_cut_at_its_boundaries_gives_the_same_sessions(seed: int, nonsense: bool) -> None:
    inputs = anything(seed) if nonsense else life(seed).inputs(capacity_kwh=52.0)
    spans = [(each.first, each.last) for each in inputs.records if each.is_believable]
    spans += [(each.start, each.end) for each in inputs.drawn]
    cuts = boundaries(in_order(inputs.readings), spans, datetime(2026, 2, 1, tzinfo=NOW.tzinfo))
    whole = sessions(inputs, NOW)
    pieces: list[Session] = []
    for low, high in zip([None, *cuts], [*cuts, None], strict=True):
        pieces += sessions(part(inputs, low, high), NOW)
    assert sorted(pieces, key=lambda each: (each.started_at, each.drawn or 0)) == whole


@pytest.mark.parametrize("rows", [errors_and_gaps(), ZOE_40], ids=["errors and gaps", "zoe 40"])
@hypothesis.given(seeds)
@hypothesis.settings(max_examples=25, deadline=None)
def test_recorded_charges_give_the_same_sessions_in_any_order(rows: list[Row], order: int) -> None:
    inputs = Inputs(records(*rows))
    found = sessions(inputs, NOW)
    assert len(found) == {8: 7, 1: 1}[len(rows)]
    assert sessions(again(inputs, random.Random(order)), NOW) == found


@pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason=f"No recordings at {RECORDINGS}; RECORDINGS names another folder."
)
@hypothesis.given(seeds)
@hypothesis.settings(max_examples=25, deadline=None)
def test_the_recordings_themselves_give_the_same_sessions_in_any_order(order: int) -> None:
    for name, expected in {"charges-zoe_50.json": 7, "charges.json": 1}.items():
        told = json.loads((RECORDINGS / "kamereon" / "vehicle_data" / name).read_text())
        inputs = Inputs(records(*told["data"]["attributes"]["charges"]))
        found = sessions(inputs, NOW)
        assert len(found) == expected
        assert is_sound(found)
        assert sessions(again(inputs, random.Random(order)), NOW) == found
