"""compilemessages: make the translations ready for use, without the gettext programs."""

from typing import Any

from django.core.management.base import BaseCommand

from vehicles import catalogs


class Command(BaseCommand):
    """Takes the place of Django's own command, which wants msgfmt."""

    help = "Compiles the catalogs in locale/ that have changed."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        catalogs.compile_stale(self.stdout.write)
