"""manage.py rebuild_summaries: makes the daily summaries anew from all that was told."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vehicles.models import Vehicle
from vehicles.services import summaries

WIDTH = 40


class Command(BaseCommand):
    help = "Make the daily summaries anew from what the vehicles told; the worker may go on meanwhile."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--vehicle", type=int, metavar="ID", help="of this vehicle only")

    def handle(self, *, vehicle: int | None = None, **_: Any) -> None:
        chosen = Vehicle.objects.known().select_related("household").order_by("pk")
        if vehicle is not None:
            chosen = chosen.filter(pk=vehicle)
            if not chosen:
                raise CommandError(f"There is no vehicle {vehicle}.")
        for each in chosen:
            days = summaries.rebuild(each, lambda share, each=each: self._show(each, share))
            self.stdout.write(f"\r{each.name}: {days} days {' ' * WIDTH}")

    def _show(self, vehicle: Vehicle, share: float) -> None:
        done = round(share * WIDTH)
        bar = f"[{'#' * done}{'.' * (WIDTH - done)}] {share:4.0%}"
        self.stdout.write(f"\r{vehicle.name} {bar}", ending="")
        self.stdout.flush()
