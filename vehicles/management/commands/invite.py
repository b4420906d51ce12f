"""manage.py invite: prints the link by which somebody comes into a household."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from vehicles.management.links import add_address, link
from vehicles.models import Household, Role
from vehicles.services import invitations


class Command(BaseCommand):
    help = "Print a link by which somebody comes into a household. It opens once, within five days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("household", help="what the household is called, or its number")
        parser.add_argument("--role", choices=Role.values, default=Role.DRIVER, help="default: driver")
        parser.add_argument("--email", default="", help="whose link it is, for the list of invitations")
        add_address(parser)

    def handle(self, *_args: Any, household: str, role: str, email: str, address: str, **_: Any) -> None:
        home = _household(household)
        link(address, "/")  # a bad address is refused before anything is made
        try:
            made = invitations.invite(home, None, role=role, email=email)
        except invitations.TooManyInvitations:
            raise CommandError(
                f"{invitations.MOST_A_DAY} invitations have been made today. Make the next one tomorrow."
            ) from None
        told = link(address, reverse("join-link", args=[made.token]))
        self.stdout.write(
            f"Whoever opens this link comes into “{home.name}” as {role}, once, within five days:\n{told}"
        )


def _household(wanted: str) -> Household:
    """Return the one household of this name or number; raises CommandError that lists them otherwise."""
    found = list(Household.objects.filter(name__iexact=wanted.strip()))
    if not found and wanted.isdecimal() and len(wanted) < 19:
        found = list(Household.objects.filter(pk=int(wanted)))
    if len(found) == 1:
        return found[0]
    known = found or Household.objects.order_by("pk")
    lines = "".join(f"\n  {each.pk}  {each.name}" for each in known)
    why = "Several households are called so; give the number." if found else "There is no such household."
    raise CommandError(f"{why}{lines}")
