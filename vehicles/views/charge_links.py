"""Where a person adds and changes charges."""

from django.urls import reverse

from ..models import ChargeSession, Vehicle


def add(vehicle: Vehicle) -> str:
    return reverse("charge-add", args=[vehicle.pk])


def deleted(vehicle: Vehicle) -> str:
    return reverse("charges-deleted", args=[vehicle.pk])


def of(vehicle: Vehicle, charge: ChargeSession) -> dict[str, str]:
    """Return the addresses at which this charge is changed, by what is done there.

    One that goes on can only be written about.
    """
    names = ("edit",) if charge.goes_on else ("edit", "split", "join", "delete")
    return {name: reverse(f"charge-{name}", args=[vehicle.pk, charge.pk]) for name in names}
