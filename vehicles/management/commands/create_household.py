"""Makes a household and prints the invitation of its first owner."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from vehicles.management.links import add_address, link
from vehicles.models.household import validate_time_zone
from vehicles.services import invitations


class Command(BaseCommand):
    help = "Make a household, and print the link by which its first owner comes in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what the household is called")
        parser.add_argument("--time-zone", default="Europe/Paris", help="such as Europe/Paris (the default)")
        add_address(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        name = options["name"].strip()
        if not name or len(name) > 80:
            raise CommandError("Give the household a name of at most 80 letters.")
        try:
            validate_time_zone(options["time_zone"])
        except ValidationError as error:
            raise CommandError(error.messages[0]) from None
        link(options["address"], "/")  # a bad address is refused before anything is made
        made = invitations.found_household(name, options["time_zone"])
        told = link(options["address"], reverse("join-link", args=[made.token]))
        self.stdout.write(
            f"The household “{name}” is made. Its first owner comes in by this link, once,\n"
            f"within five days:\n{told}"
        )
