"""What goes for good: vehicles, households, accounts."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from tests import builders
from vehicles import clock
from vehicles.models import (
    BatterySnapshot,
    ChangeKind,
    Command,
    Household,
    HouseholdChange,
    Installation,
    Invitation,
    Membership,
    RenaultLogin,
    Role,
    User,
    Vehicle,
    VehicleStatus,
)
from vehicles.services import accounts, changes, invitations, leaving, linking

pytestmark = pytest.mark.django_db
START = builders.at("2026-03-01 00:00")


@pytest.fixture
def home() -> Household:
    return builders.household()


@pytest.fixture
def owner(home: Household) -> User:
    return builders.member(home)


def lived_in(home: Household, owner: User) -> Vehicle:
    """Fill a household with a little of everything."""
    zoe = builders.vehicle(home, through=builders.login(home))
    for hour in range(12):
        at = START + timedelta(hours=hour)
        builders.tell(
            zoe, "battery-status", at, batteryLevel=50 + hour, timestamp=at.isoformat(), plugStatus=1
        )
    session = builders.charge(zoe, "2026-03-01 01:00", "2026-03-01 03:00")
    session.records.create(vehicle=zoe, natural_key="1", digest="1", raw={}, first_fetched_at=START)
    first = builders.command(zoe, owner, state="failed")
    builders.command(zoe, owner, gives_back=first, kind="give_programs_back")
    changes.note(home, owner, ChangeKind.JOINED)
    invitations.invite(home, owner, role=Role.VIEWER, vehicle_ids=[zoe.pk])
    return zoe


def rows_of(*left_out: type[models.Model]) -> dict[str, int]:
    tables = [model for model in apps.get_app_config("vehicles").get_models() if model not in left_out]
    return {model.__name__: count for model in tables if (count := model._base_manager.count())}


def test_a_household_that_is_given_up_is_seen_by_nobody_at_once(home: Household, owner: User) -> None:
    lived_in(home, owner)
    leaving.give_up_household(home)
    assert not owner.memberships.exists()
    assert not RenaultLogin.objects.exists()
    assert set(home.vehicles.values_list("status", "account")) == {(VehicleStatus.LEAVING, None)}
    assert not Invitation.objects.exists()


def test_the_worker_leaves_nothing_of_it_and_all_of_the_others(home: Household, owner: User) -> None:
    elsewhere = builders.household("Elsewhere")
    neighbour = builders.member(elsewhere)
    lived_in(elsewhere, neighbour)
    before = rows_of()
    lived_in(home, owner)
    leaving.give_up_household(home)
    leaving.carry_on()
    after = rows_of()
    before["Household"] -= 1  # the empty one that was there
    before["Membership"] -= 1
    assert after == before
    assert Household.objects.get() == elsewhere


def test_the_worker_goes_by_small_steps_and_goes_on_where_it_stopped(
    home: Household, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "ROWS_AT_ONCE", 5)
    monkeypatch.setattr(leaving, "OBJECTS_AT_ONCE", 1)
    zoe = lived_in(home, owner)
    leaving.give_up_household(home)
    counts = []
    for _ in range(100):
        leaving.carry_on(timedelta(0))
        counts.append(BatterySnapshot.objects.filter(vehicle_id=zoe.pk).count())
        if not Household.objects.exists():
            break
    assert sorted(set(counts) - {12}, reverse=True) == [7, 2, 0]
    assert not Household.objects.exists()
    assert not Command.objects.exists()


def test_nobody_comes_in_and_no_login_is_linked_any_more(home: Household, owner: User) -> None:
    made = invitations.invite(home, owner, role=Role.VIEWER)
    Household.objects.filter(pk=home.pk).update(leaving_at=clock.machine_now())
    with pytest.raises(invitations.NotOpen):
        invitations.accept_as_newcomer(made.token, email="n@example.com", password="a long one", name="N")


def test_a_login_begun_before_is_not_linked_after(home: Household, owner: User, simulator: object) -> None:
    leaving.give_up_household(home)
    with pytest.raises(linking.LinkingError, match="being deleted"):
        linking.sign_in(home, owner, locale="fr_FR", email="alex@example.com", password="demo")
    assert not RenaultLogin.objects.exists()


def test_an_invitation_to_one_vehicle_does_not_become_one_to_all(home: Household, owner: User) -> None:
    zoe, r5 = builders.vehicle(home), builders.vehicle(home, "R5")
    to_one = invitations.invite(home, owner, role=Role.VIEWER, vehicle_ids=[zoe.pk])
    to_both = invitations.invite(home, owner, role=Role.VIEWER, vehicle_ids=[zoe.pk, r5.pk])
    leaving.give_up_vehicle(zoe)
    leaving.carry_on()
    with pytest.raises(invitations.NotOpen):
        invitations.find(to_one.token)
    assert list(invitations.find(to_both.token).vehicles.all()) == [r5]


def test_an_account_goes_with_the_household_that_is_only_theirs(home: Household, owner: User) -> None:
    shared = builders.household("Shared")
    builders.member(shared, email="other@example.com")
    Membership.objects.create(user=owner, household=shared, role=Role.DRIVER)
    lived_in(home, owner)
    asked = builders.command(builders.vehicle(shared, "R5"), owner)
    assert [fate.name for fate in accounts.fates(owner).go_too] == ["Home"]
    assert [fate.name for fate in accounts.fates(owner).go_on] == ["Shared"]
    accounts.delete(owner)
    leaving.carry_on()
    assert Household.objects.get() == shared
    assert not User.objects.filter(pk=owner.pk).exists()
    asked.refresh_from_db()
    assert (asked.asked_by, asked.asked_by_name) == (None, "Owner")
    assert HouseholdChange.objects.values_list("kind", "by_name").get() == ("left", "Owner")


def test_the_last_owner_of_others_is_told_and_nothing_goes(home: Household, owner: User) -> None:
    builders.member(home, Role.VIEWER)
    alone = builders.household("Alone")
    Membership.objects.create(user=owner, household=alone, role=Role.OWNER)
    with pytest.raises(accounts.NeedAnOwner):
        accounts.delete(owner)
    assert owner.memberships.count() == 2
    assert not Household.objects.exclude(leaving_at=None).exists()


def test_without_the_installers_account_nobody_looks_after_the_server(home: Household, owner: User) -> None:
    Installation.objects.update(installer=owner)
    accounts.delete(owner)
    assert Installation.objects.get().installer is None
