"""makemessages: find the texts of pages and code, and lay them down in the catalogs to be translated."""

from typing import Any

from django.core.management.base import BaseCommand

from vehicles import catalogs


class Command(BaseCommand):
    """Takes the place of Django's own command, which wants xgettext."""

    help = "Brings the catalogs in locale/ up to date with the texts of the source."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        catalogs.update()
        for language in catalogs.LANGUAGES:
            empty = [message for message in catalogs.read(language) if message.id and not _is_whole(message)]
            self.stdout.write(f"{catalogs.po_file(language)}: {len(empty)} texts want translating.")


def _is_whole(message: Any) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)
