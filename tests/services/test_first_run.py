"""The first account: with the set-up code, once."""

import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from vehicles.models import Household, Installation, Membership, User
from vehicles.services import first_run


def claim(email: str) -> User:
    return first_run.claim(
        email=email, password="a long password", name="Ann", household="Home", time_zone="Europe/Paris"
    )


def test_the_code_is_the_same_for_every_process_and_however_it_is_typed() -> None:
    code = first_run.setup_code()
    assert code == first_run.setup_code()
    assert first_run.is_setup_code(code.lower().replace("-", " "))
    assert not first_run.is_setup_code("AAAA-BBBB-CCCC")
    assert not first_run.is_setup_code("é")


@pytest.mark.django_db
def test_the_first_claim_makes_person_household_and_owner() -> None:
    assert first_run.setup_code() in (first_run.announcement() or "")
    user = claim("ann@example.com")
    assert Membership.objects.get(user=user).role == "owner"
    assert first_run.announcement() is None
    assert Installation.objects.get().installer == user


@pytest.mark.django_db
def test_a_second_claim_changes_nothing() -> None:
    claim("ann@example.com")
    with pytest.raises(first_run.AlreadyClaimed):
        claim("eve@example.com")
    assert (User.objects.count(), Household.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_another_person_can_be_named_to_look_after_the_server() -> None:
    first = claim("ann@example.com")
    second = User.objects.create_user("ben@example.com", "a long password")
    call_command("installer", "Ben@example.com", stdout=StringIO())
    assert (Installation.is_installer(first.pk), Installation.is_installer(second.pk)) == (False, True)
    with pytest.raises(CommandError, match="Invite them first"):
        call_command("installer", "eve@example.com")
    second.delete()
    said = StringIO()
    call_command("installer", stdout=said)
    assert said.getvalue().strip() == "Nobody does yet."


@pytest.mark.django_db(transaction=True)
def test_of_parallel_claims_one_wins() -> None:
    won: list[str] = []

    def attempt(number: int) -> None:
        try:
            claim(f"person{number}@example.com")
            won.append(f"person{number}")
        except first_run.AlreadyClaimed:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert (User.objects.count(), Household.objects.count(), Installation.objects.count()) == (1, 1, 1)
