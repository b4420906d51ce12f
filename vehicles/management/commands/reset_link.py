"""manage.py reset_link: prints the link by which a person sets a new password, where no mail is set up."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vehicles.management.links import add_address, link
from vehicles.services import resets


class Command(BaseCommand):
    help = "Print a link by which a person sets a new password. It opens once, within three days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the e-mail address with which the person signs in")
        add_address(parser)

    def handle(self, *_args: Any, email: str, address: str, **_: Any) -> None:
        try:
            told = link(address, resets.reset_path(email))
        except resets.NobodyWithAddress:
            raise CommandError(f"Nobody signs in here with {email}.") from None
        self.stdout.write(f"A new password can be set here, once, within three days:\n{told}")
