"""Two logins with one car; a login that is lost or unlinked; against the played servers."""

from typing import Any

import pytest

from tests import builders
from vehicles import clock
from vehicles.models import (
    BatterySnapshot,
    Household,
    HouseholdChange,
    LoginState,
    RenaultCall,
    RenaultLogin,
    User,
    Vehicle,
    VehicleStatus,
)
from vehicles.services import leaving, linking, login_states, polling, unlinking
from vehicles.simulator import Account, Login

pytestmark = pytest.mark.django_db

ZOE_50 = "VF1PLAYEDZE500002"


@pytest.fixture
def home() -> Household:
    return builders.household()


@pytest.fixture
def owner(home: Household) -> User:
    return builders.member(home)


@pytest.fixture
def alex(home: Household, owner: User, simulator: Any) -> RenaultLogin:
    return builders.linked(home, owner)


@pytest.fixture
def sam(home: Household, owner: User, alex: RenaultLogin, simulator: Any) -> RenaultLogin:
    """A second login, in whose account one of Alex's cars is too."""
    logins = simulator.simulator.garage.logins
    logins["sam@example.com"] = Login(
        "sam@example.com", "person-sam", (Account("account-sam", "MYRENAULT", (ZOE_50,)),)
    )
    outcome = linking.sign_in(home, owner, locale="fr_FR", email="sam@example.com", password="demo")
    assert isinstance(outcome, RenaultLogin)
    return outcome


def read_through(vin: str = ZOE_50) -> str:
    account = Vehicle.objects.select_related("account__login").get(vin=vin).account
    return account.login.email if account is not None else ""


def test_a_car_in_two_logins_is_one_vehicle_and_polled_once(
    sam: RenaultLogin, alex: RenaultLogin, simulator: Any
) -> None:
    assert Vehicle.objects.filter(vin=ZOE_50).count() == 1
    Vehicle.objects.update(due_at=clock.now())
    before = simulator.control.calls("sam@example.com")
    for login in (alex, sam):
        polling.poll_login(login.pk)
    assert simulator.control.calls("sam@example.com") == before
    assert BatterySnapshot.objects.filter(vehicle__vin=ZOE_50).count() == 1


def test_where_one_login_wants_signing_in_the_other_takes_over(
    sam: RenaultLogin, alex: RenaultLogin, simulator: Any
) -> None:
    simulator.control.revoke("alex@example.com")
    Vehicle.objects.update(due_at=clock.now())
    polling.poll_login(alex.pk)
    alex.refresh_from_db()
    assert alex.state == LoginState.NEEDS_SIGN_IN
    assert read_through() == "sam@example.com"
    polling.poll_login(sam.pk)
    assert BatterySnapshot.objects.filter(vehicle__vin=ZOE_50).exists()


def test_who_signs_in_again_leaves_the_car_where_it_is_read(
    sam: RenaultLogin, alex: RenaultLogin, home: Household, owner: User
) -> None:
    login_states.wants_sign_in(alex)
    linking.sign_in(home, owner, locale="fr_FR", email=alex.email, password="demo", login=alex)
    assert read_through() == "sam@example.com"


def test_where_no_other_login_may_be_used_the_car_waits_where_it_is(
    sam: RenaultLogin, alex: RenaultLogin
) -> None:
    login_states.wants_sign_in(sam)
    login_states.wants_sign_in(alex)
    assert read_through() == "alex@example.com"


def test_a_car_taken_off_one_account_is_read_through_the_other(
    sam: RenaultLogin, alex: RenaultLogin, simulator: Any
) -> None:
    simulator.control.fault("unlinked", vin=ZOE_50)
    Vehicle.objects.filter(vin=ZOE_50).update(due_at=clock.now())
    polling.poll_login(alex.pk)
    assert read_through() == "sam@example.com"
    simulator.control.clear()
    polling.poll_login(sam.pk)
    assert BatterySnapshot.objects.filter(vehicle__vin=ZOE_50).exists()


def test_unlinking_destroys_the_sign_in_and_keeps_what_was_collected(
    alex: RenaultLogin, owner: User, home: Household
) -> None:
    polling.poll_login(alex.pk)
    figures = BatterySnapshot.objects.count()
    unlinking.unlink(alex, owner, delete_history=False)
    assert not RenaultLogin.objects.exists()
    assert not RenaultCall.objects.exists()
    leaving.carry_on()
    assert BatterySnapshot.objects.count() == figures > 0
    states = set(home.vehicles.values_list("status", "account", "due_at"))
    assert states == {(VehicleStatus.UNLINKED, None, None)}
    polling.queue_due(clock.now())  # nothing is asked any more
    assert HouseholdChange.objects.order_by("-pk").values_list("kind", "by_name").first() == (
        "login_unlinked",
        str(owner),
    )


def test_unlinking_with_its_history_leaves_nothing_of_the_cars(
    alex: RenaultLogin, owner: User, home: Household
) -> None:
    polling.poll_login(alex.pk)
    unlinking.unlink(alex, owner, delete_history=True)
    assert not home.vehicles.known().exists()
    assert not Vehicle.objects.filter(vin__startswith="VF1").exists()
    leaving.carry_on()
    assert not Vehicle.objects.exists()
    assert not BatterySnapshot.objects.exists()
    deleted = HouseholdChange.objects.filter(kind="vehicle_deleted")
    assert deleted.count() == 3


def test_a_car_that_another_login_shows_loses_nothing(
    sam: RenaultLogin, alex: RenaultLogin, owner: User
) -> None:
    polling.poll_login(alex.pk)
    unlinking.unlink(alex, owner, delete_history=True)
    leaving.carry_on()
    zoe = Vehicle.objects.get()
    assert (zoe.vin, zoe.status, read_through()) == (ZOE_50, VehicleStatus.FOLLOWED, "sam@example.com")
    assert BatterySnapshot.objects.filter(vehicle=zoe).exists()


def test_a_car_whose_history_is_still_being_deleted_can_be_linked_anew(
    alex: RenaultLogin, owner: User, home: Household
) -> None:
    unlinking.unlink(alex, owner, delete_history=True)
    builders.linked(home, owner)
    leaving.carry_on()
    assert home.vehicles.filter(status=VehicleStatus.FOLLOWED).count() == 3


def test_every_step_is_noted_with_who_did_it(alex: RenaultLogin, owner: User, home: Household) -> None:
    linking.sign_in(home, owner, locale="fr_FR", email=alex.email, password="demo", login=alex)
    kinds = HouseholdChange.objects.order_by("pk").values_list("kind", "by_name", "details__login")
    assert list(kinds) == [
        (kind, str(owner), "alex@example.com")
        for kind in ("login_linked", "login_vehicles", "login_signed_in")
    ]
