"""Where a person adds and changes charges."""

from django.urls import NoReverseMatch, reverse

from ..models import ChargeSession, Vehicle


def _to(name: str, *args: int) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def add(vehicle: Vehicle) -> str:
    return _to("charge-add", vehicle.pk)


def of(vehicle: Vehicle, charge: ChargeSession) -> dict[str, str]:
    """Return the addresses at which this charge is changed, by what is done there."""
    names = ("edit", "split", "join", "delete")
    return {name: _to(f"charge-{name}", vehicle.pk, charge.pk) for name in names}
