"""Linking a Renault login, against the played servers."""

from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from vehicles import clock
from vehicles.models import (
    BatterySnapshot,
    Household,
    KamereonAccount,
    LoginChallenge,
    LoginState,
    RenaultLogin,
    User,
    Vehicle,
    VehicleEndpoint,
    VehicleStatus,
)
from vehicles.services import discovery, linking, polling

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Household:
    return builders.household()


@pytest.fixture
def owner(home: Household) -> User:
    return builders.member(home)


def sign_in(
    home: Household, owner: User, email: str, password: str = "demo"
) -> RenaultLogin | LoginChallenge:
    return linking.sign_in(home, owner, locale="fr_FR", email=email, password=password)


def test_a_login_without_second_factor_is_linked_at_once(
    home: Household, owner: User, simulator: Any
) -> None:
    login = sign_in(home, owner, " Alex@Example.com ")
    assert isinstance(login, RenaultLogin)
    assert login.email == "alex@example.com"
    assert Vehicle.objects.filter(status=VehicleStatus.OFFERED).count() == 3
    assert KamereonAccount.objects.get().label == "MyRenault"


def test_neither_password_nor_token_is_stored_in_plain(home: Household, owner: User, simulator: Any) -> None:
    login = sign_in(home, owner, "alex@example.com")
    assert isinstance(login, RenaultLogin)
    stored = str(RenaultLogin.objects.values().get())
    assert "st2." not in stored
    assert "demo" not in stored
    assert login.login_token is not None
    assert login.login_token.startswith("gAAAAA")


def test_a_wrong_password_is_said_with_what_to_do(home: Household, owner: User, simulator: Any) -> None:
    with pytest.raises(linking.LinkingError, match="does not accept this e-mail and password"):
        sign_in(home, owner, "alex@example.com", "wrong")
    assert not RenaultLogin.objects.exists()


def test_servers_that_are_down_are_said(home: Household, owner: User, simulator: Any) -> None:
    simulator.control.fault("gigya_down")
    with pytest.raises(linking.LinkingError, match="do not answer as they should"):
        sign_in(home, owner, "alex@example.com")


def test_a_second_factor_waits_sealed_and_any_process_can_go_on(
    home: Household, owner: User, simulator: Any
) -> None:
    challenge = sign_in(home, owner, "robin@example.com")
    assert isinstance(challenge, LoginChallenge)
    assert (
        simulator.control.code("robin@example.com") is None
    )  # nothing is mailed before an address is chosen
    assert "demo" not in str(LoginChallenge.objects.values("sealed", "sent_to").get())
    challenge = LoginChallenge.objects.get(pk=challenge.pk)
    addresses = linking.code_addresses(challenge)
    assert len(addresses) == 2
    linking.send_code(challenge, addresses[1][0])
    challenge = LoginChallenge.objects.get(pk=challenge.pk)
    with pytest.raises(linking.WrongCode, match="not the code"):
        linking.finish_with_code(challenge, "000000")
    login = linking.finish_with_code(
        LoginChallenge.objects.get(pk=challenge.pk), f" {simulator.control.code('robin@example.com')} "
    )
    assert login.state == LoginState.OK
    assert not LoginChallenge.objects.exists()
    assert Vehicle.objects.count() == 2
    assert {account.account_type for account in KamereonAccount.objects.all()} == {
        "MYRENAULT",
        "MYDACIA",
        "SFDC",
    }


def test_a_trusted_device_is_not_asked_for_a_code_again(home: Household, owner: User, simulator: Any) -> None:
    challenge = sign_in(home, owner, "robin@example.com")
    assert isinstance(challenge, LoginChallenge)
    linking.send_code(challenge, linking.code_addresses(challenge)[0][0])
    linking.finish_with_code(challenge, simulator.control.code("robin@example.com"))
    assert isinstance(sign_in(home, owner, "robin@example.com"), RenaultLogin)


def test_a_challenge_ends_after_ten_minutes(home: Household, owner: User, simulator: Any) -> None:
    challenge = sign_in(home, owner, "robin@example.com")
    assert isinstance(challenge, LoginChallenge)
    assert challenge.expires_at <= clock.machine_now() + timedelta(minutes=10)
    challenge.expires_at = clock.machine_now() - timedelta(seconds=1)
    challenge.save()
    with pytest.raises(linking.ChallengeGone, match="ten minutes"):
        linking.code_addresses(challenge)
    assert not LoginChallenge.objects.exists()


def test_a_login_without_vehicles_offers_none(home: Household, owner: User, simulator: Any) -> None:
    assert isinstance(sign_in(home, owner, "empty@example.com"), RenaultLogin)
    assert not Vehicle.objects.exists()


def test_vehicles_carry_what_their_details_tell(home: Household, owner: User, simulator: Any) -> None:
    sign_in(home, owner, "alex@example.com")
    sign_in(home, owner, "kim@example.com")
    old_zoe = Vehicle.objects.get(model_code="X101VE")
    assert (old_zoe.power_in_watts, old_zoe.energy) == (True, "electric")
    assert Vehicle.objects.get(model_code="DU31SU").energy == "fuel"
    details = VehicleEndpoint.objects.get(vehicle=old_zoe, endpoint="details").raw
    assert old_zoe.vin not in str(details)


def test_signing_in_again_keeps_names_choices_and_history(
    home: Household, owner: User, simulator: Any
) -> None:
    login = builders.linked(home, owner)
    polling.poll_login(login.pk)
    snapshots = BatterySnapshot.objects.count()
    vehicle = Vehicle.objects.first()
    assert vehicle is not None
    vehicle.name = "Grandma's"
    vehicle.save()
    simulator.control.revoke(login.email)
    Vehicle.objects.update(due_at=clock.now())
    polling.poll_login(login.pk)
    again = linking.sign_in(home, owner, locale="fr_FR", email=login.email, password="demo", login=login)
    assert isinstance(again, RenaultLogin)
    assert (again.pk, again.state) == (login.pk, LoginState.OK)
    vehicle.refresh_from_db()
    assert (vehicle.name, vehicle.status) == ("Grandma's", VehicleStatus.FOLLOWED)
    polling.poll_login(login.pk)
    assert BatterySnapshot.objects.count() >= snapshots


def test_the_same_vin_in_another_household_is_another_vehicle(
    home: Household, owner: User, simulator: Any
) -> None:
    builders.linked(home, owner)
    other = builders.household("Other")
    builders.linked(other, builders.member(other, email="other@example.com"))
    vins = list(Vehicle.objects.values_list("vin", flat=True))
    assert len(vins) == 6
    assert len(set(vins)) == 3


def test_a_vehicle_no_longer_chosen_is_not_polled_and_keeps_its_history(
    home: Household, owner: User, simulator: Any
) -> None:
    login = builders.linked(home, owner)
    polling.poll_login(login.pk)
    kept = list(Vehicle.objects.order_by("pk").values_list("pk", flat=True))[:1]
    discovery.follow(login, kept)
    assert list(Vehicle.objects.filter(status=VehicleStatus.FOLLOWED).values_list("pk", flat=True)) == kept
    assert BatterySnapshot.objects.values("vehicle").distinct().count() == 3
