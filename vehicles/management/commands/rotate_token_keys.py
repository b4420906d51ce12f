"""manage.py rotate_token_keys: seals every stored secret with a new key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vehicles.fields import SealBroken
from vehicles.services import token_keys


class Command(BaseCommand):
    help = (
        "Make a new token key, seal every stored secret with it, and drop the old keys. "
        "With TOKEN_KEYS in the "
        "environment: put the new key in front there first, then run this, then drop the old one there."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            resealed = token_keys.rotate()
        except SealBroken as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{resealed} stored secrets are sealed with the newest key.")
        if token_keys.keys_are_in_environment():
            self.stdout.write("The old keys may now be taken out of TOKEN_KEYS.")
