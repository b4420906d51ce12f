"""What people do to charges: it stays through every later poll, and the records stay as they are."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests import builders
from tests.builders import at
from tests.charges import row
from vehicles import clock
from vehicles.models import (
    ChargeRecord,
    ChargeSession,
    EnergySource,
    SessionStatus,
    SummaryDue,
    User,
    Vehicle,
)
from vehicles.services import archive, by_hand, told_lists
from vehicles.services.by_hand import Limits, Said

pytestmark = pytest.mark.django_db

NOW = at("2026-03-20 12:00")
NOTHING = Said()


@pytest.fixture(autouse=True)
def _march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def zoe() -> Vehicle:
    return builders.vehicle(builders.household())


@pytest.fixture
def person(zoe: Vehicle) -> User:
    return builders.member(zoe.household)


def told(vehicle: Vehicle, start: str, end: str, **fields: float) -> ChargeSession:
    """Let Renault tell of a charge, and return its session."""
    told_lists.store_charges(vehicle, [row(start, end, **fields)], NOW)
    archive.bring_up_to_date()
    return ChargeSession.objects.get(vehicle=vehicle, started_at=at(start))


def poll_again(vehicle: Vehicle) -> list[ChargeSession]:
    """Make everything anew, as years of polls would, and return what counts."""
    archive.rebuild(vehicle)
    return list(ChargeSession.objects.that_count().filter(vehicle=vehicle).order_by("started_at"))


def test_a_charge_added_by_hand_stays_and_its_record_completes_it(zoe: Vehicle, person: User) -> None:
    limits = Limits(at("2026-03-10 10:00"), at("2026-03-10 10:40"), start_percent=25)
    added = by_hand.add(zoe, person, limits, Said(cost=Decimal("9.80"), note="at the mall"))
    assert (added.status, added.start_percent, added.energy_kwh) == (SessionStatus.BY_HAND, 25, None)
    told_lists.store_charges(
        zoe, [row("2026-03-10 10:03", "2026-03-10 10:38", energy=21.0, first=20, last=60)], NOW
    )
    (session,) = poll_again(zoe)
    assert session == added
    assert (session.started_at, session.ended_at) == (limits.started_at, limits.ended_at)
    assert (session.start_percent, session.end_percent) == (25, 60)
    assert (session.energy_kwh, session.energy_source) == (21.0, EnergySource.TOLD)
    assert (session.cost_set, session.note_set) == (Decimal("9.80"), "at the mall")
    assert session.records.count() == 1


def test_where_a_charge_is_known_none_can_be_added(zoe: Vehicle, person: User) -> None:
    known = told(zoe, "2026-03-10 10:00", "2026-03-10 12:00")
    with pytest.raises(by_hand.Overlap) as refused:
        by_hand.add(zoe, person, Limits(at("2026-03-10 11:59"), at("2026-03-10 13:00")), NOTHING)
    assert refused.value.other == known
    assert ChargeSession.objects.count() == 1
    by_hand.add(zoe, person, Limits(at("2026-03-10 12:00"), at("2026-03-10 13:00")), NOTHING)


def test_a_corrected_energy_counts_until_it_is_cleared(zoe: Vehicle, person: User) -> None:
    session = told(zoe, "2026-03-10 10:00", "2026-03-10 12:00", energy=14.0)
    by_hand.correct(session, person, Said(energy_kwh=15.5, cost=Decimal("3.10"), note="x"))
    told_lists.store_charges(zoe, [row("2026-03-10 10:00", "2026-03-10 12:00", energy=14.0, last=70)], NOW)
    (session,) = poll_again(zoe)
    assert (session.known_energy_kwh, session.known_energy_source) == (15.5, EnergySource.BY_HAND)
    assert (session.energy_kwh, session.edited_by) == (14.0, person)
    by_hand.correct(session, person, NOTHING)
    (session,) = poll_again(zoe)
    assert (session.known_energy_kwh, session.known_energy_source) == (14.0, EnergySource.TOLD)
    assert (session.cost_set, session.note_set) == (None, "")


def test_the_limits_of_what_was_drawn_can_be_drawn_anew(zoe: Vehicle, person: User) -> None:
    added = by_hand.add(zoe, person, Limits(at("2026-03-10 10:00"), at("2026-03-10 10:40")), NOTHING)
    told_lists.store_charges(zoe, [row("2026-03-10 10:50", "2026-03-10 11:30", energy=9.0)], NOW)
    assert len(poll_again(zoe)) == 2
    by_hand.add(zoe, person, Limits(at("2026-03-12 10:00"), at("2026-03-12 10:40")), NOTHING)
    with pytest.raises(by_hand.Overlap):
        by_hand.correct(added, person, NOTHING, Limits(at("2026-03-10 10:00"), at("2026-03-10 11:00")))
    by_hand.correct(added, person, NOTHING, Limits(at("2026-03-10 09:00"), at("2026-03-10 09:40"), 20, 40))
    first, second, _third = poll_again(zoe)
    assert (first, first.start_percent, first.energy_kwh) == (added, 20, 10.4)
    assert second.status == SessionStatus.DERIVED


def test_a_split_charge_is_two_for_good(zoe: Vehicle, person: User) -> None:
    session = told(zoe, "2026-03-10 10:00", "2026-03-10 12:00", energy=14.0, first=40, last=67)
    by_hand.correct(session, person, Said(energy_kwh=15.0, cost=Decimal(4), note="two cables"))
    second = by_hand.split(session, person, at("2026-03-10 11:00"))
    found = poll_again(zoe)
    assert found == [session, second]
    assert [(each.start_percent, each.end_percent) for each in found] == [(40, None), (None, 67)]
    assert [each.energy_kwh for each in found] == [None, None]  # what was told is of the whole
    assert [each.energy_set_kwh for each in found] == [None, None]
    assert [each.note_set for each in found] == ["two cables", ""]
    assert ChargeRecord.objects.count() == 1
    assert all(each.records.count() == 1 for each in found)


@pytest.mark.parametrize("text", ["2026-03-10 10:00", "2026-03-10 12:00", "2026-03-10 13:00"])
def test_a_charge_cannot_be_split_outside_of_itself(zoe: Vehicle, person: User, text: str) -> None:
    session = told(zoe, "2026-03-10 10:00", "2026-03-10 12:00")
    with pytest.raises(by_hand.ChargeRefused, match="between its start and its end"):
        by_hand.split(session, person, at(text))
    assert ChargeSession.objects.count() == 1


def test_two_charges_joined_are_one_for_good(zoe: Vehicle, person: User) -> None:
    first = told(zoe, "2026-03-10 10:00", "2026-03-10 11:00", energy=6.0, first=40, last=52)
    second = told(zoe, "2026-03-10 13:00", "2026-03-10 14:00", energy=5.0, first=52, last=61)
    by_hand.correct(first, person, Said(cost=Decimal("1.50"), note="before lunch"))
    by_hand.correct(second, person, Said(cost=Decimal("1.25"), note="after lunch"))
    by_hand.join(first, person)
    (session,) = poll_again(zoe)
    assert session == first
    assert (session.started_at, session.ended_at) == (at("2026-03-10 10:00"), at("2026-03-10 14:00"))
    assert (session.energy_kwh, session.energy_source) == (11.0, EnergySource.TOLD)
    assert (session.start_percent, session.end_percent) == (40, 61)
    assert (session.cost_set, session.note_set) == (Decimal("2.75"), "before lunch · after lunch")
    assert session.records.count() == 2


def test_a_charge_with_none_after_it_cannot_be_joined(zoe: Vehicle, person: User) -> None:
    first = told(zoe, "2026-03-10 10:00", "2026-03-10 11:00")
    told(zoe, "2026-03-12 10:00", "2026-03-12 11:00")
    with pytest.raises(by_hand.ChargeRefused, match="within a day"):
        by_hand.join(first, person)


def test_a_deleted_charge_does_not_come_back_until_it_is_restored(zoe: Vehicle, person: User) -> None:
    session = told(zoe, "2026-03-10 10:00", "2026-03-10 12:00", energy=14.0)
    by_hand.correct(session, person, Said(note="not mine"))
    SummaryDue.objects.all().delete()
    by_hand.delete(session, person)
    assert list(SummaryDue.objects.values_list("on", flat=True)) == [NOW.replace(day=10).date()]
    told_lists.store_charges(zoe, [row("2026-03-10 09:59", "2026-03-10 12:00", energy=14.0)], NOW)
    assert poll_again(zoe) == []
    by_hand.restore(session, person)
    (back,) = poll_again(zoe)
    assert (back, back.status, back.note_set) == (session, SessionStatus.DERIVED, "not mine")
    assert back.started_at == at("2026-03-10 09:59")


def test_a_restored_charge_that_was_drawn_is_drawn_again(zoe: Vehicle, person: User) -> None:
    added = by_hand.add(zoe, person, Limits(at("2026-03-10 10:00"), at("2026-03-10 10:40")), NOTHING)
    by_hand.delete(added, person)
    other = by_hand.add(zoe, person, Limits(at("2026-03-10 10:30"), at("2026-03-10 11:00")), NOTHING)
    with pytest.raises(by_hand.Overlap):
        by_hand.restore(added, person)
    by_hand.delete(other, person)
    by_hand.restore(added, person)
    assert poll_again(zoe) == [added]


def test_a_charge_that_goes_on_can_be_written_about_only(zoe: Vehicle, person: User) -> None:
    builders.tell(
        zoe,
        "battery-status",
        NOW - timedelta(minutes=5),
        timestamp="2026-03-20T11:50:00Z",
        batteryLevel=40,
        plugStatus=1,
        chargingStatus=1.0,
    )
    archive.bring_up_to_date()
    session = ChargeSession.objects.get()
    by_hand.correct(session, person, Said(note="slow one"))
    for act in (
        lambda: by_hand.split(session, person, NOW - timedelta(minutes=1)),
        lambda: by_hand.join(session, person),
        lambda: by_hand.delete(session, person),
    ):
        with pytest.raises(by_hand.ChargeRefused, match="still goes on"):
            act()
    session.refresh_from_db()
    assert (session.ended_at, session.note_set) == (None, "slow one")


def test_a_charge_that_became_part_of_another_is_said_to_be_gone(zoe: Vehicle, person: User) -> None:
    session = told(zoe, "2026-03-10 10:00", "2026-03-10 12:00")
    ChargeSession.objects.all().delete()
    with pytest.raises(by_hand.ChargeRefused, match="no longer there"):
        by_hand.delete(session, person)
