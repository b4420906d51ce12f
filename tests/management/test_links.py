"""Commands that print links, for an installation without mail."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests import builders
from vehicles.models import Household, Invitation, Role, User

pytestmark = pytest.mark.django_db


def printed(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    """Return the path of the link that a command prints."""
    call_command(*command, "--address", "https://cars.example.com/")
    told = capsys.readouterr().out
    return told.split("https://cars.example.com", 1)[1].strip()


def test_a_reset_link_sets_a_new_password_once(capsys: pytest.CaptureFixture[str]) -> None:
    user = builders.member(builders.household(), email="vera@example.com")
    link = printed(capsys, "reset_link", "VERA@example.com")
    client = Client()
    form = client.get(link, follow=True)
    new = {"password1": "quite another one", "password2": "quite another one"}
    assert client.post(form.redirect_chain[-1][0], new).status_code == 302
    user.refresh_from_db()
    assert user.check_password("quite another one")
    assert "This link no longer works" in Client().get(link).content.decode()


def test_a_reset_link_for_nobody_says_so() -> None:
    with pytest.raises(CommandError, match="Nobody signs in here with nobody@"):
        call_command("reset_link", "nobody@example.com")


def test_an_invitation_brings_somebody_in_with_that_role(capsys: pytest.CaptureFixture[str]) -> None:
    home = builders.household("The Martins")
    link = printed(capsys, "invite", "the martins", "--role", "viewer", "--email", "nina@example.com")
    newcomer = Client()
    newcomer.get(link)
    password = "a long password"
    newcomer.post(
        "/join/",
        {"name": "Nina", "email": "nina@example.com", "password": password, "password_again": password},
    )
    assert User.objects.get().memberships.get().role == Role.VIEWER
    assert Invitation.objects.get().household == home


def test_a_household_that_is_not_there_or_not_the_only_one_is_answered_with_a_list() -> None:
    first, second = builders.household("Home"), builders.household("Home")
    with pytest.raises(CommandError, match=f"no such household.\n  {first.pk}  Home"):
        call_command("invite", "Elsewhere")
    with pytest.raises(CommandError, match="give the number"):
        call_command("invite", "home")
    call_command("invite", str(second.pk))
    assert Invitation.objects.get().household == second


@pytest.mark.parametrize("command", [["create_household", "New"], ["invite", "Home"]])
def test_a_bad_address_makes_nothing(command: list[str]) -> None:
    builders.household("Home")
    with pytest.raises(CommandError, match="must begin with"):
        call_command(*command, "--address", "cars.example.com")
    assert Household.objects.count() == 1
    assert not Invitation.objects.exists()


def test_behind_https_the_link_begins_with_the_public_name(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.BEHIND_HTTPS, settings.ALLOWED_HOSTS = True, ["cars.example.com"]
    builders.household("Home")
    call_command("invite", "Home")
    assert "https://cars.example.com/join/" in capsys.readouterr().out
