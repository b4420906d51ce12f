"""The people of a household, and coming in by an invitation, in every state worth a look."""

from collections.abc import Iterator

from django.urls import reverse

from tests import builders
from vehicles.models import Level, Role
from vehicles.services import invitations, people
from vehicles.simulator import Server

from .chromium import Page
from .scenes import LONG_NAME, Scene, a_home


def people_of_a_household(_played: Server) -> Iterator[Scene]:
    """Owners, drivers, viewers; open and spent invitations; somebody who comes in."""
    home, (olive, denis, vera) = a_home("The Martins", Role.OWNER, Role.DRIVER, Role.VIEWER)
    for name in ("Zoé", "Renault 5", LONG_NAME):
        builders.vehicle(home, name, positions_on=name == "Zoé")
    zoe = home.vehicles.get(name="Zoé")
    member = home.memberships.get(user=vera)
    yield Scene("members-alone", "/household/", olive)
    invitations.invite(home, olive, role=Role.VIEWER, email="nina.with.a.long.address@example.com")
    invitations.invite(home, olive, role=Role.DRIVER)
    people.grant(member, zoe, olive, level=Level.DRIVE, positions=False)
    people.change_role(home.memberships.get(user=denis), Role.OWNER, olive)
    yield Scene("members-invited", "/household/", olive)
    yield Scene("household-log", "/household/log/", olive)
    yield Scene("invite-proof", "/household/invite/", olive, long_ago=True)
    yield Scene("invite", "/household/invite/", olive)
    yield Scene("invited", "/household/invite/", olive, then=_invited)
    yield Scene("member", f"/household/members/{member.pk}/", olive)
    made = invitations.invite(home, olive, role=Role.DRIVER, email="nina@example.com")
    link = reverse("join-link", args=[made.token])
    yield Scene("join", link)
    yield Scene("join-refused", link, then=_refused)
    neighbour = builders.member(builders.household("Elsewhere"), email="neighbour@example.com")
    yield Scene("join-known", link, neighbour)
    invitations.revoke(made.invitation, olive)
    yield Scene("join-closed", link, status=404, errors=[("/join/", 404)])


def _invited(page: Page) -> None:
    page.get_by_label("For whom").fill("nina@example.com")
    page.get_by_role("button", name="Make the link").click()


def _refused(page: Page) -> None:
    page.get_by_label("Your name").fill("Nina")
    page.get_by_label("Password", exact=True).fill("a long password")
    page.get_by_label("Password again").fill("another one")
    page.get_by_role("button", name="Make my account and join").click()
