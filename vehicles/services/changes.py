"""Writes the household's log: who changed what."""

from .. import clock
from ..models import ChangeKind, Household, HouseholdChange, User


def note(household: Household, by: User | None, kind: ChangeKind, **details: str) -> None:
    """Add a line; without a person it was done at the server's terminal."""
    HouseholdChange.objects.create(
        household=household,
        at=clock.machine_now(),
        by_name=str(by) if by is not None else "",
        kind=kind,
        details=details,
    )
