"""Who comes into a household, and who goes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import F

from tests import builders
from vehicles.models import (
    AppendOnly,
    HouseholdChange,
    Invitation,
    Level,
    Membership,
    Role,
    User,
    VehicleGrant,
)
from vehicles.services import accounts, invitations, leaving, people

pytestmark = pytest.mark.django_db
NEWCOMER = {"email": "Nina@Example.com", "password": "a long password", "name": "Nina"}


def test_whoever_has_the_link_comes_in_once_as_what_it_says() -> None:
    home = builders.household()
    made = invitations.invite(home, builders.member(home), role=Role.DRIVER)
    joined = invitations.accept_as_newcomer(made.token, **NEWCOMER)
    assert (joined.household, joined.role, joined.user.email) == (home, Role.DRIVER, "nina@example.com")
    with pytest.raises(invitations.NotOpen):
        invitations.accept(made.token, builders.member(builders.household()))


def test_the_database_holds_a_hash_of_the_link_and_not_the_link() -> None:
    home = builders.household()
    made = invitations.invite(home, builders.member(home), role=Role.VIEWER)
    row = Invitation.objects.values().get()
    assert made.token not in str(row)
    assert len(made.token) >= 22  # 128 bits in base64


def test_an_invitation_ends_after_five_days() -> None:
    home = builders.household()
    made = invitations.invite(home, builders.member(home), role=Role.VIEWER)
    Invitation.objects.update(expires_at=F("expires_at") - timedelta(days=5, seconds=1))
    with pytest.raises(invitations.NotOpen):
        invitations.find(made.token)


def test_a_withdrawn_invitation_opens_nothing_and_is_withdrawn_once() -> None:
    home = builders.household()
    owner = builders.member(home)
    made = invitations.invite(home, owner, role=Role.VIEWER)
    assert invitations.revoke(made.invitation, owner)
    assert not invitations.revoke(made.invitation, owner)
    with pytest.raises(invitations.NotOpen):
        invitations.accept_as_newcomer(made.token, **NEWCOMER)
    assert not User.objects.filter(email="nina@example.com").exists()


def test_a_household_makes_twenty_invitations_a_day_and_no_more() -> None:
    home = builders.household()
    owner = builders.member(home)
    for _ in range(invitations.MOST_A_DAY):
        invitations.invite(home, owner, role=Role.VIEWER)
    with pytest.raises(invitations.TooManyInvitations):
        invitations.invite(home, owner, role=Role.VIEWER)
    Invitation.objects.update(made_at=F("made_at") - timedelta(days=1, seconds=1))
    invitations.invite(home, owner, role=Role.VIEWER)


def test_an_address_that_is_known_here_is_not_taken_over() -> None:
    home = builders.household()
    owner = builders.member(home, email="nina@example.com")
    made = invitations.invite(home, owner, role=Role.OWNER)
    with pytest.raises(invitations.AddressTaken):
        invitations.accept_as_newcomer(made.token, **NEWCOMER)
    assert invitations.find(made.token) == made.invitation


def test_a_member_who_opens_the_link_does_not_use_it_up() -> None:
    home = builders.household()
    owner = builders.member(home)
    made = invitations.invite(home, owner, role=Role.VIEWER)
    with pytest.raises(invitations.AlreadyMember):
        invitations.accept(made.token, owner)
    assert Membership.objects.get(user=owner).role == Role.OWNER
    assert invitations.find(made.token)


def test_chosen_vehicles_are_the_only_ones_seen() -> None:
    home, elsewhere = builders.household(), builders.household("Elsewhere")
    zoe, r5, foreign = builders.vehicle(home), builders.vehicle(home, "R5"), builders.vehicle(elsewhere)
    made = invitations.invite(home, builders.member(home), role=Role.DRIVER, vehicle_ids=[zoe.pk, foreign.pk])
    joined = invitations.accept_as_newcomer(made.token, **NEWCOMER)
    assert list(joined.grants.values_list("vehicle_id", "level")) == [(r5.pk, Level.NONE)]
    assert list(made.invitation.vehicles.all()) == [zoe]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_one_link_at_the_same_moment_one_comes_in() -> None:
    home = builders.household()
    made = invitations.invite(home, builders.member(home), role=Role.VIEWER)

    def come_in(number: int) -> bool:
        try:
            invitations.accept_as_newcomer(made.token, **{**NEWCOMER, "email": f"n{number}@example.com"})
        except invitations.NotOpen:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        came_in = list(pool.map(come_in, range(4)))
    assert sorted(came_in) == [False, False, False, True]
    assert home.memberships.count() == 2
    assert User.objects.count() == 2


def test_the_last_owner_neither_leaves_nor_steps_down() -> None:
    home = builders.household()
    owner = builders.member(home)
    mine = home.memberships.get()
    for attempt in (
        lambda: people.remove(mine, owner),
        lambda: people.change_role(mine, Role.VIEWER, owner),
    ):
        with pytest.raises(people.LastOwner):
            attempt()
    builders.member(home, email="second@example.com")
    people.change_role(mine, Role.VIEWER, owner)
    assert home.memberships.get(user=owner).role == Role.VIEWER


@pytest.mark.parametrize(
    "act",
    [
        lambda whom, by: people.remove(whom, by),
        lambda whom, by: people.change_role(whom, Role.VIEWER, by),
        lambda whom, _by: accounts.delete(whom.user),
    ],
    ids=["remove", "demote", "delete their accounts"],
)
@pytest.mark.django_db(transaction=True)
def test_two_owners_who_do_it_to_each_other_at_the_same_moment_leave_one(
    act: Callable[[Membership, User], None],
) -> None:
    home = builders.household()
    builders.member(home, Role.VIEWER)
    first, second = builders.member(home), builders.member(home, email="second@example.com")
    together = Barrier(2)

    def do_it(pair: tuple[User, User]) -> None:
        by, whom = pair
        try:
            of = home.memberships.select_related("user", "household").get(user=whom)
            together.wait(30)
            act(of, by)
        except (people.LastOwner, accounts.NeedAnOwner):
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(do_it, [(first, second), (second, first)]))
    assert home.memberships.filter(role=Role.OWNER).count() == 1


def test_a_grant_that_says_nothing_is_none() -> None:
    home = builders.household()
    owner, viewer = builders.member(home), builders.member(home, Role.VIEWER)
    zoe, mine = builders.vehicle(home), home.memberships.get(user=viewer)
    people.grant(mine, zoe, owner, level=Level.DRIVE, positions=False)
    assert VehicleGrant.objects.get().level == Level.DRIVE
    people.grant(mine, zoe, owner, level="", positions=None)
    assert not VehicleGrant.objects.exists()


def test_the_log_names_who_did_it_and_cannot_be_changed() -> None:
    home = builders.household()
    owner = builders.member(home)
    viewer = builders.member(home, Role.VIEWER)
    people.remove(home.memberships.get(user=viewer), owner)
    line = HouseholdChange.objects.get()
    assert (line.by_name, line.kind, line.details) == ("Owner", "removed", {"whom": "Viewer"})
    for attempt in (
        line.delete,
        line.save,
        HouseholdChange.objects.all().delete,
        lambda: HouseholdChange.objects.update(by_name="Nobody"),
    ):
        with pytest.raises(AppendOnly):
            attempt()
    leaving.give_up_household(home)
    leaving.carry_on()
    assert not HouseholdChange.objects.exists()
