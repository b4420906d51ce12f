"""manage.py installer: says who looks after the server, or names somebody else."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vehicles.models import Installation, User
from vehicles.services import first_run


class Command(BaseCommand):
    help = "Say who sees the page about this installation, or name somebody else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", nargs="?", help="the address with which that person signs in here")

    def handle(self, *, email: str | None = None, **_: Any) -> None:
        if email:
            try:
                first_run.name_installer(email)
            except User.DoesNotExist:
                raise CommandError(f"Nobody signs in here as {email}. Invite them first.") from None
        claimed = Installation.objects.select_related("installer").first()
        who = claimed.installer if claimed else None
        self.stdout.write(f"{who.email} looks after this installation." if who else "Nobody does yet.")
