"""manage.py rebuild_sessions: makes all charge sessions anew from Renault's records and our readings."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vehicles.models import ChargeSession, Vehicle
from vehicles.services import archive


class Command(BaseCommand):
    help = (
        "Make all charge sessions anew from Renault's records and the stored readings. The rows come out as "
        "they are; what people added, changed or deleted stays as they left it."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--vehicle", type=int, help="the number of one vehicle, as in its address")

    def handle(self, *, vehicle: int | None, **_: Any) -> None:
        vehicles = [each for each in Vehicle.objects.known().select_related("household") if each.charges]
        if vehicle is not None:
            vehicles = [each for each in vehicles if each.pk == vehicle]
            if not vehicles:
                raise CommandError(f"There is no vehicle {vehicle} with a battery to plug in.")
        for each in vehicles:
            archive.rebuild(each)
            count = ChargeSession.objects.filter(vehicle=each).that_count().count()
            self.stdout.write(f"{each.name}: {count} charges.")
