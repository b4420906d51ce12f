"""Inviting, joining, roles and leaving, as the pages do it."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.views.conftest import Cast
from vehicles.models import Level, Role, User
from vehicles.services import invitations, people

NEWCOMER = {
    "name": "Nina",
    "email": "nina@example.com",
    "password": "a long password",
    "password_again": "a long password",
}


def invited_link(cast: Cast, **data: object) -> str:
    page = cast.proven(cast.owner).post(reverse("invite"), {"role": Role.DRIVER, **data}).content.decode()
    return "/join/" + page.split("/join/")[1].split('"')[0]


def test_an_owner_makes_a_link_and_a_newcomer_comes_in_by_it(cast: Cast) -> None:
    newcomer = Client()
    assert newcomer.get(invited_link(cast), follow=True).status_code == 200
    arrived = newcomer.post(reverse("join"), NEWCOMER, follow=True)
    assert arrived.redirect_chain[-1][0] == reverse("garage")
    assert cast.zoe.name in arrived.content.decode()
    assert User.objects.get(email="nina@example.com").memberships.get().role == Role.DRIVER


def test_the_links_token_stands_in_no_address_after_the_first(cast: Cast) -> None:
    response = Client().get(invited_link(cast))
    assert (response.status_code, response["Location"]) == (302, reverse("join"))
    assert "no-store" in response["Cache-Control"]


def test_who_is_signed_in_joins_with_one_press_and_sees_the_new_household(cast: Cast) -> None:
    stranger = cast.client(cast.stranger)
    stranger.get(invited_link(cast))
    assert "You are signed in as" in stranger.get(reverse("join")).content.decode()
    assert cast.zoe.name in stranger.post(reverse("join"), follow=True).content.decode()


def test_a_refused_newcomer_keeps_what_they_typed_and_gets_no_account(cast: Cast) -> None:
    newcomer = Client()
    newcomer.get(invited_link(cast))
    page = newcomer.post(reverse("join"), {**NEWCOMER, "password_again": "another"}).content.decode()
    assert "The two passwords are not the same." in page
    assert "nina@example.com" in page
    assert not User.objects.filter(email="nina@example.com").exists()


def test_extra_fields_do_not_make_an_owner(cast: Cast) -> None:
    newcomer = Client()
    newcomer.get(invited_link(cast))
    newcomer.post(reverse("join"), {**NEWCOMER, "role": "owner", "is_active": "1", "household": "1"})
    assert User.objects.get(email="nina@example.com").memberships.get().role == Role.DRIVER


def test_a_spent_link_says_so_and_what_to_do(cast: Cast) -> None:
    link = invited_link(cast)
    first = Client()
    first.get(link)
    first.post(reverse("join"), NEWCOMER)
    response = Client().get(link, follow=True)
    assert response.status_code == 404
    assert "Ask the owner who sent it for a new one." in response.content.decode()


@pytest.mark.parametrize("name", ["invite", "member", "member-remove"])
def test_an_owner_proves_who_they_are_before_people_are_changed(cast: Cast, name: str) -> None:
    viewer = cast.home.memberships.get(user=cast.viewer)
    address = reverse(name, args=[] if name == "invite" else [viewer.pk])
    response = cast.client(cast.owner).post(address, {"role": Role.OWNER})
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/reauthenticate/")
    viewer.refresh_from_db()
    assert viewer.role == Role.VIEWER


def test_a_new_role_counts_from_the_next_request_on(cast: Cast) -> None:
    member = cast.home.memberships.get(user=cast.viewer)
    viewer = cast.client(cast.viewer)
    assert viewer.get(reverse("login-link")).status_code == 403
    cast.proven(cast.owner).post(reverse("member", args=[member.pk]), {"role": Role.OWNER})
    assert viewer.get(reverse("login-link")).status_code == 200
    people.change_role(cast.home.memberships.get(user=cast.viewer), Role.VIEWER, cast.owner)
    assert viewer.get(reverse("login-link")).status_code == 403


def test_a_vehicle_kept_from_a_member_is_not_found_by_them(cast: Cast) -> None:
    member = cast.home.memberships.get(user=cast.viewer)
    cast.proven(cast.owner).post(
        reverse("member", args=[member.pk]), {"role": Role.VIEWER, f"level_{cast.zoe.pk}": Level.NONE}
    )
    viewer = cast.client(cast.viewer)
    assert viewer.get(reverse("vehicle", args=[cast.zoe.pk])).status_code == 404
    assert cast.zoe.name not in viewer.get(reverse("garage")).content.decode()
    assert cast.client(cast.driver).get(reverse("vehicle", args=[cast.zoe.pk])).status_code == 200


def test_a_member_without_positions_sees_everything_but_where_it_is(cast: Cast) -> None:
    cast.zoe.positions_on = True
    cast.zoe.save()
    when = builders.at("2026-03-01 10:00")
    builders.tell(cast.zoe, "location", when, gpsLatitude=48.1173, gpsLongitude=-1.6778)
    member = cast.home.memberships.get(user=cast.viewer)
    people.grant(member, cast.zoe, cast.owner, level="", positions=False)
    for address in (reverse("garage"), reverse("vehicle", args=[cast.zoe.pk])):
        assert "48.11" in cast.client(cast.driver).get(address).content.decode()
        assert "48.11" not in cast.client(cast.viewer).get(address).content.decode()


def test_a_removed_member_is_out_at_once(cast: Cast) -> None:
    member = cast.home.memberships.get(user=cast.viewer)
    viewer = cast.client(cast.viewer)
    cast.proven(cast.owner).post(reverse("member-remove", args=[member.pk]))
    assert viewer.get(reverse("vehicle", args=[cast.zoe.pk])).status_code == 404


def test_the_last_owner_is_told_what_to_do_first(cast: Cast) -> None:
    owner = cast.proven(cast.owner)
    page = owner.post(reverse("leave"), follow=True).content.decode()
    assert "Make somebody else an owner first." in page
    assert cast.home.memberships.filter(user=cast.owner).exists()


def test_the_household_page_lists_open_invitations_and_withdraws_them(cast: Cast) -> None:
    made = invitations.invite(cast.home, cast.owner, role=Role.VIEWER, email="nina@example.com")
    owner = cast.proven(cast.owner)
    assert "nina@example.com" in owner.get(reverse("household")).content.decode()
    assert "nina@example.com" not in cast.client(cast.driver).get(reverse("household")).content.decode()
    owner.post(reverse("invitation-revoke", args=[made.invitation.pk]))
    assert Client().get(reverse("join-link", args=[made.token]), follow=True).status_code == 404


def test_the_log_says_in_words_who_changed_what(cast: Cast) -> None:
    people.change_role(cast.home.memberships.get(user=cast.viewer), Role.DRIVER, cast.owner)
    page = cast.proven(cast.owner).get(reverse("household-log")).content.decode()
    assert "made Viewer driver" in page
    assert "Owner" in page


def test_a_household_made_at_the_terminal_prints_its_first_owners_link(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_household", "The neighbours", "--address", "https://cars.example.com/")
    link = capsys.readouterr().out.split("https://cars.example.com")[1].strip()
    newcomer = Client()
    newcomer.get(link)
    newcomer.post(reverse("join"), NEWCOMER)
    membership = User.objects.get().memberships.get()
    assert (membership.household.name, membership.role) == ("The neighbours", Role.OWNER)
