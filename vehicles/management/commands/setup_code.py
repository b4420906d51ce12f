"""manage.py setup_code: prints the code that the first-run page asks for."""

from typing import Any

from django.core.management.base import BaseCommand

from vehicles.services import first_run


class Command(BaseCommand):
    help = "Print the set-up code that the first-run page asks for."

    def handle(self, *_args: Any, **_options: Any) -> None:
        said = first_run.announcement()
        self.stdout.write(said or "The first account exists already: the first-run page is closed.")
