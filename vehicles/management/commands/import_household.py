"""Brings a household in from the file that its owner took out on the page."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vehicles.services import importing


class Command(BaseCommand):
    help = "Bring a household in from the ZIP file of “Take everything out”, and print how much came."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the ZIP file")

    def handle(self, *_args: Any, file: Path, **_: Any) -> None:
        try:
            came = importing.import_household(file, self._say)
        except importing.NotOurs as error:
            raise CommandError(f"{error} Nothing was brought in.") from None
        people = "\n".join(f"  manage.py reset_link {email}" for email in came.emails)
        self.stdout.write(
            f"The household “{came.household}” is here: {sum(came.counts.values())} rows.\n"
            f"Who has no password here yet gets a link for one by\n{people}\n"
            "Then an owner signs in to Renault again, on the page “Household”."
        )

    def _say(self, table: str, rows: int) -> None:
        self.stdout.write(f"{rows:>9}  {table.replace('_', ' ')}")
